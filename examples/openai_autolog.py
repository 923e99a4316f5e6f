"""OpenAI: every call is traced after `mlflow.openai.autolog()`.

What you will see in Sidetrace: three traces. A chat completion with its messages and token usage; a streamed one, whose
chunks are events; and an agent that asks the model, runs the tool it wants, and asks again.
"""

import json
import time

import mlflow
from mlflow.entities import SpanType
from openai import OpenAI

from fake_model import local_model

mlflow.set_experiment("OpenAI")
mlflow.openai.autolog()

MODEL = "gpt-4o-mini"
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather in a city right now",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
]


@mlflow.trace(span_type=SpanType.TOOL)
def get_weather(city):
    time.sleep(0.1)
    return {"city": city, "sky": "sunny", "celsius": 21}


@mlflow.trace(name="weather_agent", span_type=SpanType.AGENT)
def answer(client, question):
    messages = [{"role": "user", "content": question}]
    while True:
        reply = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS).choices[0].message
        if not reply.tool_calls:
            return reply.content
        messages.append(reply.model_dump(exclude_none=True))
        for call in reply.tool_calls:
            result = get_weather(**json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})


with local_model() as base_url:
    client = OpenAI(base_url=f"{base_url}/v1", api_key="not-needed")

    # 1. One question, one answer.
    completion = client.chat.completions.create(
        model=MODEL,
        temperature=0.1,
        messages=[
            {"role": "system", "content": "You are a helpful assistant."},
            {"role": "user", "content": "What is a trace?"},
        ],
    )
    print(completion.choices[0].message.content, f"({completion.usage.total_tokens} tokens)")

    # 2. The answer word by word; the token usage comes with the last chunk.
    stream = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "What is a span?"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    for chunk in stream:
        for choice in chunk.choices:
            print(choice.delta.content or "", end="", flush=True)
    print()

    # 3. The model asks for a tool.
    print(answer(client, "What is the weather in Lisbon?"))
