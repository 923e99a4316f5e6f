"""OpenAI's client: chat completions, Responses, embeddings."""

import asyncio
import json

import mlflow
import openai
from pydantic import BaseModel

from provider import QUESTION, TIP_PARAMETERS, TIP_QUESTION, TIP_TOOL, URL, user

MODEL = "gpt-4o-mini"
client = openai.OpenAI(base_url=f"{URL}/v1", api_key="none", max_retries=0)


def enable():
    mlflow.openai.autolog()


def chat():
    messages = [{"role": "system", "content": "Be brief."}, user(QUESTION)]
    client.chat.completions.create(model=MODEL, messages=messages, temperature=0.2, max_tokens=50)


def choices():
    client.chat.completions.create(model=MODEL, messages=[user(QUESTION)], n=2)


def refusal():
    client.chat.completions.create(model=MODEL, messages=[user("Please refuse.")])


def stream():
    chunks = client.chat.completions.create(
        model=MODEL, messages=[user(QUESTION)], stream=True, stream_options={"include_usage": True}
    )
    return list(chunks)


def stream_tools():
    return list(client.chat.completions.create(model=MODEL, messages=[user(TIP_QUESTION)], tools=[TIP_TOOL], stream=True))


def tools():
    """The whole loop, under a span of the program's own: the question, the call, its result, the answer."""
    with mlflow.start_span(name="tip") as span:
        span.set_inputs({"question": TIP_QUESTION})
        messages = [user(TIP_QUESTION)]
        first = client.chat.completions.create(model=MODEL, messages=messages, tools=[TIP_TOOL])
        message = first.choices[0].message
        call = message.tool_calls[0]
        json.loads(call.function.arguments)
        messages += [
            message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": json.dumps({"result": 12.68})},
        ]
        last = client.chat.completions.create(model=MODEL, messages=messages, tools=[TIP_TOOL])
        span.set_outputs(last.choices[0].message.content)


def image():
    parts = [
        {"type": "text", "text": QUESTION},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    ]
    client.chat.completions.create(model=MODEL, messages=[user(parts)])


class Filter(BaseModel):
    max_minutes: int


def structured():
    completions = getattr(client.chat.completions, "parse", None) or client.beta.chat.completions.parse
    completions(model=MODEL, messages=[user("Within 10 minutes?")], response_format=Filter)


def asynchronous():
    async def ask():
        async with openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key="none", max_retries=0) as own:
            await own.chat.completions.create(model=MODEL, messages=[user(QUESTION)])

    asyncio.run(ask())


def async_stream():
    async def ask():
        async with openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key="none", max_retries=0) as own:
            chunks = await own.chat.completions.create(model=MODEL, messages=[user(QUESTION)], stream=True)
            return [chunk async for chunk in chunks]

    asyncio.run(ask())


def limited():
    client.chat.completions.create(model=MODEL, messages=[user("Fail with 429, please.")])


def broken():
    client.chat.completions.create(model=MODEL, messages=[user("Fail with 500, please.")])


def embeddings():
    client.embeddings.create(model="text-embedding-3-small", input=["one", "two"])


def responses():
    client.responses.create(model=MODEL, instructions="Be brief.", input="Think: what is a trace?", temperature=0.2)


def responses_stream():
    return list(client.responses.create(model=MODEL, input="Think: what is a trace?", stream=True))


def responses_tools():
    tool = {"type": "function", "name": "calculate_tip", "description": "Calculate the tip", "parameters": TIP_PARAMETERS}
    with mlflow.start_span(name="tip") as span:
        span.set_inputs({"question": TIP_QUESTION})
        items = [user(TIP_QUESTION)]
        first = client.responses.create(model=MODEL, input=items, tools=[tool])
        items += [item.model_dump(exclude_none=True) for item in first.output]
        items.append({"type": "function_call_output", "call_id": "call_1", "output": json.dumps({"result": 12.68})})
        last = client.responses.create(model=MODEL, input=items, tools=[tool])
        span.set_outputs(last.output_text)


CASES = {
    "chat": chat,
    "choices": choices,
    "refusal": refusal,
    "stream": stream,
    "stream_tools": stream_tools,
    "tools": tools,
    "image": image,
    "structured": structured,
    "async": asynchronous,
    "async_stream": async_stream,
    "limited": limited,
    "broken": broken,
    "embeddings": embeddings,
}

# The client library has it since 1.66.
if hasattr(client, "responses"):
    CASES.update(responses=responses, responses_stream=responses_stream, responses_tools=responses_tools)
