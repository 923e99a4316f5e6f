import functools
from functools import partial

import mlflow as ml
from mlflow import MlflowClient, start_span as span_of, trace as traced
from mlflow.tracing.fluent import trace as deep_trace

traced_tool = functools.partial(ml.trace, span_type="TOOL")
traced_chain = partial(traced, span_type="CHAIN", attributes={"team": "search"})
t = ml.trace


@traced
def one(): ...  #~ one


@traced(name="zwei")
def two(): ...  #~ zwei


@traced_tool
def three(): ...  #~ three


@traced_tool(name="vier")
def four(): ...  #~ vier


@traced_chain()
def five(): ...  #~ five


@t
def six(): ...  #~ six


@deep_trace(name="sieben")
def seven(): ...  #~ sieben


@ml.trace
def eight():  #~ eight
    with span_of("inner"):  #~ inner
        pass
    with ml.start_span("other inner"):  #~ other inner
        pass


client = MlflowClient()
