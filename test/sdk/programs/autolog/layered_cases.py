"""LangChain over OpenAI's client with both autologgings on: one call to the model is traced twice, one inside the other."""

from langchain_cases import model
from provider import QUESTION


def enable():
    """Nothing of its own."""


def invoke():
    model.invoke(QUESTION)


CASES = {"invoke": invoke}
