"""LangGraph, which LangChain's autologging traces: two nodes side by side, and one that fails."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph

from langchain_cases import model
from provider import QUESTION


class State(TypedDict):
    question: str
    notes: Annotated[list, operator.add]


def ask(state):
    return {"notes": [model.invoke(state["question"]).content]}


def count(state):
    return {"notes": [str(len(state["question"]))]}


def combine(state):
    return {"notes": [f"{len(state['notes'])} notes"]}


def fail(state):
    raise ValueError("This node cannot.")


def graph(nodes, edges):
    builder = StateGraph(State)
    for name, function in nodes.items():
        builder.add_node(name, function)
    for source, target in edges:
        builder.add_edge(source, target)
    return builder.compile()


def enable():
    """Nothing of its own."""


def parallel():
    edges = [(START, "ask"), (START, "count"), ("ask", "combine"), ("count", "combine"), ("combine", END)]
    graph({"ask": ask, "count": count, "combine": combine}, edges).invoke({"question": QUESTION, "notes": []})


def failing():
    graph({"fail": fail}, [(START, "fail"), ("fail", END)]).invoke({"question": QUESTION, "notes": []})


CASES = {"parallel": parallel, "failing": failing}
