"""Work given to threads in all the ways that begin traces of their own, with `mlflow` or plain `opentelemetry`."""

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from opentelemetry import context

if sys.argv[1] == "mlflow":
    import mlflow

    # mlflow-tracing 3.17 traces nothing before this is called.
    mlflow.set_experiment("threads")
    traced = mlflow.trace
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("app")

    def traced(function):
        return tracer.start_as_current_span(function.__name__)(function)


@traced
def work(x, *, y=0):
    return x + y


def attached(parent, x):
    """What people wrote for OpenTelemetry."""
    token = context.attach(parent)
    try:
        return work(x)
    finally:
        context.detach(token)


@traced
def agent():
    with ThreadPoolExecutor(2) as pool:
        # One context cannot be entered twice at a time.
        submitted = [
            pool.submit(
                work,  # The keyword stays.
                x,
                y=1,
            )
            for x in range(4)
        ]
        mapped = pool.map(work, (x for x in [10, 11, 12]), timeout=30)
        with_attach = pool.submit(attached, context.get_current(), 20)
        results = [*(one.result() for one in submitted), *mapped, with_attach.result()]
        results.append(asyncio.run(in_loop(pool)))
    return results + in_threads()


def in_threads():
    results = []

    def collect(x, y=0):
        results.append(work(x, y=y))

    given = [41]
    threads = [
        threading.Thread(target=lambda x: results.append(work(x)), args=(40,)),
        threading.Thread(name="second", target=collect, args=given),
        threading.Thread(None, collect, None, (42,), {"y": 1}),
    ]
    for thread in threads:
        thread.start()
        thread.join()
    keywords = threading.Thread(target=collect, kwargs={"x": 50})
    keywords.start()
    keywords.join()
    return results


async def in_loop(pool):
    return await asyncio.get_running_loop().run_in_executor(pool, work, 30)


print(agent())
