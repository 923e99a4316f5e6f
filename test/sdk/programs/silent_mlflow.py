"""Asks MLflow for spans in a way that may give none. argv: which way. Ends when the file WAIT_FOR_FILE is there. Works with MLflow 2.14 to 3.17."""

import os
import sys
import time

import mlflow

way = sys.argv[1]


@mlflow.trace
def answer():
    return 42


if way == "trackingUri":
    mlflow.set_tracking_uri(sys.argv[2])
elif way == "disable":
    mlflow.tracing.disable()

if way == "disabledForAWhile":
    from mlflow.tracing.provider import trace_disabled

    print(trace_disabled(answer)())
else:
    print(answer())

waited_for = os.environ.get("WAIT_FOR_FILE")
end = time.monotonic() + 90
while waited_for and not os.path.exists(waited_for) and time.monotonic() < end:
    time.sleep(0.02)
