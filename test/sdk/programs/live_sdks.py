"""The SDKs that stand on OpenTelemetry's: each a function of the user's, which waits for a file of its name after the prefix given."""

import os
import sys
import time

os.environ.update(
    LANGFUSE_PUBLIC_KEY="pk",
    LANGFUSE_SECRET_KEY="sk",
    LANGFUSE_HOST="http://127.0.0.1:9",
    TRACELOOP_TRACE_CONTENT="true",
    TRACELOOP_TELEMETRY="false",
)

import langfuse  # noqa: E402
import logfire  # noqa: E402
from openinference.instrumentation import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter  # noqa: E402
from traceloop.sdk import Traceloop  # noqa: E402
from traceloop.sdk.decorators import workflow  # noqa: E402

logfire.configure(send_to_logfire=False, console=False)
Traceloop.init("app", exporter=InMemorySpanExporter(), disable_batch=True, telemetry_enabled=False)
openinference = TracerProvider().get_tracer("app")


def wait(name):
    while not os.path.exists(sys.argv[1] + name):
        time.sleep(0.02)


@logfire.instrument("of logfire")
def of_logfire(value):
    wait("logfire")
    return "answered " + value


@langfuse.observe(name="of langfuse")
def of_langfuse(value):
    wait("langfuse")
    return "answered " + value


@openinference.chain(name="of openinference")
def of_openinference(value):
    wait("openinference")
    return "answered " + value


@workflow(name="of traceloop")
def of_traceloop(value):
    wait("traceloop")
    return "answered " + value


for function in (of_logfire, of_langfuse, of_openinference, of_traceloop):
    function("asked")
