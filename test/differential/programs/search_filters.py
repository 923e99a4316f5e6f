"""Filters, orders and pages of `search_traces`, `search_runs` and `search_experiments`, as data, and what they are asked of.

`create(mlflow)` logs the same things to any server; `results(mlflow, made)` yields `(name, result)`, where a result is
the list of found names or the refusal of the server. `{t3}` in a filter is the start of the third trace in milliseconds,
`{run}` the id of the run. What an SDK has no words for is left out of its list.
"""

import json
import re
import time

SPANS, ASSESSMENTS = "3.4", "3.2"

# (name, filter, order_by); a fourth is the first SDK version whose traces have what is asked for.
TRACES = [
    ("all", None, None),
    ("empty", "", None),
    ("blank", "  ", None),
    ("status", "status = 'OK'", None),
    ("status error", "attributes.status = 'ERROR'", None),
    ("status not", "attribute.status != 'OK'", None),
    ("status trace", "trace.status = 'OK'", None),
    ("status in", "status IN ('OK', 'ERROR')", None),
    ("status in one", "status IN ('ERROR')", None),
    ("status in lower", "status in ('ERROR',)", None),
    ("status not in", "status NOT IN ('OK')", None),
    ("status like", "status LIKE 'E%'", None),
    ("status ilike", "status ILIKE 'e%'", None),
    ("status rlike", "status RLIKE '^(OK|ERR)$'", None),
    ("status more", "status > 'OK'", None),
    ("status unquoted", "status = OK", None),
    ("status backticks", "status = `OK`", None),
    ("status number", "status = 1", None),
    ("status null", "status IS NULL", None),
    ("status twice", "status = 'OK' AND status != 'ERROR'", None),
    ("status no and", "status = 'OK' status != 'ERROR'", None),
    ("name", "name = 'second'", None),
    ("name double quoted", 'name = "second"', None),
    ("name not", "attributes.name != 'second'", None),
    ("name like", "name LIKE '%ir%'", None),
    ("name like case", "name LIKE 'FIRST'", None),
    ("name ilike", "trace.name ILIKE 'FIRST'", None),
    ("name like any one", "name LIKE '_i%'", None),
    ("name rlike", "name RLIKE '^[fs]'", None),
    ("name rlike groups", "name RLIKE '(ir|ou)+[a-z]*$'", None),
    ("name rlike broken", "name RLIKE '(('", None),
    ("name in", "name IN ('first', 'second')", None),
    ("name null", "name IS NULL", None),
    ("name not null", "name IS NOT NULL", None),
    ("name quote inside", "name = 'it''s'", None),
    ("name lower word", "name like 'f%' and status = 'OK'", None),
    ("timestamp", "timestamp > {t3}", None),
    ("timestamp_ms", "timestamp_ms >= {t3}", None),
    ("timestamp less", "attributes.timestamp_ms < {t3}", None),
    ("timestamp_ms is", "trace.timestamp_ms = {t3}", None),
    ("timestamp not", "timestamp != {t3}", None),
    ("timestamp float", "timestamp_ms > 1.5", None),
    ("timestamp bare float", "timestamp > 1.5", None),
    ("timestamp text", "timestamp_ms > 'late'", None),
    ("timestamp text number", "timestamp_ms > '5'", None),
    ("timestamp like", "timestamp_ms LIKE '5%'", None),
    ("timestamp bare like", "timestamp LIKE '5%'", None),
    ("timestamp in", "timestamp_ms IN ('5')", None),
    ("execution", "execution_time_ms >= 0", None),
    ("execution long", "execution_time > 100000", None),
    ("execution negative", "execution_time > -1", None),
    ("end", "end_time > {t3}", None),
    ("end_ms", "attributes.end_time_ms >= {t3}", None),
    ("request_id", "request_id = '{id3}'", None),
    ("request_id in", "request_id IN ('{id3}', '{id1}', 'none')", None),
    ("request_id not", "request_id != '{id3}'", None),
    ("trace_id", "trace_id = 'x'", None),
    ("client_request_id", "client_request_id = 'none'", None),
    ("run_id", "run_id = '{run}'", None),
    ("run_id attribute", "attributes.run_id = '{run}'", None),
    ("run_id not", "run_id != '{run}'", None),
    ("run_id in", "run_id IN ('{run}')", None),
    ("run metadata", "metadata.`mlflow.sourceRun` = '{run}'", None),
    ("run null", "metadata.`mlflow.sourceRun` IS NULL", None),
    ("tag", "tags.color = 'red'", None),
    ("tag singular", "tag.color = 'red'", None),
    ("tag not", "tags.color != 'red'", None),
    ("tag like", "tags.color LIKE '%e%'", None),
    ("tag ilike", "tags.color ILIKE 'RED'", None),
    ("tag rlike", "tags.color RLIKE 'e.?$'", None),
    ("tag in", "tags.color IN ('red')", None),
    ("tag null", "tags.color IS NULL", None),
    ("tag not null", "tags.color IS NOT NULL", None),
    ("tag more", "tags.color > 'red'", None),
    ("tag number", "tags.color = 5", None),
    ("tag unquoted", "tags.color = red", None),
    ("tag backticks", "tags.`color` = 'red'", None),
    ("tag double quotes", 'tags."color" = "red"', None),
    ("tag dots", "tags.`a.b c` = '1'", None),
    ("tag dots bare", "tags.x.y = '2'", None),
    ("tag quotes dots", "tags.\"a.b c\" = '1'", None),
    ("tag name", "tags.`mlflow.traceName` = 'third'", None),
    ("tag short name", "tags.name = 'third'", None),
    ("tag dash", "tags.a-b = '1'", None),
    ("tag user", "tags.user = 'x'", None),
    ("tag unicode", "tags.ort = 'Köln'", None),
    ("tag unicode ilike", "tags.ort ILIKE 'KÖLN'", None),
    ("tag unicode any one", "tags.ort LIKE 'K_ln'", None),
    ("tag percent", "tags.rate = '50%'", None),
    ("two tags", "tags.color = 'red' AND tags.size = 'big'", None),
    ("three", "tags.color != 'red' AND status = 'OK' AND name LIKE '%'", None),
    ("metadata", "metadata.`mlflow.trace_schema.version` LIKE '%'", None),
    ("metadata long", "request_metadata.mlflow.traceInputs LIKE '%alpha%'", None),
    ("metadata in", "metadata.x IN ('a')", None),
    ("metadata null", "metadata.nothing IS NULL", None),
    ("metadata not null", "request_metadata.nothing IS NOT NULL", None),
    ("metadata tokens like", "metadata.`mlflow.trace.tokenUsage` LIKE '%'", None),
    ("metadata tokens null", "metadata.`mlflow.trace.tokenUsage` IS NULL", None),
    ("or", "status = 'OK' OR status = 'ERROR'", None),
    ("parentheses", "(status = 'OK')", None),
    ("unknown key", "bogus = 'x'", None),
    ("unknown entity", "bogus.x = 'x'", None),
    ("keyword", "user = 'x'", None),
    ("no comparison", "name", None),
    ("no value", "name = ", None),
    ("two equals", "name == 'first'", None),
    ("unlike", "name <> 'first'", None),
    ("not like", "name NOT LIKE 'f%'", None),
    ("between", "timestamp_ms BETWEEN 1 AND 2", None),
    ("reversed", "'first' = name", None),
    ("and at the end", "name = 'first' AND", None),
    ("and at the start", "AND name = 'first'", None),
    ("semicolon", "name = 'first';", None),
    ("two statements", "name = 'first'; name = 'second'", None),
    ("value twice", "name = 'first' 'second'", None),
    ("comment", "name = 'first' -- that one", None),
    ("empty list", "status IN ()", None),
    ("numbers in list", "status IN (1, 2)", None),
    ("broken list", "status IN ('OK' 'x',, 'y')", None),
    ("is what", "tags.color IS 'red'", None),
    ("prompt", "prompt = 'p/1'", None),
    ("prompt like", "prompt LIKE 'p/%'", None),
    ("prompt form", "prompt = 'p'", None),
    ("text", "trace.text LIKE '%alpha%'", None, SPANS),
    ("text ilike", "attributes.text ILIKE '%ALPHA%'", None, SPANS),
    ("text bare", "text LIKE '%alpha%'", None, SPANS),
    ("text none", "trace.text LIKE '%never anywhere%'", None, SPANS),
    ("text is", "trace.text = 'alpha'", None),
    ("text unicode", "trace.text LIKE '%Größe ✓%'", None, SPANS),
    ("span name", "span.name = 'tool'", None, SPANS),
    ("span name not", "span.name != 'tool'", None, SPANS),
    ("span name in", "span.name IN ('tool', 'second')", None, SPANS),
    ("span name not in", "span.name NOT IN ('first', 'second', 'third')", None, SPANS),
    ("span name like", "span.name LIKE 't%'", None, SPANS),
    ("span name like lower", "span.name like 't%'", None, SPANS),
    ("span name ilike", "span.name ILIKE 'TOOL'", None, SPANS),
    ("span name rlike", "span.name RLIKE '^to+l$'", None, SPANS),
    ("span name null", "span.name IS NULL", None),
    ("span type", "span.type = 'TOOL'", None, SPANS),
    ("span type own", "span.type = 'my type'", None, SPANS),
    ("span type unknown", "span.type = 'UNKNOWN'", None, SPANS),
    ("span status", "span.status = 'ERROR'", None, SPANS),
    ("span status ok", "span.status = 'OK'", None, SPANS),
    ("span together", "span.name = 'tool' AND span.type = 'TOOL'", None, SPANS),
    ("span never together", "span.name = 'tool' AND span.type = 'LLM'", None, SPANS),
    ("span and trace", "span.type = 'TOOL' AND tags.color = 'red'", None, SPANS),
    ("span content", "span.content LIKE '%beta%'", None, SPANS),
    ("span content is", "span.content = 'beta'", None),
    ("span content json", "span.content LIKE '%\"status\": {\"code\": \"STATUS_CODE_ERROR\"%'", None, SPANS),
    ("span attribute", "span.attributes.model LIKE '%gpt-4%'", None, SPANS),
    ("span attribute ilike", "span.attributes.model ILIKE '%GPT%'", None, SPANS),
    ("span attribute is", "span.attributes.model = 'gpt-4o'", None, SPANS),
    ("span attribute not", "span.attributes.model != 'gpt-4o'", None, SPANS),
    ("span attribute rlike", "span.attributes.model RLIKE 'gpt-[0-9]'", None, SPANS),
    ("span attribute rlike whole", "span.attributes.model RLIKE '^gpt-4o$'", None, SPANS),
    ("span attribute rlike begin", "span.attributes.model RLIKE '^4o'", None, SPANS),
    ("span attribute backticks", "span.attributes.`model` LIKE '%gpt%'", None, SPANS),
    ("span attribute none", "span.attributes. = 'x'", None),
    ("span unknown", "span.bogus = 'x'", None),
    ("span number", "span.name = 5", None),
    ("feedback", "feedback.quality = 'good'", None, ASSESSMENTS),
    ("feedback not", "feedback.quality != 'good'", None, ASSESSMENTS),
    ("feedback like", "feedback.quality LIKE '%oo%'", None, ASSESSMENTS),
    ("feedback ilike", "feedback.quality ILIKE '%GOOD%'", None, ASSESSMENTS),
    ("feedback rlike", "feedback.quality RLIKE 'go+d'", None, ASSESSMENTS),
    ("feedback null", "feedback.quality IS NULL", None, ASSESSMENTS),
    ("feedback not null", "feedback.quality IS NOT NULL", None, ASSESSMENTS),
    ("feedback more", "feedback.score > 0.5", None, ASSESSMENTS),
    ("feedback more whole", "feedback.score >= 1", None, ASSESSMENTS),
    ("feedback less", "feedback.score < 0.5", None, ASSESSMENTS),
    ("feedback more on text", "feedback.quality > 0", None, ASSESSMENTS),
    ("feedback is number", "feedback.score = 0.9", None),
    ("feedback is number text", "feedback.score = '0.9'", None, ASSESSMENTS),
    ("feedback more than text", "feedback.score > '0.5'", None),
    ("feedback true", "feedback.correct = 'true'", None, ASSESSMENTS),
    ("feedback false", "feedback.correct = 'false'", None, ASSESSMENTS),
    ("feedback true word", "feedback.correct = true", None),
    ("feedback in", "feedback.quality IN ('good')", None),
    ("expectation", "expectation.answer = '42'", None, ASSESSMENTS),
    ("expectation not null", "expectation.answer IS NOT NULL", None, ASSESSMENTS),
    ("expectation other", "expectation.quality = 'good'", None, ASSESSMENTS),
    ("feedback and tag", "feedback.score > 0.5 AND tags.color = 'red'", None, ASSESSMENTS),
    ("issue", "issue.id = 'iss-1'", None),
    ("issue not", "issue.id != 'iss-1'", None),
    ("issue other", "issue.name = 'x'", None),
    ("by time", None, ["timestamp_ms ASC"]),
    ("by timestamp", None, ["timestamp DESC"]),
    ("by attribute time", None, ["attributes.timestamp_ms"]),
    ("by status and time", None, ["status", "timestamp_ms ASC"]),
    ("by status down", None, ["attributes.status DESC"]),
    ("by name", None, ["name"]),
    ("by name down", None, ["trace.name DESC"]),
    ("by tag", None, ["tags.color"]),
    ("by tag down", None, ["tag.`color` DESC"]),
    ("by metadata", None, ["metadata.`mlflow.sourceRun`", "name"]),
    ("by run", None, ["run_id DESC", "timestamp_ms"]),
    ("by experiment", None, ["experiment_id", "name"]),
    ("by trace_id", None, ["trace_id"]),
    ("by nothing known", None, ["bogus"]),
    ("by entity", None, ["bogus.x"]),
    ("by text", None, ["text"]),
    ("by span", None, ["span.name"]),
    ("by two words", None, ["name down"]),
    ("by three words", None, ["name ASC DESC"]),
    ("by tokens", None, ["metadata.`mlflow.trace.tokenUsage`"]),
    ("filter and order", "tags.color IS NOT NULL", ["tags.color", "name DESC"]),
]

