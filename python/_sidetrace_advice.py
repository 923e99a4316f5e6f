"""Tells our receiver, once a process, where MLflow cannot send traces: up to 3.3 it loses them with opentelemetry-sdk 1.45
and newer. With MLflow 3.2 and 3.3 nothing else of such a program arrives, so that nobody else could tell.
"""

import os
import sys

LAST_MLFLOW = (3, 3)
FIRST_OTEL = (1, 45)
SECONDS = 0.5
EXIT_SECONDS = 0.25


def watch(provider):
    """Changes `mlflow.tracing.provider`: its first span looks at the versions, in a thread of its own."""
    version = sys.modules["mlflow.version"].VERSION
    real = provider._get_tracer
    if numbers(version) > LAST_MLFLOW or not os.environ.get("SIDETRACE_URL"):
        return

    def get_tracer(*args, **kwargs):
        provider._get_tracer = real
        try:
            start(version)
        except Exception:
            sys.modules["_sidetrace_boot"].report()
        return real(*args, **kwargs)

    provider._get_tracer = get_tracer


def numbers(version):
    """`3.3.2` as (3, 3); what is no version is the newest."""
    try:
        major, minor = version.split(".")[:2]
        return int(major), int(minor)
    except ValueError:
        return sys.maxsize, 0


def start(mlflow):
    import atexit
    import threading

    # What the thread needs is imported before it: the child of a fork in the middle of an import waits for that import forever.
    import http.client, importlib.metadata, json, urllib.parse

    sys.modules["_sidetrace_boot"].load("_sidetrace_connection")
    thread = threading.Thread(target=tell, args=(mlflow,), name="sidetrace-advice", daemon=True)
    thread.start()
    # A program of one span may end before it is told.
    atexit.register(thread.join, EXIT_SECONDS)


def tell(mlflow):
    try:
        from importlib.metadata import version

        otel = version("opentelemetry-sdk")
        tracking = sys.modules["mlflow"].get_tracking_uri()
        if numbers(otel) >= FIRST_OTEL and is_on_this_machine(tracking):
            send({"kind": "otelTooNew", "mlflow": mlflow, "otel": otel}, SECONDS)
    except Exception:
        sys.modules["_sidetrace_boot"].report()


def is_on_this_machine(url):
    """Whatever the program sends to elsewhere is not ours to speak of."""
    return str(url).startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:"))


def command():
    """The program without its arguments, which may hold secrets."""
    return sys.argv[0] if sys.argv and sys.argv[0] else sys.executable


def send(advice, seconds):
    """Waits no longer than that for the answer; silent where none comes."""
    import http.client
    import json
    from urllib.parse import urlsplit

    connections = sys.modules["_sidetrace_boot"].load("_sidetrace_connection")
    address = urlsplit(os.environ["SIDETRACE_URL"])
    connection = connections.Connection(address.hostname, address.port)
    body = json.dumps(dict(advice, pid=os.getpid(), command=command())).encode()
    headers = (("Content-Type", "application/json"),)
    try:
        connection.send(connections.Request("POST", "/live/v1/advice", headers, body), seconds)
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
