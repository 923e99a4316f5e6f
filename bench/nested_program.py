"""200 traces of ten nested functions, as fast as they go: `python nested_program.py traced|plain`.

The last line is JSON: seconds of the calls, and the clock as the program's own code ended.
"""

import json
import sys
import time

import mlflow

TRACES = 200
DEPTH = 10


def nested(decorate):
    call = None
    for level in range(DEPTH):
        call = decorate(step(call, level))
    return call


def step(inner, level):
    def run(number, text="hello"):
        return inner(number + 1, text) if inner else {"number": number, "text": text}

    run.__name__ = f"step_{level}"
    return run


outermost = nested(mlflow.trace if sys.argv[1] == "traced" else lambda function: function)
start = time.perf_counter()
for number in range(TRACES):
    outermost(number)
print(json.dumps({"calls": time.perf_counter() - start, "end": time.time()}), flush=True)