RUNS = [
    ("all", "", None),
    ("metric", "metrics.loss < 0.5", None),
    ("metric singular", "metric.loss >= 0.5", None),
    ("metric not", "metrics.loss != 0.25", None),
    ("metric nan", "metrics.odd < 5", None),
    ("metric nan not", "metrics.odd != 5", None),
    ("metric infinite", "metrics.wide > 1000000", None),
    ("metric text", "metrics.loss < '0.5'", None),
    ("metric like", "metrics.loss LIKE '0'", None),
    ("metric null", "metrics.loss IS NULL", None),
    ("param", "params.model = 'big'", None),
    ("param not", "parameters.model != 'big'", None),
    ("param like", "param.model LIKE 'b%'", None),
    ("param ilike", "params.model ILIKE 'BIG'", None),
    ("param null", "params.model IS NULL", None),
    ("param not null", "params.model IS NOT NULL", None),
    ("param more", "params.model > 'a'", None),
    ("param number", "params.model = 5", None),
    ("tag", "tags.team = 'a'", None),
    ("tag like", "tag.team LIKE '_'", None),
    ("tag null", "tags.team IS NULL", None),
    ("tag backticks", "tags.`team` = 'a'", None),
    ("tag run name", "tags.`mlflow.runName` = 'one'", None),
    ("tag in", "tags.team IN ('a')", None),
    ("run name", "run_name = 'one'", None),
    ("run name spaced", "attributes.`run name` LIKE 'o%'", None),
    ("run name ilike", "attr.run_name ILIKE 'ONE'", None),
    ("run name not", "run_name != 'one'", None),
    ("status", "status = 'FINISHED'", None),
    ("status failed", "attributes.status = 'FAILED'", None),
    ("status run", "run.status != 'FINISHED'", None),
    ("status in", "status IN ('FAILED')", None),
    ("run_id", "run_id = '{run}'", None),
    ("run_id in", "run_id IN ('{run}', 'x')", None),
    ("run_id not in", "run_id NOT IN ('{run}')", None),
    ("run_id in number", "run_id IN (1)", None),
    ("start", "start_time > 0", None),
    ("start float", "start_time > 1.5", None),
    ("start text", "start_time > 'x'", None),
    ("start like", "start_time LIKE '1'", None),
    ("created", "created > 0", None),
    ("end", "end_time > 0", None),
    ("user", "user_id = 'nobody'", None),
    ("attribute null", "status IS NULL", None),
    ("together", "metrics.loss < 1 AND params.model = 'big' AND tags.team = 'a'", None),
    ("or", "status = 'FINISHED' OR status = 'FAILED'", None),
    ("unknown", "bogus = 'x'", None),
    ("unknown entity", "bogus.x = 'x'", None),
    ("lower words", "params.model like 'b%' and status = 'FINISHED'", None),
    ("by metric", "", ["metrics.loss"]),
    ("by metric down", "", ["metrics.loss DESC"]),
    ("by odd metric", "", ["metrics.odd", "run_name"]),
    ("by param", "", ["params.model DESC"]),
    ("by tag", "", ["tags.team", "attributes.run_name DESC"]),
    ("by run name", "", ["run_name"]),
    ("by start", "", ["start_time ASC"]),
    ("by created", "", ["Created DESC"]),
    ("by status", "", ["status", "start_time"]),
    ("by unknown", "", ["bogus"]),
    ("by entity", "", ["bogus.x"]),
    ("by words", "", ["start_time down"]),
]

