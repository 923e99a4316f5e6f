"""Calls of every kind of result, for the values behind the lines; with "wait" it stands until Enter is pressed."""

import sys

import mlflow
from mlflow.entities import SpanType

mlflow.set_experiment("Values")


@mlflow.trace(span_type=SpanType.TOOL)
def calculate_tip(bill_amount, tip_percentage):
    return round(bill_amount * tip_percentage / 100, 2)


@mlflow.trace(span_type=SpanType.RETRIEVER)
def find_recipes(query, k=3):
    return [{"page_content": f"{query} {number}", "metadata": {"id": number}} for number in range(k)]


@mlflow.trace
def convert(amount, mode):
    if mode != "usd":
        raise ValueError(f"unknown mode: {mode}")
    return {"amount": amount, "unit": mode, "notes": ["as of today"] * 12, "source": "a table of exchange rates" * 9}


@mlflow.trace
def wait_for_enter(question, timeout=None):
    return input(question)


def main():
    tip = calculate_tip(187.32, 22)
    recipes = find_recipes("副菜で10分以内、500円以下のもの", k=4)
    print(tip, len(recipes), convert(tip, "usd")["unit"])
    with mlflow.start_span(name="check") as span:
        span.set_inputs({"recipes": recipes, "strict": True, "limit": None})
        span.set_outputs({"fits": [True, False]})
    try:
        convert(tip, "yen")
    except ValueError as error:
        print(error)
    if sys.argv[1:] == ["wait"]:
        wait_for_enter("Go on? ")


if __name__ == "__main__":
    main()
