"""A model provider that MLflow does not know, traced by a decorator of your own, and a loop that calls tools.

What you will see in Sidetrace: one trace "ToolCallingLoop" with two chats and the tool between them. Each chat shows its
messages, the tools on offer and the tool call with its arguments; the loop shows the whole conversation with the final
answer at its end; inputs and outputs keep the provider's raw data, token counts included.
"""

import functools
import json

import mlflow
from mlflow.entities import SpanType
from mlflow.tracing import set_span_chat_tools

import ollama_like
from fake_model import local_model

try:
    from mlflow.tracing import set_span_chat_messages
except ImportError:  # MLflow 3.2 took the helper away; the attribute it set is this one.

    def set_span_chat_messages(span, messages, append=False):
        before = span.get_attribute("mlflow.chat.messages") or []
        span.set_attribute("mlflow.chat.messages", before + messages if append else messages)


mlflow.set_experiment("Tool calling")


def standard_message(message):
    """The provider's message in the form that MLflow knows: tool calls with an id, arguments as a JSON string."""
    if not message.get("tool_calls"):
        return {"role": message["role"], "content": message["content"]}
    tool_calls = [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {
                "name": call["function"]["name"],
                "arguments": json.dumps(call["function"]["arguments"]),
            },
        }
        for number, call in enumerate(message["tool_calls"], start=1)
    ]
    return {"role": message["role"], "content": message["content"], "tool_calls": tool_calls}


def trace_ollama_chat(chat):
    """Makes a span of every call of the provider's `chat` function."""

    @functools.wraps(chat)
    def wrapper(model, messages, tools=None):
        with mlflow.start_span(name="ollama.chat", span_type=SpanType.CHAT_MODEL) as span:
            span.set_attribute("model_name", model)
            span.set_inputs({"messages": messages, "model": model, "tools": tools})
            set_span_chat_messages(span, [standard_message(message) for message in messages])
            if tools:
                set_span_chat_tools(span, tools)

            response = chat(model, messages, tools)

            span.set_outputs(response)
            set_span_chat_messages(span, [standard_message(response["message"])], append=True)
            return response

    return wrapper


ollama_like.chat = trace_ollama_chat(ollama_like.chat)


def calculate_tip(bill_amount, tip_percentage):
    return round(bill_amount * tip_percentage / 100, 2)


TIP_TOOL = {
    "type": "function",
    "function": {
        "name": "calculate_tip",
        "description": "Calculate the tip for a bill",
        "parameters": {
            "type": "object",
            "properties": {
                "bill_amount": {"type": "number", "description": "The bill without the tip"},
                "tip_percentage": {"type": "number", "description": "The tip in percent"},
            },
            "required": ["bill_amount", "tip_percentage"],
        },
    },
}


class ToolExecutor:
    """Asks a model, runs the tools it wants, and asks again until it answers in words."""

    def __init__(self, model, tools, functions):
        self.model = model
        self.tools = tools
        self.functions = functions

    def execute_tool_calling_loop(self, messages):
        with mlflow.start_span(name="ToolCallingLoop", span_type=SpanType.CHAIN) as loop:
            loop.set_inputs({"initial_messages": messages, "available_tools": list(self.functions)})
            set_span_chat_messages(loop, messages)
            conversation = list(messages)
            while True:
                reply = ollama_like.chat(self.model, conversation, self.tools)["message"]
                conversation.append(reply)
                if not reply.get("tool_calls"):
                    break
                conversation += [self.execute_tool(call["function"]) for call in reply["tool_calls"]]
            loop.set_outputs({"final_answer": reply["content"]})
            set_span_chat_messages(loop, [standard_message(reply)], append=True)
            return reply["content"]

    def execute_tool(self, call):
        with mlflow.start_span(name=f"ToolExecution_{call['name']}", span_type=SpanType.TOOL) as span:
            span.set_inputs(call["arguments"])
            result = self.functions[call["name"]](**call["arguments"])
            span.set_outputs({"result": result})
            return {"role": "tool", "content": json.dumps({"result": result})}


with local_model() as base_url:
    ollama_like.base_url = base_url
    executor = ToolExecutor("llama3.2", [TIP_TOOL], {"calculate_tip": calculate_tip})
    question = "What is a 15 percent tip on a bill of 84.5 dollars?"
    print(executor.execute_tool_calling_loop([{"role": "user", "content": question}]))
