"""MlflowClient: traces and spans that are started and ended by hand.

What you will see in Sidetrace: one trace "answer_question" whose spans say exactly what this program told them: a
retriever with its documents, a re-ranker that failed, and a model with its token counts as attributes. This API is for
callbacks and threads, where a `with` block or a decorator does not fit.
"""

import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import SpanType

mlflow.set_experiment("Client API")
client = MlflowClient()

QUESTION = "How long does a pizza stay in the oven?"
DOCUMENTS = [
    {"page_content": "Bake the pizza at 250 °C for 8 minutes.", "metadata": {"doc_uri": "pizza.md"}},
    {"page_content": "Let the dough rest overnight.", "metadata": {"doc_uri": "dough.md"}},
]

# The id that ties the spans together is `request_id` in MLflow 2 and `trace_id` in MLflow 3, which keeps the old name too.
root = client.start_trace("answer_question", span_type=SpanType.CHAIN, inputs={"question": QUESTION})
trace_id = root.request_id

retriever = client.start_span(
    "search_recipes", trace_id, parent_id=root.span_id, span_type=SpanType.RETRIEVER, inputs={"query": QUESTION}
)
time.sleep(0.3)

reranker = client.start_span(
    "rerank", trace_id, parent_id=retriever.span_id, span_type=SpanType.RERANKER, inputs={"documents": len(DOCUMENTS)}
)
time.sleep(0.1)
client.end_span(trace_id, reranker.span_id, attributes={"reason": "no score for dough.md"}, status="ERROR")
client.end_span(trace_id, retriever.span_id, outputs=DOCUMENTS)

model = client.start_span(
    "write_answer",
    trace_id,
    parent_id=root.span_id,
    span_type=SpanType.LLM,
    inputs={"prompt": f"{DOCUMENTS[0]['page_content']}\n\n{QUESTION}"},
    attributes={"model": "recipe-writer", "temperature": 0.2},
)
time.sleep(0.5)
answer = "Eight minutes at 250 °C."
client.end_span(
    trace_id, model.span_id, outputs={"text": answer}, attributes={"prompt_tokens": 24, "completion_tokens": 9}
)

client.end_trace(trace_id, outputs={"answer": answer})
print(QUESTION, answer)
