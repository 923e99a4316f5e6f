"""Anthropic's client: whole and streamed messages, tools, thinking."""

import asyncio

import anthropic
import mlflow

from provider import QUESTION, TIP_PARAMETERS, TIP_QUESTION, URL, user

MODEL = "claude-local"
client = anthropic.Anthropic(base_url=URL, api_key="none", max_retries=0)
TOOL = {"name": "calculate_tip", "description": "Calculate the tip for a bill", "input_schema": TIP_PARAMETERS}


def enable():
    mlflow.anthropic.autolog()


def ask(messages, **more):
    return client.messages.create(model=MODEL, max_tokens=2048, messages=messages, **more)


def chat():
    ask([user(QUESTION)], system="Be brief.")


def tools():
    with mlflow.start_span(name="tip") as span:
        span.set_inputs({"question": TIP_QUESTION})
        messages = [user(TIP_QUESTION)]
        first = ask(messages, tools=[TOOL])
        result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": '{"result": 12.68}'}
        messages += [{"role": "assistant", "content": first.content}, user([result])]
        span.set_outputs(ask(messages, tools=[TOOL]).content[0].text)


def thinking():
    ask([user("Think: what is a trace?")], extra_body={"thinking": {"type": "enabled", "budget_tokens": 1024}})


def stream():
    return list(ask([user("Think: what is a trace?")], stream=True))


def stream_manager():
    with client.messages.stream(model=MODEL, max_tokens=2048, messages=[user(QUESTION)]) as events:
        return events.get_final_message()


def asynchronous():
    async def call():
        async with anthropic.AsyncAnthropic(base_url=URL, api_key="none", max_retries=0) as own:
            await own.messages.create(model=MODEL, max_tokens=2048, messages=[user(QUESTION)])

    asyncio.run(call())


def limited():
    ask([user("Fail with 429, please.")])


CASES = {
    "chat": chat,
    "tools": tools,
    "thinking": thinking,
    "stream": stream,
    "stream_manager": stream_manager,
    "async": asynchronous,
    "limited": limited,
}
