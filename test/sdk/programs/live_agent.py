"""An agent whose tool waits until the file named by the first argument is there."""

import os
import sys
import time

import mlflow


@mlflow.trace(span_type="TOOL")
def look_up(city):
    while not os.path.exists(sys.argv[1]):
        time.sleep(0.02)
    return "sunny in " + city


@mlflow.trace(span_type="AGENT")
def agent(question):
    return look_up("Paris")


# mlflow-tracing 3.17 traces nothing before this is called.
mlflow.set_experiment("live")
print(agent("What is the weather?"))