EXPERIMENTS = [
    ("name", "name = 'searched-b'", None),
    ("name not", "name != 'searched-b' AND name LIKE 'searched-%'", None),
    ("name like", "name LIKE 'searched-%'", None),
    ("name like case", "name LIKE 'SEARCHED-%'", None),
    ("name ilike", "attribute.name ILIKE 'SEARCHED-%'", None),
    ("name like lower", "name like 'searched-%'", None),
    ("name in", "name IN ('searched-b')", None),
    ("attributes", "attributes.name = 'x'", None),
    ("time", "name LIKE 'searched-%' AND creation_time > 0", None),
    ("time updated", "name LIKE 'searched-%' AND last_update_time < 5", None),
    ("time float", "creation_time > 1.5", None),
    ("time text", "creation_time > 'x'", None),
    ("time like", "creation_time LIKE '1'", None),
    ("tag", "tags.kind = 'x'", None),
    ("tag not", "tag.kind != 'x'", None),
    ("tag like", "tags.`kind` LIKE 'x%'", None),
    ("tag null", "tags.kind IS NULL AND name LIKE 'searched-%'", None),
    ("tag not null", "tags.kind IS NOT NULL", None),
    ("tag more", "tags.kind > 'x'", None),
    ("tag number", "tags.kind = 5", None),
    ("id text", "experiment_id = 'x'", None),
    ("id", "experiment_id = '{experiment}'", None),
    ("id in", "experiment_id IN ('{experiment}')", None),
    ("id like", "experiment_id LIKE '1'", None),
    ("name null", "name IS NULL", None),
    ("or", "name = 'a' OR name = 'b'", None),
    ("unknown", "bogus = 'x'", None),
    ("unknown entity", "params.x = 'x'", None),
    ("by name", "name LIKE 'searched-%'", ["name"]),
    ("by name down", "name LIKE 'searched-%'", ["name DESC"]),
    ("by time", "name LIKE 'searched-%'", ["creation_time ASC"]),
    ("by id", "name LIKE 'searched-%'", ["experiment_id DESC"]),
    ("by tag", "name LIKE 'searched-%'", ["tags.kind"]),
    ("by unknown", "name LIKE 'searched-%'", ["bogus"]),
]

