"""Traces by the client: explicit parents, threads, ends out of order, a trace that never ends."""

import inspect
import threading

import mlflow
from observed import client, finish, flush, has, observe

experiment = mlflow.set_experiment("client api")
api = client()


def request_id(span):
    return getattr(span, "trace_id", None) or span.request_id


def read(name, span):
    flush()
    observe(name, lambda: api.get_trace(request_id(span)))


def with_parents():
    root = api.start_trace("root", span_type="AGENT", inputs={"q": "why"}, attributes={"a": 1}, tags={"t": "1"})
    first = api.start_span("first", request_id(root), parent_id=root.span_id, span_type="LLM", inputs=["x"])
    second = api.start_span("second", request_id(root), parent_id=first.span_id, inputs=None)
    api.end_span(request_id(root), second.span_id, outputs={"y": [1, 2]}, attributes={"end": True})
    api.end_span(request_id(root), first.span_id, outputs="text", status="ERROR")
    api.end_trace(request_id(root), outputs={"answer": 42}, attributes={"last": None})
    return root


def out_of_order():
    root = api.start_trace("out of order")
    child = api.start_span("child", request_id(root), parent_id=root.span_id)
    grandchild = api.start_span("grandchild", request_id(root), parent_id=child.span_id)
    api.end_span(request_id(root), child.span_id, outputs=1)
    api.end_span(request_id(root), grandchild.span_id, outputs=2)
    api.end_trace(request_id(root))
    return root


def child_never_ends():
    root = api.start_trace("child never ends")
    api.start_span("open", request_id(root), parent_id=root.span_id, inputs={"a": 1})
    api.end_trace(request_id(root), outputs="done")
    return root


def across_threads():
    root = api.start_trace("threads", inputs=3)

    def work(n):
        span = api.start_span(f"work {n}", request_id(root), parent_id=root.span_id, inputs=n)
        api.end_span(request_id(root), span.span_id, outputs=n * n)

    for n in range(3):
        thread = threading.Thread(target=work, args=(n,))
        thread.start()
        thread.join()
    api.end_trace(request_id(root), outputs=3)
    return root


def failed():
    root = api.start_trace("failed")
    api.end_trace(request_id(root), status="ERROR")
    return root


def own_times():
    start = 1_700_000_000_000_000_000
    root = api.start_trace("own times", start_time_ns=start)
    child = api.start_span("child", request_id(root), parent_id=root.span_id, start_time_ns=start + 1_000_001)
    api.end_span(request_id(root), child.span_id, end_time_ns=start + 2_000_003)
    api.end_trace(request_id(root), end_time_ns=start + 3_500_000_000)
    return root


def fluent_no_context():
    root = mlflow.start_span_no_context("no context", span_type="CHAIN", inputs={"a": 1}, tags={"k": "v"}, metadata={"m": "n"})
    child = mlflow.start_span_no_context("child", parent_span=root)
    child.end(outputs=1)
    root.end(outputs={"b": 2})
    return root


if has("start_span_no_context"):
    root = observe("no context, started", lambda: fluent_no_context())
    flush()
    observe("no context", lambda: mlflow.get_trace(root.trace_id))
if api:
    makers = [with_parents, out_of_order, child_never_ends, across_threads, failed]
    if "start_time_ns" in inspect.signature(api.start_trace).parameters:
        makers.append(own_times)
    for make in makers:
        read(make.__name__, make())
    never = api.start_trace("never ends", inputs={"a": 1})
    read("never ends", never)
    observe("never ends, found", lambda: [t.info.status for t in api.search_traces([experiment.experiment_id], filter_string="name = 'never ends'")])
    observe("end of an unknown span", lambda: api.end_span(request_id(never), "0123456789abcdef"))
    observe("span of an unknown trace", lambda: api.start_span("x", "unknown", parent_id="0123456789abcdef"))
    observe("end of an unknown trace", lambda: api.end_trace("unknown"))
finish()
