"""Spans in processes that multiprocessing starts in every way it has, and in a plain fork."""

import multiprocessing
import os

from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("app")


def one(name):
    with tracer.start_as_current_span(name) as span:
        span.set_attribute("pid", os.getpid())


if __name__ == "__main__":
    with tracer.start_as_current_span("parent"):
        for method in ("fork", "spawn", "forkserver"):
            context = multiprocessing.get_context(method)
            process = context.Process(target=one, args=(method,))
            process.start()
            process.join()
            with context.Pool(1) as pool:
                pool.map(one, [method + " pool"])
                pool.close()
                pool.join()
        child = os.fork()
        if child == 0:
            one("os.fork")
        else:
            os.waitpid(child, 0)
