"""A web application that makes a span for each request: WSGI for gunicorn, ASGI for uvicorn."""

import os

from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("app")


def answer():
    with tracer.start_as_current_span("request") as span:
        span.set_attribute("pid", os.getpid())
    return b"ok"


# As a server that loads the application before it forks its workers has it.
with tracer.start_as_current_span("loaded"):
    pass


def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [answer()]


async def asgi(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": answer()})
