"""OpenTelemetry without an exporter: what is seen of it, live records alone tell."""

import os
import sys
import time

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

provider = TracerProvider()
tracer = provider.get_tracer("app", "1.2")


@tracer.start_as_current_span("decorated")
def decorated():
    with tracer.start_as_current_span("block", kind=trace.SpanKind.CLIENT) as span:
        span.set_attribute("first", 1)
        span.add_event("heard", {"how": float("inf")})
        print("in block", flush=True)
        wait("1")
        span.set_attributes({"first": 2, "second": ["a", "b"]})
        wait("2")
        raise ValueError("no luck")


def wait(name):
    while not os.path.exists(sys.argv[1] + name):
        time.sleep(0.02)


try:
    decorated()
except ValueError:
    pass
