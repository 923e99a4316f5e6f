import concurrent.futures
import contextvars
import mlflow
from mlflow.genai import scorer


def traced_step(name):
    def decorate(function):
        def wrapper(*args, **kwargs):
            with mlflow.start_span(name=name or function.__name__) as span:
                span.set_inputs({"args": args})
                return function(*args, **kwargs)

        return wrapper

    return decorate


@traced_step("clean rows")
def clean(rows):
    return rows


@scorer
def is_short(outputs):
    return len(outputs) < 100


@mlflow.trace(name="predict", output_reducer=lambda parts: "".join(parts))
def predict_fn(question):  #~ predict || predict {"attributes": {"mlflow.spanFunctionName": "\"predict_fn\""}}
    yield from question


@mlflow.trace
def parallel(rows):  #~ parallel
    with concurrent.futures.ThreadPoolExecutor() as pool:
        jobs = [pool.submit(contextvars.copy_context().run, predict_fn, row) for row in rows]
    return [job.result() for job in jobs]


results = mlflow.genai.evaluate(data=[], predict_fn=predict_fn, scorers=[is_short])
span = mlflow.start_span_no_context(name="no context")  #~ no context
