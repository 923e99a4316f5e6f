"""Makes traces and ends while they are still being sent. argv: a name for them [outlive].

Run with asynchronous logging on and the experiment from the environment. Works with MLflow 2.14 to 3.17.
"""

import sys
import threading
import time

import mlflow

name = sys.argv[1]
if not hasattr(mlflow, "MlflowClient"):
    # mlflow-tracing 3.17.2 traces nothing before this call, whatever the environment says.
    mlflow.set_experiment("From the environment")


@mlflow.trace(span_type="TOOL")
def step(number):
    return number


def run(kind, number):
    with mlflow.start_span(name=f"{name} {kind} {number}") as span:
        span.set_inputs({"number": number})
        step(number)
        step(number + 1)


def outlive():
    """Goes on when the main thread has ended; Python waits for it."""
    threading.main_thread().join()
    time.sleep(0.05)
    run("outlived", 0)


if "outlive" in sys.argv:
    threading.Thread(target=outlive).start()
for number in range(20):
    run("trace", number)
