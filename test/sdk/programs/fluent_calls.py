"""The fluent API in every style, as a user writes it. argv: the tracking server, which stands in the program.

Every trace is named after its style. Prints one JSON object: what the program saw. Works with MLflow 2.14 to 3.17.
"""

import asyncio
import contextvars
import json
import math
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import mlflow
from mlflow.entities import SpanEvent, SpanType

mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("Fluent calls")
# Sent in the background: a tag can be set only when the trace is there.
IS_QUEUED = tuple(map(int, mlflow.__version__.split(".")[:2])) >= (3, 12)
seen = {}


@mlflow.trace
def bare(x, y=2):
    return x + y


@mlflow.trace(name="Named", span_type=SpanType.CHAIN, attributes={"text": "a", "number": 1, "half": 0.5, "yes": True, "list": [1, "b"]})
def described(question):
    return {"answer": question.upper()}


@mlflow.trace(span_type="my own type")
def own_type():
    return "kept"


@mlflow.trace(span_type=SpanType.TOOL)
def leaf(x):
    return x * 2


@mlflow.trace(span_type=SpanType.RETRIEVER)
def middle(x):
    return leaf(x) + leaf(x)


@mlflow.trace(span_type=SpanType.AGENT)
def nested(x):
    return middle(x)


class Agent:
    @mlflow.trace
    def method(self, text):
        return text


@mlflow.trace(span_type=SpanType.TOOL)
async def async_leaf(x):
    await asyncio.sleep(0.01)
    return x


@mlflow.trace
async def async_outer(x):
    return sum(await asyncio.gather(async_leaf(x), async_leaf(x)))


@mlflow.trace
def stream(count):
    for number in range(count):
        yield number
        leaf(number)


@mlflow.trace
async def async_stream(count):
    for number in range(count):
        await asyncio.sleep(0)
        yield f"piece {number}"


async def read_stream(count):
    return [piece async for piece in async_stream(count)]


def blocks():
    with mlflow.start_span(name="block", span_type=SpanType.LLM, attributes={"early": 1}) as span:
        span.set_inputs({"prompt": "hello"})
        span.set_attributes({"late": [1, 2], "model": "tiny"})
        span.set_attribute("one", "1")
        span.add_event(SpanEvent("noted", attributes={"what": "this"}))
        with mlflow.start_span(name="inner block") as inner:
            inner.set_outputs("done")
        with mlflow.start_span():
            pass
        span.set_outputs({"text": "hello to you"})
        span.set_status("OK")


def marked():
    with mlflow.start_span(name="marked as failed") as span:
        span.set_status("ERROR")


@mlflow.trace
def breaks(what):
    raise ValueError(f"no {what}")


@mlflow.trace
def catches():
    try:
        breaks("inner")
    except ValueError:
        return "caught"


@mlflow.trace
def tells():
    """Tags, metadata, session and user by whatever this MLflow has for them."""
    update = getattr(mlflow, "update_current_trace", None)
    if update:
        update(tags={"colour": "青", "fruit": "apple"})
    try:
        update(metadata={"region": "eu", "mlflow.trace.session": "session-1", "mlflow.trace.user": "user-1"})
    except TypeError:
        pass
    return "told"


@mlflow.trace
def tells_session():
    try:
        mlflow.update_current_trace(session_id="session-2", user="user-2", client_request_id="mine", request_preview="asked", response_preview="said")
    except (TypeError, AttributeError):
        pass


@mlflow.trace(span_type="TASK")
def in_pool(x):
    time.sleep(0.01)
    return x


@mlflow.trace
def pool_apart():
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(in_pool, [1, 2]))


@mlflow.trace
def pool_together():
    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(contextvars.copy_context().run, in_pool, x) for x in (1, 2)]]


def last_id():
    if hasattr(mlflow, "get_last_active_trace_id"):
        return mlflow.get_last_active_trace_id()
    return mlflow.get_last_active_trace().info.request_id


def set_tag(trace_id, key, value):
    if hasattr(mlflow, "set_trace_tag"):
        return mlflow.set_trace_tag(trace_id, key, value)
    return mlflow.MlflowClient().set_trace_tag(trace_id, key, value)


seen["bare"] = bare(1)
if IS_QUEUED:
    mlflow.flush_trace_async_logging()
seen["last id"] = last_id()
set_tag(seen["last id"], "set later", "yes")
described("why")
own_type()
nested(3)
Agent().method("self is left out")
seen["async"] = asyncio.run(async_outer(2))
seen["stream"] = list(stream(2))
seen["async stream"] = asyncio.run(read_stream(2))
blocks()
marked()
mlflow.trace(math.pow)(2, 3)
try:
    breaks("outer")
except ValueError as error:
    seen["raised"] = repr(error)
catches()
tells()
tells_session()
pool_apart()
pool_together()
print("RESULT fluent " + json.dumps(seen))
