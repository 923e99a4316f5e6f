"""Traces deleted: by their ids and by time."""

import inspect

import mlflow
from observed import client, finish, flush, next_millisecond, observe, tag_current_trace

experiment = mlflow.set_experiment("deletion")
api = client()
by_ids = "trace_ids" if api and "trace_ids" in inspect.signature(api.delete_traces).parameters else "request_ids"


@mlflow.trace
def ask(x):
    next_millisecond()
    tag_current_trace({"x": str(x)})
    span = mlflow.get_current_active_span()
    return getattr(span, "trace_id", None) or span.request_id


def delete(**options):
    return api.delete_traces(experiment.experiment_id, **options)


def left():
    return sorted(trace.info.tags["x"] for trace in api.search_traces([experiment.experiment_id]))


if api:
    ids = [ask(x) for x in range(6)]
    flush()
    times = [api.get_trace(each).info.timestamp_ms for each in ids]
    observe("before", left)
    observe("one", lambda: delete(**{by_ids: ids[:1]}))
    observe("one, again", lambda: delete(**{by_ids: ids[:1]}))
    observe("one, read", lambda: api.get_trace(ids[0]))
    observe("one, tagged", lambda: api.set_trace_tag(ids[1], "kept", "yes"))
    observe("one and a missing one", lambda: delete(**{by_ids: [ids[1], "tr-00000000000000000000000000000001"]}))
    observe("of another experiment", lambda: api.delete_traces("0", **{by_ids: ids[2:3]}))
    observe("in between", left)
    observe("before their time", lambda: delete(max_timestamp_millis=times[2] - 100_000))
    observe("the oldest", lambda: delete(max_timestamp_millis=times[-1] + 1000, max_traces=1))
    observe("then", left)
    observe("all", lambda: delete(max_timestamp_millis=times[-1] + 1000))
    observe("at last", left)
    observe("none given", lambda: delete(**{by_ids: []}))
    observe("none allowed", lambda: delete(max_timestamp_millis=times[-1], max_traces=0))
finish()
