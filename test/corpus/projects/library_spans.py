"""Plain functions that happen to have the names of what libraries trace."""
import sqlite3

import mlflow
import requests

mlflow.langchain.autolog()


def connect():
    return sqlite3.connect(":memory:")


def chat(messages):
    return requests.post("http://localhost:11434/api/chat", json=messages)


def embeddings(texts):
    return []


def invoke(chain):
    return chain.invoke({})


@mlflow.trace
def ask(question):  #~ ask
    return chat([question])
#~ none connect {"scope": {"name": "opentelemetry.instrumentation.sqlalchemy"}} || none chat {"kind": "CHAT_MODEL"} || none embeddings {"kind": "EMBEDDING"} || none GET {"scope": {"name": "opentelemetry.instrumentation.requests"}}
