"""A provider that MLflow does not know, traced by the user: messages and tools set on the span."""

import mlflow
from mlflow.tracing import set_span_chat_tools

from provider import TIP_QUESTION, TIP_TOOL, user

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


@mlflow.trace(name="own.chat", span_type="CHAT_MODEL")
def own_chat(model, messages, tools):
    span = mlflow.get_current_active_span()
    set_span_chat_messages(span, messages)
    set_span_chat_tools(span, tools)
    reply = {"role": "assistant", "content": "", "tool_calls": [CALL]}
    set_span_chat_messages(span, [reply], append=True)
    span.set_attribute("mlflow.llm.cost", {"input_cost": 0.001, "output_cost": 0.002, "total_cost": 0.003})
    return {"model": model, "message": reply, "prompt_eval_count": 26, "eval_count": 12, "done_reason": "stop"}


def chat():
    own_chat("llama3.2", [user(TIP_QUESTION)], [TIP_TOOL])


@mlflow.trace(name="ToolCallingLoop", span_type="CHAIN")
def loop(question):
    """Its conversation is set by hand: neither its inputs nor its outputs are messages."""
    span = mlflow.get_current_active_span()
    set_span_chat_messages(span, [user(question)])
    own_chat("llama3.2", [user(question)], [TIP_TOOL])
    own_chat("llama3.2", [user(question)], [TIP_TOOL])
    set_span_chat_messages(span, [{"role": "assistant", "content": "$12.68"}], append=True)
    return {"final_answer": "$12.68"}


def tool_loop():
    loop(TIP_QUESTION)


CASES = {"chat": chat, "loop": tool_loop}
