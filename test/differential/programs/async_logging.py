"""What is sent in the background: traces, and a run's data; complete after a flush."""

import concurrent.futures
import inspect

import mlflow
from observed import client, finish, flush, has, observe, tag_current_trace

experiment = mlflow.set_experiment("async logging")
api = client()


@mlflow.trace
def ask(x):
    tag_current_trace({"x": str(x)})
    with mlflow.start_span(name="child") as span:
        span.set_outputs(x)
    return x


def numbers():
    found = mlflow.search_traces(experiment_ids=[experiment.experiment_id], max_results=1000)
    return sorted(int(tags["x"]) for tags in found["tags"])


def span_counts():
    found = mlflow.search_traces(experiment_ids=[experiment.experiment_id], max_results=1000)
    return sorted({len(spans) for spans in found["spans"]})


if has("config.enable_async_logging"):
    mlflow.config.enable_async_logging()
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    list(pool.map(ask, range(30)))
flush()
observe("all are there", numbers)
observe("each is complete", span_counts)
if has("config.enable_async_logging"):
    mlflow.config.enable_async_logging(False)
ask(30)
flush()
observe("one more", lambda: len(numbers()))
if api and "synchronous" in inspect.signature(mlflow.log_metric).parameters:
    with mlflow.start_run(run_name="in the background") as run:
        mlflow.log_metric("m", 1, synchronous=False).wait()
        mlflow.log_metrics({"a": 1, "b": 2}, step=3, synchronous=False).wait()
        mlflow.log_param("p", "v", synchronous=False).wait()
        mlflow.log_params({"q": 1, "r": 2}, synchronous=False).wait()
        mlflow.set_tag("t", "u", synchronous=False).wait()
    logged = api.get_run(run.info.run_id).data
    observe("metrics", logged.metrics)
    observe("params", logged.params)
    observe("tag", logged.tags.get("t"))
finish()
