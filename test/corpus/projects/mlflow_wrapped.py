import math

import mlflow
import requests
from openai import OpenAI

from vendored import summarize, translate

client = OpenAI()
client.chat.completions.create = mlflow.trace(client.chat.completions.create)  #~ create
power = mlflow.trace(math.pow)  #~ pow || pow_1
fetch = mlflow.trace(requests.get, name="fetch page", span_type="RETRIEVER")  #~ fetch page
summarize = mlflow.trace(name="summary")(summarize)  #~ summary
translate = mlflow.trace(translate)  #~ translate
double = mlflow.trace(lambda x: x * 2)  #~ <lambda>
halve = mlflow.trace(lambda x: x / 2, name="halve")  #~ halve
by_keyword = mlflow.trace(func=math.sqrt, span_type="func")  #~ sqrt


def local(x):
    return x + 1


local_traced = mlflow.trace(local)  #~ local
steps = [mlflow.trace(step) for step in (local, double)]  #~ also step


def build(registry):
    return {name: mlflow.trace(tool, name=f"tool/{name}") for name, tool in registry.items()}  #~ tool/search || tool/rank
