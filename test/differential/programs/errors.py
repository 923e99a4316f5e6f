"""What fails: missing things, values of a wrong kind, addresses that no server has."""

import mlflow
import requests
from observed import client, finish, has, observe

no_trace = "tr-00000000000000000000000000000001"
no_run = "00000000000000000000000000000002"
experiment = mlflow.set_experiment("errors")
api = client()

observe("fluent missing trace", lambda: mlflow.get_trace(no_trace))
observe("set_experiment of a missing id", lambda: mlflow.set_experiment(experiment_id="9999"))
if api:
    observe("missing trace", lambda: api.get_trace(no_trace))
    observe("missing trace of MLflow 2", lambda: api.get_trace(no_run))
    observe("tag on a missing trace", lambda: api.set_trace_tag(no_trace, "a", "b"))
    observe("tag off a missing trace", lambda: api.delete_trace_tag(no_trace, "a"))
    observe("missing experiment", lambda: api.get_experiment("9999"))
    observe("experiment id that is none", lambda: api.get_experiment("abc"))
    observe("missing experiment by name", lambda: api.get_experiment_by_name("no such"))
    observe("missing run", lambda: api.get_run(no_run))
    observe("run id that is none", lambda: api.get_run("no/run"))
    observe("run in a missing experiment", lambda: api.create_run("9999"))
    observe("end of a missing run", lambda: api.set_terminated(no_run))
    observe("metric of a missing run", lambda: api.log_metric(no_run, "m", 1))
    observe("param of a missing run", lambda: api.log_param(no_run, "p", 1))
    observe("tag of a missing run", lambda: api.set_tag(no_run, "t", 1))
    observe("history of a missing run", lambda: api.get_metric_history(no_run, "m"))
    observe("artifacts of a missing run", lambda: api.list_artifacts(no_run))
    observe("deleting a missing run", lambda: api.delete_run(no_run))
    observe("deleting a missing experiment", lambda: api.delete_experiment("9999"))
    observe("restoring a missing experiment", lambda: api.restore_experiment("9999"))
    observe("renaming a missing experiment", lambda: api.rename_experiment("9999", "x"))
    observe("tag of a missing experiment", lambda: api.set_experiment_tag("9999", "a", "b"))
    observe("experiment without a name", lambda: api.create_experiment(""))
    observe("experiment with a number as name", lambda: api.create_experiment(5))
    observe("experiment with a long name", lambda: api.create_experiment("x" * 501))
    observe("deleting nothing", lambda: api.delete_traces(experiment.experiment_id))
    observe("deleting missing traces", lambda: api.delete_traces(experiment.experiment_id, request_ids=[no_trace]))
    observe("deleting by time and ids", lambda: api.delete_traces(experiment.experiment_id, max_timestamp_millis=1, request_ids=[no_trace]))
    observe("traces of a missing experiment", lambda: api.search_traces(["9999"]))
    observe("runs of a missing experiment", lambda: api.search_runs(["9999"]))
if has("log_feedback"):
    observe("feedback on a missing trace", lambda: mlflow.log_feedback(trace_id=no_trace, name="f", value=1))
    observe("expectation on a missing trace", lambda: mlflow.log_expectation(trace_id=no_trace, name="e", value=1))
if has("get_assessment"):
    observe("assessment of a missing trace", lambda: mlflow.get_assessment(no_trace, "a-1"))
    observe("deleting an assessment of a missing trace", lambda: mlflow.delete_assessment(trace_id=no_trace, assessment_id="a-1"))


def raw(method, path, **options):
    answer = requests.request(method, mlflow.get_tracking_uri() + path, timeout=30, **options)
    kind = answer.headers.get("content-type", "").split(";")[0]
    return {"status": answer.status_code, "type": kind, "body": answer.json() if kind == "application/json" else None}


v2, v3 = "/api/2.0/mlflow", "/api/3.0/mlflow"
observe("unknown route", lambda: raw("GET", f"{v2}/no/such/route"))
observe("unknown route of version 3", lambda: raw("POST", f"{v3}/no/such", json={}))
observe("unknown method", lambda: raw("DELETE", f"{v2}/experiments/create"))
observe("body that is not JSON", lambda: raw("POST", f"{v2}/experiments/create", data="{", headers={"content-type": "application/json"}))
observe("body that is a list", lambda: raw("POST", f"{v2}/experiments/create", json=[]))
observe("body without what is needed", lambda: raw("POST", f"{v2}/experiments/create", json={}))
observe("value of a wrong kind", lambda: raw("POST", f"{v2}/experiments/create", json={"name": {"a": 1}}))
observe("run of a wrong kind", lambda: raw("POST", f"{v2}/runs/create", json={"experiment_id": "0", "start_time": "soon"}))
observe("query without what is needed", lambda: raw("GET", f"{v2}/experiments/get"))
observe("health", lambda: raw("GET", "/health"))
finish()
