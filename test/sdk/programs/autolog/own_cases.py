"""A provider that MLflow does not know, traced by the user: messages and tools set on the span."""

import json

import mlflow
from mlflow.tracing import set_span_chat_tools

from provider import TIP_QUESTION, TIP_TOOL, calculate_tip, user

try:
    from mlflow.tracing import set_span_chat_messages
except ImportError:  # MLflow 3.2 took it away; the attribute stayed.

    def set_span_chat_messages(span, messages, append=False):
        before = span.get_attribute("mlflow.chat.messages") or []
        span.set_attribute("mlflow.chat.messages", before + messages if append else messages)


def enable():
    """Nothing to enable."""


CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "calculate_tip", "arguments": '{"bill_amount": 84.5, "tip_percentage": 15}'},
}


def standard(message):
    """The provider's message as MLflow knows it."""
    return {key: message[key] for key in ("role", "content", "tool_calls", "tool_call_id") if key in message}


def answer_of(messages):
    if messages[-1]["role"] == "tool":
        return {"role": "assistant", "content": "The tip is $12.68."}
    return {"role": "assistant", "content": "", "tool_calls": [CALL]}


@mlflow.trace(name="own.chat", span_type="CHAT_MODEL")
def own_chat(model, messages, tools):
    span = mlflow.get_current_active_span()
    set_span_chat_messages(span, [standard(message) for message in messages])
    set_span_chat_tools(span, tools)
    reply = answer_of(messages)
    set_span_chat_messages(span, [reply], append=True)
    span.set_attribute("mlflow.llm.cost", {"input_cost": 0.001, "output_cost": 0.002, "total_cost": 0.003})
    return {"model": model, "message": reply, "prompt_eval_count": 26, "eval_count": 12, "done_reason": "stop"}


def chat():
    own_chat("llama3.2", [user(TIP_QUESTION)], [TIP_TOOL])


def execute(call):
    arguments = json.loads(call["function"]["arguments"])
    with mlflow.start_span(name="ToolExecution_calculate_tip", span_type="TOOL") as span:
        span.set_inputs(arguments)
        span.set_outputs({"result": calculate_tip(**arguments)})
        return {"role": "tool", "tool_call_id": call["id"], "content": json.dumps(span.outputs)}


@mlflow.trace(name="ToolCallingLoop", span_type="CHAIN")
def tool_calling_loop(question):
    """Its conversation is set by hand: neither its inputs nor its outputs are messages."""
    span = mlflow.get_current_active_span()
    conversation = [user(question)]
    set_span_chat_messages(span, conversation)
    while True:
        reply = own_chat("llama3.2", list(conversation), [TIP_TOOL])["message"]
        conversation.append(reply)
        if not reply.get("tool_calls"):
            set_span_chat_messages(span, [reply], append=True)
            return {"final_answer": reply["content"]}
        conversation += [execute(call) for call in reply["tool_calls"]]


def loop():
    tool_calling_loop(TIP_QUESTION)


CASES = {"chat": chat, "loop": loop}
