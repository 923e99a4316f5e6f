"""Async functions and generators, wrapped library functions, what is said about the current trace."""

import asyncio
import inspect
import statistics

import mlflow
from observed import finish, flush, has, observe, read_trace

experiment = mlflow.set_experiment("fluent context")
started = []


def remember():
    span = mlflow.get_current_active_span()
    started.append(getattr(span, "trace_id", None) or span.request_id)


@mlflow.trace
async def waits(x):
    remember()
    return await inner(x) + await inner(x + 1)


@mlflow.trace(span_type="TOOL")
async def inner(x):
    await asyncio.sleep(0)
    return x * 10


@mlflow.trace
async def waits_and_fails():
    remember()
    await asyncio.sleep(0)
    raise RuntimeError("later")


@mlflow.trace
async def in_parallel():
    remember()
    return await asyncio.gather(inner(1), inner(2))


@mlflow.trace(span_type="LLM")
def tokens(n):
    remember()
    for i in range(n):
        yield f"token {i} "


def pieces(n):
    remember()
    yield from ("a", "b", "c")[:n]


def reduced(n):
    return mlflow.trace(pieces, output_reducer=lambda given: "".join(given))(n)


@mlflow.trace
async def async_tokens(n):
    remember()
    for i in range(n):
        await asyncio.sleep(0)
        yield {"delta": i}


@mlflow.trace
def breaks_off():
    remember()
    yield 1
    raise KeyError("in the middle")


async def collect(generator):
    return [item async for item in generator]


def tagged():
    with mlflow.start_span(name="tagged") as span:
        remember()
        mlflow.update_current_trace(tags={"color": "red", "größe": "10 m"})
        mlflow.update_current_trace(tags={"color": "blue"})
        span.set_inputs({"q": 1})


def with_metadata():
    with mlflow.start_span(name="session"):
        remember()
        mlflow.update_current_trace(metadata={"mlflow.trace.user": "ada", "mlflow.trace.session": "s-1", "own": "yes"})


def with_client_id():
    with mlflow.start_span(name="client id"):
        remember()
        mlflow.update_current_trace(client_request_id="my-own-id", request_preview="short question", response_preview="short answer")


def with_state():
    with mlflow.start_span(name="state"):
        remember()
        mlflow.update_current_trace(state="ERROR")


def with_status():
    with mlflow.start_span(name="status") as span:
        remember()
        span.set_status("ERROR")


def with_event():
    from mlflow.entities import SpanEvent

    with mlflow.start_span(name="event") as span:
        remember()
        span.add_event(SpanEvent(name="note", attributes={"a": 1, "b": "two", "c": [1, 2]}))


median = mlflow.trace(statistics.median)


def wrapped():
    with mlflow.start_span(name="wrapped"):
        remember()
        return median([3, 1, 2])


calls = {
    "async": lambda: asyncio.run(waits(1)),
    "async failure": lambda: asyncio.run(waits_and_fails()),
    "parallel": lambda: asyncio.run(in_parallel()),
    "status": with_status,
    "event": with_event,
    "wrapped": wrapped,
}
if has("update_current_trace"):
    known = inspect.signature(mlflow.update_current_trace).parameters
    said = {"tags": tagged, "metadata": with_metadata, "client_request_id": with_client_id, "state": with_state}
    calls.update({name: call for name, call in said.items() if name in known})
# Before 2.20 a generator is traced as a function that returns one.
generators = {
    "generator": lambda: list(tokens(3)),
    "async generator": lambda: asyncio.run(collect(async_tokens(2))),
    "broken generator": lambda: list(breaks_off()),
    "reduced": lambda: list(reduced(3)),
}
if "output_reducer" in inspect.signature(mlflow.trace).parameters:
    calls.update(generators)
for name, call in calls.items():
    started.clear()
    observe(f"{name} returns", call)
    flush()
    for trace_id in list(started):
        observe(f"{name}, trace", lambda: read_trace(trace_id))
    if has("get_last_active_trace_id"):
        observe(f"{name}, last one", lambda: mlflow.get_last_active_trace_id() in started)

if has("set_trace_tag") and started:
    last = started[-1]
    observe("set tag", lambda: mlflow.set_trace_tag(last, "note", "kept"))
    observe("set tag again", lambda: mlflow.set_trace_tag(last, "note", "changed"))
    observe("set number", lambda: mlflow.set_trace_tag(last, "number", 5))
    observe("set other", lambda: mlflow.set_trace_tag(last, "other", "gone"))
    observe("delete tag", lambda: mlflow.delete_trace_tag(last, "other"))
    observe("delete missing tag", lambda: mlflow.delete_trace_tag(last, "never"))
    observe("set own tag", lambda: mlflow.set_trace_tag(last, "mlflow.traceName", "renamed"))
    observe("tags afterwards", lambda: mlflow.get_trace(last).info.tags)
finish()
