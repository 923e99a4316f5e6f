"""An agent that stands in a debugger."""

import sys
import time

import mlflow
from mlflow.entities import SpanType

mlflow.set_experiment("Debugged")


@mlflow.trace(span_type=SpanType.TOOL)
def calculate_tip(bill_amount, tip_percentage):
    """Begins on line 15."""
    tip = bill_amount * tip_percentage / 100
    return round(tip, 2)


def ask_tool(bill_amount):
    return calculate_tip(bill_amount, 15)


@mlflow.trace(span_type=SpanType.AGENT)
def answer(question):
    bills = [84.5, 187.32]
    tips = [ask_tool(bill) for bill in bills]
    return f"{question} {tips}"


if __name__ == "__main__":
    print(answer("Which tips?"), file=sys.stderr)
    time.sleep(0.1)
