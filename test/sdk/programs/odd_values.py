"""Values and sizes that are unusual but happen: every trace is a call with one of them, in and out.

Works with MLflow 2.14 to 3.17.
"""

import datetime
import json

import mlflow
from mlflow.entities import SpanEvent

mlflow.set_experiment("Odd values")
IS_3_0_TO_3_3 = (3, 0) <= tuple(map(int, mlflow.__version__.split(".")[:2])) < (3, 4)


class Opaque:
    def __repr__(self):
        return "<Opaque>"


def nested(depth):
    value = "bottom"
    for _ in range(depth):
        value = {"in": value}
    return value


values = {
    "japanese": "今日は暑いですね 🍣 𠮷",
    "nothing": None,
    "not a number": float("nan"),
    "infinite": float("inf"),
    "large integer": 2**60,
    "huge integer": 2**80,
    "deep": nested(40),
    "bytes": b"\x00\xffab",
    "opaque": Opaque(),
    "date": datetime.datetime(2026, 11, 21, 12, 30),
    "set": {1},
    "tuple": (1, "a"),
    "int keys": {1: "one", None: "none"},
    "empty": {},
    "empty list": [],
    "empty text": "",
    "control": "a\x00b\u2028c",
    "html": "<script>alert(1)</script>",
    "json text": '{"a": 1}',
    "number text": "5",
    "megabyte": "あ" * 350_000,
}
for name, value in values.items():
    mlflow.trace(lambda given: given, name=name)(value)


@mlflow.trace
def work(number):
    return number


@mlflow.trace
def duplicates():
    for number in range(3):
        work(number)


@mlflow.trace
def many(number):
    work(number)


with mlflow.start_span(name="odd event") as span:
    # MLflow 3.0 to 3.3 itself cannot write these, and drops the trace.
    odd = {} if IS_3_0_TO_3_3 else {"score": float("nan"), "worst": float("-inf")}
    span.add_event(SpanEvent("scored", attributes=odd))
duplicates()
for number in range(60):
    many(number)
print("RESULT values " + json.dumps("ended"))
