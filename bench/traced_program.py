"""What a program pays for its tracing: `python traced_program.py bare|off|traced`.

`bare` has no decorators, `off` has them with tracing disabled. Each line that it reads is a turn, `SCENARIO:COUNT…`, and is
answered with one of JSON: the seconds of each scenario. Scenarios: `nested` (COUNT traces of ten functions in one another),
`wide` (one trace of COUNT calls below their root), `10KB`, `1MB`, `10MB` (COUNT calls with an argument of that size). The
first line says that it is ready, the last what the clock was as the program's own code ended.
"""

import json
import sys
import time

import mlflow

DEPTH = 10
SIZES = {"10KB": 10_000, "1MB": 1_000_000, "10MB": 10_000_000}


def nested(decorate):
    call = None
    for level in range(DEPTH):
        call = decorate(step(call, level))

    def run(count):
        for number in range(count):
            call(number)

    return run


def step(inner, level):
    def run(number, text="hello"):
        return inner(number + 1, text) if inner else {"number": number, "text": text}

    run.__name__ = f"step_{level}"
    return run


def wide(decorate):
    @decorate
    def child(number):
        return number + 1

    @decorate
    def root(count):
        return sum(child(number) for number in range(count))

    return root


def sized(decorate, characters):
    @decorate
    def measure(text):
        return len(text)

    text = "The quick brown fox. " * (characters // 21)
    # Each call has an argument of its own: none may be encoded once for all.
    return lambda count: [measure(f"{number} {text}") for number in range(count)]


def scenario(name, decorate):
    if name in SIZES:
        return sized(decorate, SIZES[name])
    return {"nested": nested, "wide": wide}[name](decorate)


def take_turn(specs, decorate):
    seconds = {}
    for spec in specs:
        name, count = spec.split(":")
        run = scenario(name, decorate)
        start = time.perf_counter()
        run(int(count))
        seconds[name] = time.perf_counter() - start
    return seconds


def main(mode):
    decorate = (lambda function: function) if mode == "bare" else mlflow.trace
    if mode == "off":
        mlflow.tracing.disable()
    # What is done once (imports on first use, the first connection) is not a call's price.
    decorate(lambda number: number)(1)
    tell({"ready": True})
    for line in sys.stdin:
        tell(take_turn(line.split(), decorate))
    tell({"end": time.time()})


def tell(what):
    print(json.dumps(what), flush=True)


main(sys.argv[1])
