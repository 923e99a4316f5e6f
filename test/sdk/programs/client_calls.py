"""Spans that are started and ended by hand: across threads, out of order, never.

With MlflowClient (2.14 to 3.17), or what mlflow-tracing has instead. Prints one JSON object: the ids.
"""

import json
import threading

import mlflow

mlflow.set_experiment("Client calls")


class ByClient:
    def __init__(self):
        self.client = mlflow.MlflowClient()

    def root(self, name, **more):
        return self.client.start_trace(name, **more)

    def child(self, parent, name, **more):
        return self.client.start_span(name, parent.request_id, parent.span_id, **more)

    def end(self, span, **more):
        end = self.client.end_span if span.parent_id else self.end_trace
        end(*([span.request_id, span.span_id] if span.parent_id else [span.request_id]), **more)

    def end_trace(self, request_id, **more):
        self.client.end_trace(request_id, **more)


class WithoutContext:
    def root(self, name, **more):
        return mlflow.start_span_no_context(name, **more)

    def child(self, parent, name, **more):
        return mlflow.start_span_no_context(name, parent_span=parent, **more)

    def end(self, span, **more):
        span.end(**more)


api = ByClient() if hasattr(mlflow, "MlflowClient") else WithoutContext()
ids = {}

root = api.root("by hand", span_type="CHAIN", inputs={"question": "Q"}, attributes={"a": "1"}, tags={"team": "blue"})
retriever = api.child(root, "look up", span_type="RETRIEVER", inputs={"query": "Q"})
ranker = api.child(retriever, "rank", span_type="RERANKER", inputs={"n": 2})
api.end(retriever, outputs=[{"page_content": "A", "metadata": {"doc_uri": "a.md"}}])
api.end(ranker, status="ERROR", attributes={"reason": "late"})
api.end(root, outputs={"answer": "A"})
ids["by hand"] = root.request_id


def in_thread(parent, name):
    span = api.child(parent, name, inputs={"thread": name})
    grandchild = api.child(span, f"below {name}")
    api.end(grandchild)
    api.end(span)


root = api.root("threads")
threads = [threading.Thread(target=in_thread, args=(root, f"thread {number}")) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
api.end(root)
ids["threads"] = root.request_id

first, second = api.root("crossed 1"), api.root("crossed 2")
inner = api.child(first, "inner 1")
api.end(second)
api.end(inner)
api.end(first, status="ERROR")
ids["crossed"] = [first.request_id, second.request_id]

root = api.root("parent ends first")
child = api.child(root, "outlives")
api.end(root)
try:
    api.end(child)
except Exception as error:
    ids["late end"] = type(error).__name__

root = api.root("never ends", inputs={"question": "still there?"})
child = api.child(root, "ended child")
api.end(child)
ids["never ends"] = root.request_id
print("RESULT client " + json.dumps(ids))
