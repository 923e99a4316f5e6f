"""Reads names of programs (without .py), one a line; runs each in a fork of this process, so that importing MLflow is paid for once.

After each program it prints ENDED in a line of its own.
"""

import os
import runpy
import sys

import mlflow  # noqa: F401
import pandas  # noqa: F401


def run(path):
    sys.argv = [path]
    sys.path.insert(0, os.path.dirname(path))
    runpy.run_path(path, run_name="__main__")


for line in iter(sys.stdin.readline, ""):
    child = os.fork()
    if child == 0:
        run(os.path.abspath(line.strip() + ".py"))
        # The interpreter ends as after any program: what the SDK still holds is sent now.
        sys.exit(0)
    os.waitpid(child, 0)
    print("ENDED", flush=True)
