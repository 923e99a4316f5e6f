"""Chat messages and tools on spans, where this version has them; token usage; documents."""

import mlflow
from mlflow.entities import SpanEvent
from observed import finish, flush, has, observe, read_trace

mlflow.set_experiment("chat")
messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]
tools = [{"type": "function", "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object", "properties": {"a": {"type": "number"}}}}}]
usage = {"input_tokens": 12, "output_tokens": 5, "total_tokens": 17}


def traced(name, fill):
    with mlflow.start_span(name=name, span_type="CHAT_MODEL") as span:
        trace_id = getattr(span, "trace_id", None) or span.request_id
        fill(span)
    flush()
    observe(name, lambda: read_trace(trace_id))


def openai_like(span):
    span.set_inputs({"messages": messages, "model": "gpt-4o", "temperature": 0.5, "max_tokens": 100})
    span.set_outputs({"id": "chatcmpl-1", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi."}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17}})
    span.set_attribute("mlflow.chat.tokenUsage", usage)
    span.set_attribute("mlflow.message.format", "openai")


def documents(span):
    span.set_inputs("query")
    span.set_outputs([{"page_content": "text", "metadata": {"doc_uri": "a.md", "score": 0.25}, "id": "1"}])
    span.set_attributes({"top_k": 3, "ratio": 0.75, "tiny": 1e-9, "huge": 1e300, "negative": -0.5})


def with_messages(span):
    from mlflow.tracing import set_span_chat_messages

    set_span_chat_messages(span, messages)
    set_span_chat_messages(span, [{"role": "assistant", "content": "Hi."}], append=True)


def with_tools(span):
    from mlflow.tracing import set_span_chat_tools

    set_span_chat_tools(span, tools)


def odd_values(span):
    span.set_inputs({"": "empty name", "a.b": {"c/d": 1}, "list": [[], {}, [None]], "long": "x" * 5000, "lines": "a\nb\t\"c\" \\ \u0000 \u2028"})
    span.set_outputs({"text number": "12", "text true": "true", "text null": "null", "quoted": '"x"', "json": '{"a": 1}'})
    span.set_attribute("text", "12")
    span.set_attribute("json text", '{"a": 1}')
    span.set_attribute("none", None)


def numbers(span):
    span.set_inputs({"int": 2**53 - 1, "negative": -12, "small": 0.1, "zero": 0})
    span.set_outputs({"long": 2**53 + 1, "longest": -(2**63), "whole float": 1.0})
    span.set_attribute("long", 2**53 + 1)
    span.set_attribute("whole float", 3.0)
    span.set_attribute("mixed", [1, 1.0, 2.5, [0.0, 2.0], {"deep": [2**60, -1.0, 1e16]}])
    span.set_attribute("not a number", {"nan": float("nan"), "inf": [float("inf"), float("-inf")], "text": "NaN"})
    span.set_attribute("text that looks like it", {"digits": "9007199254740993", "float": "1.0"})
    span.add_event(SpanEvent("measured", attributes={"whole float": 2.0, "long": 2**60, "list": [1.0, 2.0]}))


def beyond_int64(span):
    span.set_outputs({"more": 2**70})


traced("openai", openai_like)
traced("documents", documents)
traced("odd values", odd_values)
traced("numbers", numbers)
traced("beyond int64", beyond_int64)
if has("tracing.set_span_chat_messages"):
    traced("messages", with_messages)
if has("tracing.set_span_chat_tools"):
    traced("tools", with_tools)
finish()
