from typing import TypedDict


class State(TypedDict):
    question: str
    documents: list[str]


def generate_id(): ...
