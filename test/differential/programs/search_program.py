"""Asks a server for all of `search_filters.py` and `search_logged_filters.py`.

`create(mlflow)` logs the same things to any server; `results(mlflow, made)` yields `(name, result)`, where a result is
the list of found names or the refusal of the server. What an SDK has no words for is left out.
"""

import re
import time

from search_filters import TRACES
from search_logged_filters import EXPERIMENTS, PAGES, RUNS

# (name, text, tags, inner span with its type and attributes)
LOGGED = (
    ("first", "alpha", {"color": "red", "size": "big", "a.b c": "1"}, ("tool", "TOOL", {"model": "gpt-4o"})),
    ("second", "beta Größe ✓", {"color": "blue", "x.y": "2"}, ("model", "LLM", {"model": "gpt-5"})),
    ("third", "gamma alpha", {"color": "red", "ort": "Köln", "rate": "50%"}, ("own", "my type", {})),
    ("fourth", "fails", {}, ("tool", "CHAIN", {})),
    ("it's", "delta", {}, None),
)


def create(mlflow):
    """Logs it all; gives what `results` needs to name it."""
    client = mlflow.MlflowClient()
    experiments = {}
    for name, tags in (("searched-a", {}), ("searched-b", {"kind": "x"}), ("searched-c", {"kind": "xy"})):
        experiments[name] = client.create_experiment(name, tags=tags)
        _next_millisecond()
    experiment = experiments["searched-a"]
    mlflow.set_experiment("searched-a")
    runs = _create_runs(client, experiment)
    traces = _create_traces(mlflow, client)
    return {"experiment": experiment, "runs": runs, "traces": traces}


def _create_runs(client, experiment):
    runs = {}
    for name, metrics, params, tags, status in (
        ("one", {"loss": 0.25, "odd": float("nan")}, {"model": "big"}, {"team": "a"}, "FINISHED"),
        ("two", {"loss": 0.5, "odd": 1.0, "wide": float("inf")}, {"model": "small"}, {"team": "b"}, "FAILED"),
        ("three", {"odd": 3.0}, {}, {}, "FINISHED"),
        ("four", {"loss": 0.75}, {"model": "big"}, {}, None),
    ):
        _next_millisecond()
        run_id = client.create_run(experiment, run_name=name, tags=tags).info.run_id
        runs[name] = run_id
        for key, value in metrics.items():
            client.log_metric(run_id, key, 100.0, step=0)
            client.log_metric(run_id, key, value, step=1)
        for key, value in params.items():
            client.log_param(run_id, key, value)
        if status:
            client.set_terminated(run_id, status)
    return runs


def _create_traces(mlflow, client):
    traces = {}
    for name, text, _, span in LOGGED:
        _next_millisecond()
        in_run = name in ("second", "third")
        if in_run:
            # One run for both: the order of two ids differs from server to server.
            mlflow.start_run(run_id=traces.get("run"), run_name="traced")
        try:
            with mlflow.start_span(name=name) as root:
                root.set_inputs({"text": text})
                _next_millisecond()  # It ends after it began, in milliseconds too.
                if span:
                    with mlflow.start_span(name=span[0], span_type=span[1], attributes=span[2]) as child:
                        child.set_outputs({"text": text})
                        if text == "fails":
                            raise ValueError("fails")
        except ValueError:
            pass
        if in_run:
            traces["run"] = mlflow.active_run().info.run_id
            mlflow.end_run()
        traces[name] = _last_trace(mlflow)
    # A tag needs its trace, which the SDK's own queue may still hold: any server refuses it before.
    _flush(mlflow)
    for name, _, tags, _ in LOGGED:
        for key, value in tags.items():
            client.set_trace_tag(traces[name], key, value)
    if hasattr(mlflow, "log_feedback") and _version(mlflow) >= (3, 2):
        mlflow.log_feedback(trace_id=traces["first"], name="quality", value="good")
        mlflow.log_feedback(trace_id=traces["second"], name="quality", value="bad")
        mlflow.log_feedback(trace_id=traces["first"], name="score", value=0.9)
        mlflow.log_feedback(trace_id=traces["second"], name="score", value=0.1)
        mlflow.log_feedback(trace_id=traces["third"], name="score", value=1)
        mlflow.log_feedback(trace_id=traces["first"], name="correct", value=True)
        mlflow.log_feedback(trace_id=traces["third"], name="correct", value=False)
        mlflow.log_expectation(trace_id=traces["third"], name="answer", value="42")
        mlflow.log_expectation(trace_id=traces["fourth"], name="answer", value={"a": [1]})
    return traces