# (name, keywords of MlflowClient.search_traces beside the experiment)
PAGES = [
    ("none", {"max_results": 0}),
    ("less than none", {"max_results": -1}),
    ("too many", {"max_results": 501}),
    ("most", {"max_results": 500}),
    ("no base64", {"page_token": "a"}),
    ("no json", {"page_token": "YWJj"}),
    ("no offset", {"page_token": "eyJhIjogMX0="}),
]


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
    for name, text, tags, span in (
        ("first", "alpha", {"color": "red", "size": "big", "a.b c": "1"}, ("tool", "TOOL", {"model": "gpt-4o"})),
        ("second", "beta Größe ✓", {"color": "blue", "x.y": "2"}, ("model", "LLM", {"model": "gpt-5"})),
        ("third", "gamma alpha", {"color": "red", "ort": "Köln", "rate": "50%"}, ("own", "my type", {})),
        ("fourth", "fails", {}, ("tool", "CHAIN", {})),
        ("it's", "delta", {}, None),
    ):
        _next_millisecond()
        in_run = name in ("second", "third")
        if in_run:
            mlflow.start_run(run_name=name)
        try:
            with mlflow.start_span(name=name) as root:
                root.set_inputs({"text": text})
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
        for key, value in tags.items():
            client.set_trace_tag(traces[name], key, value)
    _flush(mlflow)
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
    yield from _deleted(mlflow, client, made, words)


def _deleted(mlflow, client, made, words):
    experiment, traces = made["experiment"], made["traces"]
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
        left = sorted(trace for trace in traces if trace != "run")
        yield f"deleted: {name}", _asked(lambda: client.delete_traces(experiment_id=experiment, **asked))
        found = _asked(lambda: sorted(_id(each) for each in _traces(client, made)))
        names = {trace_id: name for name, trace_id in traces.items()}
        yield f"left: {name}", [names[each] for each in found if each in names] if isinstance(found, list) else [found, left]


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


if __name__ == "__main__":
    import mlflow as sdk

    for each, result in results(sdk, create(sdk)):
        print(json.dumps([each, result], ensure_ascii=False))
