"""Calls real client libraries under autologging, one case after another; the model is at FAKE_PROVIDER_URL.

Prints a line of JSON for each case: its name, the time it took in nanoseconds since the epoch (traces are told apart by
it), and the type of what it raised. A library that this MLflow has no autologging for prints `{"absent": GROUP}`.
"""

import importlib
import json
import time

import mlflow

# The OpenAI client under LangChain is traced too once `openai` is on: what follows it in this list has both.
GROUPS = ("own", "anthropic", "langchain", "langgraph", "openai", "azure", "layered")


# Without an experiment of its own mlflow-tracing 3.17.2 traces nothing.
mlflow.set_experiment("Autolog")


def run(name, case):
    line = {"case": name, "startNs": str(time.time_ns())}
    try:
        case()
    except Exception as error:
        line["raised"] = type(error).__name__
        line["message"] = str(error)
    print(json.dumps({**line, "endNs": str(time.time_ns())}), flush=True)


for group in GROUPS:
    try:
        module = importlib.import_module(f"{group}_cases")
        module.enable()
    except (ImportError, AttributeError):
        print(json.dumps({"absent": group}), flush=True)
        continue
    for name, case in module.CASES.items():
        run(f"{group}.{name}", case)
