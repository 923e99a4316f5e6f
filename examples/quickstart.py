"""The quick start of MLflow Tracing: decorators, blocks, wrapped functions, async.

What you will see in Sidetrace: six traces. `trace_test` with its two nested calls; "My Span" with a span type of its
own and two attributes; "Math" with its inputs and outputs, once fine and once failed, with the ValueError and its stack;
`hypotenuse`, which calls a wrapped `math.pow`; and `plan_trip`, whose two look-ups run side by side.
"""

import asyncio
import math
import time

import mlflow
from mlflow.entities import SpanType

mlflow.set_experiment("Quick start")


# 1. A bare decorator. The nesting comes by itself.
@mlflow.trace
def add_1(x):
    time.sleep(0.2)
    return x + 1


@mlflow.trace
def minus_1(x):
    time.sleep(0.1)
    return x - 1


@mlflow.trace
def trace_test(x):
    return minus_1(add_1(x))


# 2. A name, a type and attributes of your own.
@mlflow.trace(name="My Span", span_type="func", attributes={"a": 1, "b": 2})
def multiply(x, y):
    return x * y


# 3. A block instead of a function.
def calculate(x, mode):
    with mlflow.start_span(name="Math") as span:
        span.set_inputs({"x": x, "mode": mode})
        span.set_attributes({"mode": mode})
        if mode == "plus":
            result = add_1(x)
        elif mode == "minus":
            result = minus_1(x)
        else:
            raise ValueError(f"Unknown mode: {mode}")
        span.set_outputs({"result": result})
        return result


# 4. A function that somebody else wrote.
@mlflow.trace
def hypotenuse(a, b):
    power = mlflow.trace(math.pow)
    return math.sqrt(power(a, 2) + power(b, 2))


# 5. Async functions, here two at the same time.
@mlflow.trace(span_type=SpanType.RETRIEVER)
async def find_weather(city):
    await asyncio.sleep(0.4)
    return f"sunny in {city}"


@mlflow.trace(span_type=SpanType.TOOL)
async def find_trains(city):
    await asyncio.sleep(0.3)
    return f"to {city} at 9:04"


@mlflow.trace(span_type=SpanType.AGENT)
async def plan_trip(city):
    weather, trains = await asyncio.gather(find_weather(city), find_trains(city))
    return f"{weather}, {trains}"


if __name__ == "__main__":
    print("trace_test:", trace_test(2))
    print("My Span:   ", multiply(6, 7))
    print("Math:      ", calculate(2, "plus"))
    try:
        calculate(2, "divide")
    except ValueError as error:
        print("Math:      ", error)
    print("hypotenuse:", hypotenuse(3, 4))
    print("plan_trip: ", asyncio.run(plan_trip("Kyoto")))
