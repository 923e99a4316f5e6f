"""Where the model is, and what several cases ask it."""

import os

URL = os.environ["FAKE_PROVIDER_URL"]

QUESTION = "What is a trace?"
TIP_QUESTION = "What is a 15 percent tip on a bill of 84.5 dollars?"

TIP_PARAMETERS = {
    "type": "object",
    "properties": {"bill_amount": {"type": "number"}, "tip_percentage": {"type": "number"}},
    "required": ["bill_amount", "tip_percentage"],
}

TIP_TOOL = {
    "type": "function",
    "function": {"name": "calculate_tip", "description": "Calculate the tip for a bill", "parameters": TIP_PARAMETERS},
}


def user(text):
    return {"role": "user", "content": text}


def calculate_tip(bill_amount, tip_percentage):
    """Calculate the tip for a bill"""
    return round(bill_amount * tip_percentage / 100, 2)
