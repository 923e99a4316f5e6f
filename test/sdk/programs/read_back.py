"""Makes traces, then reads them back through the SDK; prints one JSON object: what was sent and what was read.

Works with MLflow 2.22 and 3.x.
"""

import json
import time

import mlflow
from mlflow import MlflowClient

IS_V3 = int(mlflow.__version__.split(".")[0]) >= 3
experiment = mlflow.set_experiment("Read back")
client = MlflowClient()
sent = {}


def describe(span):
    return {
        "name": span.name,
        "span_id": span.span_id,
        "parent_id": span.parent_id,
        "start": str(span.start_time_ns),
        "end": str(span.end_time_ns),
        "status": span.status.status_code.name if hasattr(span.status.status_code, "name") else str(span.status.status_code),
        "message": span.status.description or "",
        "type": span.span_type,
        "inputs": span.inputs,
        "outputs": span.outputs,
        "attributes": {key: value for key, value in span.attributes.items() if not key.startswith("mlflow.")},
        "events": [[event.name, str(event.timestamp)] for event in span.events],
    }


def remember(span):
    sent.setdefault(span.request_id, []).append(span)


@mlflow.trace(span_type="TOOL", attributes={"unit": "°C", "limit": 0.5})
def leaf(x):
    remember(mlflow.get_current_active_span())
    return {"value": x + 1, "words": ["größer", "✓"], "nothing": None}


@mlflow.trace
def root(x):
    remember(mlflow.get_current_active_span())
    mlflow.update_current_trace(tags={"color": "red" if x % 2 else "blue"})
    if x == 2:
        raise ValueError("two")
    return leaf(x)


for x in range(4):
    try:
        root(x)
    except ValueError:
        pass
    time.sleep(0.01)
if hasattr(mlflow, "flush_trace_async_logging"):
    mlflow.flush_trace_async_logging()

read = {trace_id: client.get_trace(trace_id) for trace_id in sent}
found = mlflow.search_traces(experiment_ids=[experiment.experiment_id], max_results=3)
page = client.search_traces(experiment_ids=[experiment.experiment_id], max_results=3)
rest = client.search_traces(experiment_ids=[experiment.experiment_id], max_results=3, page_token=page.token)
first = next(iter(sent))
client.set_trace_tag(first, "note", "kept")
client.set_trace_tag(first, "other", "gone")
client.delete_trace_tag(first, "other")
result = {
    "sent": {trace_id: [describe(span) for span in spans] for trace_id, spans in sent.items()},
    "read": {trace_id: [describe(span) for span in trace.data.spans] for trace_id, trace in read.items()},
    "states": [str(getattr(trace.info, "state", None) or trace.info.status).split(".")[-1] for trace in read.values()],
    "colors": [trace.info.tags.get("color") for trace in read.values()],
    "tags": {key: client.get_trace(first).info.tags.get(key) for key in ("note", "other", "color")},
    "pages": [[trace.info.request_id for trace in part] for part in (page, rest)],
    "has_more": rest.token is not None,
    "table": list(found["trace_id" if IS_V3 else "request_id"]),
    "experiments": sorted(found.name for found in mlflow.search_experiments()),
}
if IS_V3:
    feedback = mlflow.log_feedback(trace_id=first, name="quality", value=True, rationale="fine")
    mlflow.log_expectation(trace_id=first, name="answer", value=1)
    mlflow.override_feedback(trace_id=first, assessment_id=feedback.assessment_id, value=False)
    kept = client.get_trace(first).info.assessments
    result["assessments"] = [[each.name, each.value, getattr(each, "valid", None) is not False] for each in kept]

with mlflow.start_run(run_name="evening") as run:
    mlflow.log_param("temperature", 0.2)
    mlflow.log_metrics({"score": 0.5, "words": 12}, step=1)
    mlflow.log_metric("score", 0.75, step=2)
    mlflow.set_tag("stage", "test")
    mlflow.log_text("hello", "notes/hello.txt")
    root(1)
logged = client.get_run(run.info.run_id)
result["run"] = {
    "name": logged.info.run_name,
    "status": logged.info.status,
    "params": logged.data.params,
    "metrics": logged.data.metrics,
    "stage": logged.data.tags["stage"],
    "history": [point.value for point in client.get_metric_history(run.info.run_id, "score")],
    "file": mlflow.artifacts.load_text(f"{logged.info.artifact_uri}/notes/hello.txt"),
}
ids = {"trace_ids" if IS_V3 else "request_ids": [first]}
result["deleted"] = client.delete_traces(experiment.experiment_id, **ids)
try:
    client.get_trace(first)
    result["after_deletion"] = "still there"
except mlflow.exceptions.MlflowException as error:
    result["after_deletion"] = error.error_code
print("RESULT " + json.dumps(result))
