"""Names that are put together while the program runs."""
from enum import Enum

import mlflow

PREFIX = "rag"
STAGE = "retrieve"


class Spans:
    RERANK = "rerank documents"
    ANSWER = "answer"


class Step(str, Enum):
    PLAN = "plan trip"
    BOOK = "book trip"


def run(tool, index, model):
    with mlflow.start_span(f"call_{tool.name}") as span:  #~ call_weather || call_route_plan
        span.set_inputs({})
    with mlflow.start_span(name=f"{PREFIX}.{index}.end"):  #~ rag.3.end
        pass
    with mlflow.start_span("chunk %d of %s" % (index, 9)):  #~ chunk 3 of 9
        pass
    with mlflow.start_span("model {}/{name}".format(model, name="x")):  #~ model gpt-4o/x
        pass
    with mlflow.start_span("embed:" + model):  #~ embed:ada-002
        pass
    with mlflow.start_span(STAGE):  #~ retrieve
        pass
    with mlflow.start_span(Spans.RERANK):  #~ rerank documents
        pass
    with mlflow.start_span(name=Step.PLAN.value):  #~ plan trip
        pass
    with mlflow.start_span(Step.BOOK):  #~ book trip
        pass
    with mlflow.start_span(f"{{literal}} {index}"):  #~ {literal} 4
        pass
    with mlflow.start_span(f"call_{tool.name}_retry"):  #~ call_weather_retry
        pass
    with mlflow.start_span("call_billing"):  #~ call_billing
        pass
    with mlflow.start_span(tool.name):
        pass


@mlflow.trace(name=Spans.ANSWER)
def answer():  #~ answer
    ...


@mlflow.trace(name=f"{PREFIX}_{STAGE}_all")
def everything():  #~ rag_retrieve_all || rag_x_all
    ...
