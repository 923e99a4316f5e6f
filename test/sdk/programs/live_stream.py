"""Streams that pause until the files named by the arguments are there, one after the other."""

import os
import sys
import time

import mlflow


def wait(number):
    while not os.path.exists(sys.argv[number]):
        time.sleep(0.02)


def piece(text):
    return {"object": "chat.completion.chunk", "model": "m", "choices": [{"index": 0, "delta": {"content": text}}]}


@mlflow.trace(span_type="CHAT_MODEL")
def chat(messages):
    # At once more than the 128 events that OpenTelemetry's SDK keeps of a span.
    for number in range(300):
        yield piece("%d " % number)
    wait(1)
    for number in range(300, 600):
        yield piece("%d " % number)
    wait(2)
    yield piece("end")


@mlflow.trace
def own():
    yield "a"
    yield {"b": 1}


mlflow.set_experiment("live")
for _ in chat([{"role": "user", "content": "Count!"}]):
    pass
for _ in own():
    pass
