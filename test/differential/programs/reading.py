"""Traces searched for and read: as objects and as a table, by run, in pages, without spans, by place."""

import inspect

import mlflow
from observed import client, finish, flush, has, next_millisecond, observe, tag_current_trace

experiment = mlflow.set_experiment("reading")
api = client()
ids = [experiment.experiment_id]
takes = inspect.signature(mlflow.search_traces).parameters


@mlflow.trace(span_type="TOOL")
def step(x):
    return {"doubled": 2 * x}


@mlflow.trace
def ask(x):
    tag_current_trace({"parity": "odd" if x % 2 else "even", "x": str(x)})
    if x == 3:
        raise ValueError("three")
    return step(x)


for x in range(5):
    next_millisecond()
    try:
        ask(x)
    except ValueError:
        pass
flush()


def listed(**options):
    """As objects, in whatever way this version has them."""
    if "return_type" in takes:
        return mlflow.search_traces(experiment_ids=ids, return_type="list", **options)
    return list(api.search_traces(ids, **options))


def tags_of(traces):
    return [trace.info.tags.get("x") for trace in traces]


observe("table", lambda: mlflow.search_traces(experiment_ids=ids))
observe("table of two", lambda: mlflow.search_traces(experiment_ids=ids, max_results=2))
observe("table, filtered", lambda: mlflow.search_traces(experiment_ids=ids, filter_string="tags.parity = 'odd'"))
observe("table of nothing", lambda: mlflow.search_traces(experiment_ids=ids, filter_string="tags.parity = 'none'"))
observe("table of the active experiment", lambda: len(mlflow.search_traces()))
observe("objects", lambda: listed())
observe("failed", lambda: tags_of(listed(filter_string="status = 'ERROR'")))
observe("oldest first", lambda: tags_of(listed(order_by=["timestamp_ms ASC"])))
observe("newest first", lambda: tags_of(listed(order_by=["timestamp_ms DESC"])))
observe("two", lambda: tags_of(listed(max_results=2)))
if "extract_fields" in takes:
    observe("fields", lambda: mlflow.search_traces(experiment_ids=ids, extract_fields=["step.outputs.doubled", "ask.inputs"]))
if "include_spans" in takes:
    observe("without spans", lambda: listed(include_spans=False))
    observe("table without spans", lambda: mlflow.search_traces(experiment_ids=ids, include_spans=False))
if "locations" in takes:
    observe("by location", lambda: tags_of(mlflow.search_traces(locations=ids, return_type="list")))
    observe("by two locations", lambda: tags_of(mlflow.search_traces(locations=[*ids, "0"], return_type="list")))
observe("several experiments", lambda: len(mlflow.search_traces(experiment_ids=[*ids, "0"], max_results=3)))
if api:
    page = observe("first page", lambda: api.search_traces(ids, max_results=2))
    page = observe("second page", lambda: api.search_traces(ids, max_results=2, page_token=page.token))
    page = observe("third page", lambda: api.search_traces(ids, max_results=2, page_token=page.token))
    first = page[0].info
    trace_id = getattr(first, "trace_id", None) or first.request_id
    observe("one", lambda: api.get_trace(trace_id))
    if has("MlflowClient.get_trace") and "display" in inspect.signature(api.get_trace).parameters:
        observe("one, not shown", lambda: api.get_trace(trace_id, display=False).info.tags)
if has("start_run") and api:
    with mlflow.start_run(run_name="the run") as run:
        ask(10)
        next_millisecond()
        ask(12)
    next_millisecond()
    ask(14)
    flush()
    observe("of the run, filter", lambda: tags_of(listed(filter_string=f"run_id = '{run.info.run_id}'")))
    if "run_id" in takes:
        observe("of the run, table", lambda: mlflow.search_traces(run_id=run.info.run_id))
        observe("of a run elsewhere", lambda: mlflow.search_traces(experiment_ids=["0"], run_id=run.info.run_id))
        observe("of a missing run", lambda: mlflow.search_traces(run_id="00000000000000000000000000000002"))
finish()
