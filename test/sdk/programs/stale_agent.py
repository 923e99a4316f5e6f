"""Two traced functions; between them it waits until the file named on its command line is there, and somebody edits it meanwhile."""

import os
import sys
import time

import mlflow


@mlflow.trace
def first(x):
    return x + 1


@mlflow.trace
def second(x):
    with mlflow.start_span("block"):
        return x + 2


def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.01)


# mlflow-tracing traces nothing before.
mlflow.set_experiment("stale")
with mlflow.start_span("outside") as span:
    first(1)
    wait_for(sys.argv[1])
    second(1)
