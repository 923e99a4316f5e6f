"""Threads: why one run falls apart into three traces, and how to keep it whole.

What you will see in Sidetrace: the same work three times. In series it is one trace of about a second; with a plain
ThreadPoolExecutor it is faster but in three traces, since a new thread does not know its caller's span: Sidetrace shows
them as one ("Show apart" does not); with `contextvars.copy_context()` it is one trace, its two model calls side by side.
"""

import contextvars
import json
from concurrent.futures import ThreadPoolExecutor

import mlflow
from mlflow.entities import SpanType
from openai import OpenAI

from fake_model import local_model

mlflow.set_experiment("Threads")

QUERY = "10分以内に500円未満で作れる副菜"


def ask(instruction, query):
    completion = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "system", "content": instruction}, {"role": "user", "content": query}],
        response_format={"type": "json_object"},
    )
    return json.loads(completion.choices[0].message.content)


@mlflow.trace(span_type=SpanType.LLM)
def parse_time_filter(query):
    return ask("所要時間の上限を JSON で答える: max_minutes", query)


@mlflow.trace(span_type=SpanType.LLM)
def parse_price_filter(query):
    return ask("予算の上限を JSON で答える: max_yen", query)


PARSERS = [parse_time_filter, parse_price_filter]


@mlflow.trace(span_type=SpanType.CHAIN)
def create_metadata_filter_in_series(query):
    results = [parse(query) for parse in PARSERS]
    return merge(results)


@mlflow.trace(span_type=SpanType.CHAIN)
def create_metadata_filter_in_threads(query):
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(parse, query) for parse in PARSERS]
        return merge(future.result() for future in futures)


@mlflow.trace(span_type=SpanType.CHAIN)
def create_metadata_filter_with_context(query):
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(contextvars.copy_context().run, parse, query) for parse in PARSERS]
        return merge(future.result() for future in futures)


def merge(results):
    return {key: value for result in results for key, value in result.items()}


with local_model() as base_url:
    client = OpenAI(base_url=f"{base_url}/v1", api_key="not-needed")
    print("検索:", QUERY)
    print("in series:   ", create_metadata_filter_in_series(QUERY))
    print("in threads:  ", create_metadata_filter_in_threads(QUERY))
    print("with context:", create_metadata_filter_with_context(QUERY))
