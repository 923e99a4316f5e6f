"""One call to the model in two spans, one inside the other: its tokens are those of one."""

import mlflow

from langchain_cases import model
from openai_cases import MODEL, client
from provider import QUESTION, user


def enable():
    """`langchain` and `openai` did."""


@mlflow.trace(span_type="CHAT_MODEL")
def ask(model, messages):
    return client.chat.completions.create(model=model, messages=messages).model_dump()


def own():
    ask(MODEL, [user(QUESTION)])


def langchain():
    model.invoke(QUESTION)


CASES = {"own": own, "langchain": langchain}
