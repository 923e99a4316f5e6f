"""Keeps MLflow's tracing on its tracking server, and its requests to our receiver from holding up the program.

Each function here is a hook of `_sidetrace_boot`: it gets a module of MLflow just after that has run, and changes it.
"""

import functools
import os
import sys
from urllib.parse import urlsplit

boot = sys.modules["_sidetrace_boot"]
env = boot.load("_sidetrace_env")
outbox = boot.load("_sidetrace_outbox")
requests = boot.load("_sidetrace_request")


def keep_tracking_server(otlp):
    """Changes `mlflow.tracing.utils.otlp` (2.16 and up).

    With an OTLP endpoint in the environment MLflow sends its spans there instead of to its tracking server (up to 3.3
    there is no switch against it), loses them where the exporter's package is missing, and from 3.4 on counts span
    durations in metrics, again only with that package. Our endpoint is for the other OpenTelemetry SDKs in the process.
    """
    for name in ("should_use_otlp_exporter", "should_export_otlp_metrics"):
        if hasattr(otlp, name):
            setattr(otlp, name, no_for_our_endpoint(getattr(otlp, name)))


def no_for_our_endpoint(real):
    @functools.wraps(real)
    def answer():
        try:
            if env.is_ours(env.otlp_endpoint()):
                return False
            env.give_back_unfitting()  # The program may have set an endpoint of its own since its start.
        except Exception:
            boot.report()
        return real()

    return answer


def send_by_outbox(rest_utils):
    """Changes `mlflow.utils.rest_utils`: requests to our receiver never hold the program nor raise; others stay as they are."""
    real = rest_utils.http_request
    # Now, so that at the program's end it has its turn after all of MLflow's.
    box = outbox.ours()

    @functools.wraps(real)
    def http_request(host_creds, endpoint, method, *args, **kwargs):
        host = getattr(host_creds, "host", None)
        if not env.is_ours(host):
            env.give_back("MLFLOW_HTTP_")
            return real(host_creds, endpoint, method, *args, **kwargs)
        url = host.rstrip("/") + endpoint
        try:
            answer = requests.send(box, method, urlsplit(url).path, kwargs)
            return response(rest_utils.requests.Response(), url, answer)
        except Exception:  # Ours alone: an MLflow that we do not know.
            boot.report()
            return real(host_creds, endpoint, method, *args, **kwargs)

    rest_utils.http_request = http_request


def response(made, url, answer):
    """An Answer as MLflow knows it."""
    made.url, made.status_code, made.encoding = url, answer.status, "utf-8"
    made.headers.update(answer.headers.items())
    made._content, made._content_consumed = answer.body, True
    return made


def flush_at_once(async_export_queue):
    """Changes `mlflow.tracing.export.async_export_queue` (2.22 and up; 2.20 has none).

    Its consumer polls once a second, and every flush, also the one at the program's end, waits for that.
    """
    queue = async_export_queue.AsyncTraceExportQueue
    real = queue.flush

    @functools.wraps(real)
    def flush(self, *args, **kwargs):
        try:
            if self.is_active():
                self._stop_event.set()
                self._queue.put_nowait(async_export_queue.Task(handler=int, args=()))  # Wakes the consumer.
        except Exception:
            boot.report()
        result = real(self, *args, **kwargs)
        try:
            outbox.ours().settle()
        except Exception:
            boot.report()
        return result

    queue.flush = flush
