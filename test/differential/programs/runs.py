"""Runs around traces; what is logged to them."""

import mlflow
from observed import client, finish, flush, has, observe

experiment = mlflow.set_experiment("runs")
api = client()


@mlflow.trace
def ask(x):
    return x


def fluent():
    with mlflow.start_run(run_name="evening", tags={"a": "1"}, description="What it is for") as run:
        mlflow.log_param("temperature", 0.2)
        mlflow.log_params({"model": "gpt", "n": 3, "none": None})
        mlflow.log_metric("score", 0.5, step=1)
        mlflow.log_metric("score", 0.75, step=2)
        mlflow.log_metrics({"words": 12, "ratio": 1e-9})
        mlflow.log_metric("odd", float("nan"))
        mlflow.log_metric("big", float("inf"))
        mlflow.set_tag("stage", "test")
        mlflow.set_tags({"x": 1, "y": None})
        mlflow.delete_tag("x")
        observe("asked", lambda: ask(1))
        return run.info.run_id


def failing():
    with mlflow.start_run(run_name="fails"):
        raise ValueError("run")


def nested():
    with mlflow.start_run(run_name="outer") as outer:
        with mlflow.start_run(run_name="inner", nested=True) as inner:
            ask(2)
        return [api.get_run(inner.info.run_id).data.tags.get("mlflow.parentRunId") == outer.info.run_id, inner.info.run_id]


def named_runs(**options):
    return [[run.info.run_name, run.info.status, run.info.lifecycle_stage] for run in api.search_runs([experiment.experiment_id], **options)]


if api and has("start_run"):
    run_id = observe("run", fluent)
    flush()
    observe("read", lambda: api.get_run(run_id))
    observe("history", lambda: api.get_metric_history(run_id, "score"))
    observe("history of nan", lambda: api.get_metric_history(run_id, "odd"))
    observe("no history", lambda: api.get_metric_history(run_id, "never"))
    observe("param changed", lambda: api.log_param(run_id, "model", "other"))
    observe("param the same", lambda: api.log_param(run_id, "model", "gpt"))
    observe("tag changed", lambda: api.set_tag(run_id, "stage", "production"))
    observe("missing tag deleted", lambda: api.delete_tag(run_id, "never"))
    observe("metric without a number", lambda: api.log_metric(run_id, "m", "text"))
    observe("metric with an odd name", lambda: api.log_metric(run_id, "a;b", 1))
    observe("param with an odd name", lambda: api.log_param(run_id, "../a", 1))
    observe("long param", lambda: api.log_param(run_id, "long", "x" * 6500))
    observe("renamed", lambda: api.update_run(run_id, name="morning"))
    observe("status", lambda: api.update_run(run_id, status="FAILED"))
    observe("read again", lambda: api.get_run(run_id))
    observe("failing", failing)
    observe("nested", nested)
    by_client = observe("by client", lambda: api.create_run(experiment.experiment_id))
    observe("ended", lambda: api.set_terminated(by_client.info.run_id, "KILLED"))
    observe("ended, read", lambda: api.get_run(by_client.info.run_id).info)
    deleted = observe("to delete", lambda: api.create_run(experiment.experiment_id, run_name="deleted").info.run_id)
    observe("deleted", lambda: api.delete_run(deleted))
    observe("deleted, read", lambda: api.get_run(deleted).info.lifecycle_stage)
    observe("deleted, logged to", lambda: api.log_metric(deleted, "m", 1))
    observe("deleted, tagged", lambda: api.set_tag(deleted, "t", 1))
    observe("deleted, param", lambda: api.log_param(deleted, "t", 1))
    observe("deleted, deleted", lambda: api.delete_run(deleted))
    observe("active runs", lambda: sorted(row[0] for row in named_runs() if row[0] in ("morning", "fails", "outer", "inner", "deleted")))
    observe("deleted runs", lambda: named_runs(run_view_type=2))
    observe("restored", lambda: api.restore_run(deleted))
    observe("restored, read", lambda: api.get_run(deleted).info)
    observe("trace of the run", lambda: mlflow.search_traces(experiment_ids=[experiment.experiment_id], filter_string=f"run_id = '{run_id}'"))
    observe("resumed", lambda: mlflow.start_run(run_id=run_id).info.run_name)
    observe("end", lambda: mlflow.end_run())
    observe("resumed, read", lambda: api.get_run(run_id).info)
finish()
