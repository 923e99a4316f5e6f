"""Functions traced by decorators and context managers."""

import mlflow
from observed import finish, flush, observe, read_trace

experiment = mlflow.set_experiment("fluent")
ids = {}


def remember(name):
    span = mlflow.get_current_active_span()
    ids[name] = getattr(span, "trace_id", None) or span.request_id


@mlflow.trace
def bare(x):
    remember("bare")
    return x + 1


@mlflow.trace(name="renamed", span_type="MY_OWN_TYPE", attributes={"unit": "°C", "limit": 0.5, "list": [1, "two", None]})
def decorated(question, *rest, limit=3, **options):
    remember("decorated")
    return {"answer": question.upper(), "nothing": None, "nested": {"a": [1.5, True]}}


@mlflow.trace(span_type="CHAIN")
def nested(n):
    remember("nested")
    return [bare_step(i) for i in range(n)]


@mlflow.trace(span_type="TOOL")
def bare_step(i):
    with mlflow.start_span(name="inner", span_type="RETRIEVER") as span:
        span.set_inputs({"i": i})
        span.set_attribute("odd", i % 2 == 1)
        span.set_attributes({"a": [1, 2], "b": {"c": "d"}})
        span.set_outputs([{"page_content": "größer ✓ 🎉", "metadata": {"i": i}}])
    return i * i


@mlflow.trace
def fails(x):
    remember("fails")
    return {}[x]


@mlflow.trace
def catches():
    remember("catches")
    try:
        child_fails()
    except ValueError:
        return "caught"


@mlflow.trace
def child_fails():
    raise ValueError("inside")


@mlflow.trace
def no_values():
    remember("no_values")


@mlflow.trace
def same_names():
    remember("same_names")
    for _ in range(3):
        with mlflow.start_span(name="same"):
            pass
    with mlflow.start_span():
        pass


observe("bare returns", lambda: bare(1))
observe("decorated returns", lambda: decorated("why", 1, 2, other="x"))
observe("nested returns", lambda: nested(2))
observe("fails raises", lambda: fails("key"))
observe("catches returns", lambda: catches())
observe("no_values returns", lambda: no_values())
observe("same_names returns", lambda: same_names())
with mlflow.start_span(name="by hand", span_type="AGENT", attributes={"k": "v"}) as outer:
    remember("by hand")
    outer.set_inputs("a text")
    outer.set_outputs(12)
flush()
for name, trace_id in ids.items():
    observe(f"trace of {name}", lambda: mlflow.get_trace(trace_id))
    observe(f"trace of {name}, read", lambda: read_trace(trace_id))
finish()