def results(mlflow, made):
    """`(name, found names or {"error"})` of every question that this SDK can ask."""
    client = mlflow.MlflowClient()
    version = _version(mlflow)
    infos = {trace_id: name for name, trace_id in made["traces"].items() if name != "run"}
    words = {
        "id1": made["traces"]["first"],
        "id3": made["traces"]["third"],
        "run": made["traces"]["run"],
        "t3": _started(mlflow, client, made),
    }
    for name, filter_string, order_by, *since in TRACES:
        if since and version < tuple(map(int, since[0].split("."))):
            continue
        asked = {"filter_string": _filled(filter_string, words), "order_by": order_by}
        yield f"traces: {name}", _asked(lambda: [infos[_id(each)] for each in _traces(client, made, **asked)])
    for name, asked in PAGES:
        yield f"traces, page: {name}", _asked(lambda: [infos[_id(each)] for each in _traces(client, made, **asked)])
    yield "traces, all pages", _asked(lambda: _pages(client, made, infos, ["timestamp_ms ASC"]))
    yield "traces, all pages, by tag", _asked(lambda: _pages(client, made, infos, ["tags.color DESC"]))
    words = {"run": made["runs"]["one"], "experiment": made["experiment"]}
    for name, filter_string, order_by in RUNS:
        asked = {"filter_string": _filled(filter_string, words), "order_by": order_by}
        found = lambda: [run.info.run_name for run in client.search_runs([made["experiment"]], **asked)]  # noqa: E731
        yield f"runs: {name}", _asked(found)
    yield "runs, pages", _asked(lambda: _run_pages(client, made["experiment"]))
    for name, filter_string, order_by in EXPERIMENTS:
        asked = {"filter_string": _filled(filter_string, words), "order_by": order_by}
        yield f"experiments: {name}", _asked(lambda: [each.name for each in client.search_experiments(**asked)])
    yield from _deleted(mlflow, client, made)


def _deleted(mlflow, client, made):
    experiment, traces = made["experiment"], made["traces"]
    names = {trace_id: name for name, trace_id in traces.items()}
    for name, asked in (
        ("nothing said", {}),
        ("both", {"max_timestamp_millis": 5, "ids": [traces["first"]]}),
        ("none at most", {"max_timestamp_millis": 5, "max_traces": 0}),
        ("ids at most", {"ids": [traces["first"]], "max_traces": 1}),
        ("too old", {"max_timestamp_millis": 5}),
        ("unknown id", {"ids": ["tr-unknown"]}),
        ("one id", {"ids": [traces["second"], traces["second"]]}),
        ("gone already", {"ids": [traces["second"]]}),
        ("oldest", {"max_timestamp_millis": 99_999_999_999_999, "max_traces": 1}),
        ("the rest", {"max_timestamp_millis": 99_999_999_999_999}),
    ):
        asked = dict(asked)
        ids = asked.pop("ids", None)
        if ids:
            asked["trace_ids" if _version(mlflow) >= (3, 0) else "request_ids"] = ids
        yield f"deleted: {name}", _asked(lambda: client.delete_traces(experiment_id=experiment, **asked))
        yield f"left: {name}", _asked(lambda: [names[_id(each)] for each in _traces(client, made)])


def _traces(client, made, **asked):
    asked = {key: value for key, value in asked.items() if value is not None}
    # SDKs from 3.7 on have `locations` beside it; the old name works in all of them.
    return client.search_traces(experiment_ids=[made["experiment"]], **asked)


def _pages(client, made, infos, order_by):
    pages, token = [], None
    for _ in range(10):
        page = _traces(client, made, max_results=2, order_by=order_by, page_token=token)
        pages.append([infos[_id(each)] for each in page])
        token = page.token
        if not token:
            return pages
    return pages


def _run_pages(client, experiment):
    pages, token = [], None
    for _ in range(10):
        page = client.search_runs([experiment], max_results=2, order_by=["start_time ASC"], page_token=token)
        pages.append([run.info.run_name for run in page])
        token = page.token
        if not token:
            return pages
    return pages


def _asked(question):
    """The answer, or the refusal with what differs from one process to the next put in order."""
    try:
        return question()
    except Exception as error:  # the refusal is the result
        return {"error": getattr(error, "error_code", type(error).__name__), "message": _ordered(str(error))}


def _ordered(message):
    """Python writes sets in another order each time."""
    return re.sub(r"\{([^{}]*)\}", lambda match: "{" + ", ".join(sorted(match[1].split(", "))) + "}", message)


def _filled(text, words):
    for word, value in words.items():
        text = text and text.replace("{" + word + "}", str(value))
    return text


def _started(mlflow, client, made):
    for trace in _traces(client, made):
        if _id(trace) == made["traces"]["third"]:
            return trace.info.timestamp_ms
    return 0


def _id(trace):
    return getattr(trace.info, "trace_id", None) or trace.info.request_id


def _last_trace(mlflow):
    if hasattr(mlflow, "get_last_active_trace_id"):
        return mlflow.get_last_active_trace_id()
    return mlflow.get_last_active_trace().info.request_id


def _flush(mlflow):
    flush = getattr(mlflow, "flush_trace_async_logging", None)
    if flush:
        try:
            flush()
        except Exception:
            pass  # nothing to flush where async logging is off


def _next_millisecond():
    now = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 <= now + 1:
        pass


def _version(mlflow):
    return tuple(int(part) for part in mlflow.__version__.split(".")[:2])

