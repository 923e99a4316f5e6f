from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langsmith import RunTree

try:
    from langfuse import observe
except ImportError:
    try:
        from langfuse.decorators import observe
    except ImportError:

        def observe(*args, **kwargs):
            return lambda f: f


def load():
    from langsmith import traceable as track

    @track(name="late import")
    def late():  #~ late import
        pass

    return late


@observe(name="either way")
def either():  #~ either way
    pass


from mlflow import *  # noqa


@trace
def starred():  #~ starred
    with start_span("starred block"):  #~ starred block
        pass


from .own import traced, trace_block
from sentry_sdk import start_span as sentry_span


@traced
def mine():
    with sentry_span(op="db"):
        pass
