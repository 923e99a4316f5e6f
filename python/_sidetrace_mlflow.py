"""Keeps MLflow's tracing on its tracking server, and its requests to our receiver from holding up the program.

Each function here is a hook of `_sidetrace_boot`: it gets a module of MLflow just after that has run, and changes it.
"""

import functools
import os
import sys

# For requests to our receiver only, where the caller does not say otherwise. It answers at once or not at all; the one retry
# is for a kept-alive connection that it has closed, and comes without a pause. `timeout` is in seconds.
LIMITS = {"max_retries": 1, "backoff_factor": 0, "backoff_jitter": 0.0, "timeout": 2}

boot = sys.modules["_sidetrace_boot"]
env = boot.load("_sidetrace_env")
receiver = boot.load("_sidetrace_receiver")


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


def limit_requests(rest_utils):
    """Changes `mlflow.utils.rest_utils`: limits for requests to our receiver, MLflow's own for those to any other."""
    leave_dead_receiver()
    real = rest_utils.http_request
    pause = receiver.Pause()

    @functools.wraps(real)
    def http_request(host_creds, *args, **kwargs):
        if not env.is_ours(getattr(host_creds, "host", None)):
            env.give_back("MLFLOW_HTTP_")
            return real(host_creds, *args, **kwargs)
        if pause.is_on():
            raise rest_utils.MlflowException("The Sidetrace receiver did not answer in time.")
        request = functools.partial(real, host_creds, *args, **limited(args, kwargs))
        return pause.run(request, LIMITS["timeout"], failed=lambda result: False)

    rest_utils.http_request = http_request


def limited(args, kwargs):
    if len(args) > 2:  # More than endpoint and method by position: which limits they are depends on the version.
        return kwargs
    given = {name: value for name, value in kwargs.items() if value is not None}
    return {**kwargs, **LIMITS, **given}


def leave_dead_receiver():
    """Where nothing listens any more, MLflow goes its way as without Sidetrace; else `set_experiment` would raise."""
    uri = os.environ.get("MLFLOW_TRACKING_URI")
    if env.is_ours(uri) and not receiver.listens(uri):
        os.environ.pop("MLFLOW_TRACKING_URI", None)


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
        return real(self, *args, **kwargs)

    queue.flush = flush
