"""Keeps OpenTelemetry's OTLP/HTTP exporters from holding up the program, and from filling its terminal with errors, where
our receiver is gone. Exporters with an address of the user's own stay as they are.

The limit is not in the environment: OTEL_EXPORTER_OTLP_TIMEOUT is in seconds for Python but in milliseconds for JavaScript.
"""

import functools
import sys

SECONDS = 1

boot = sys.modules["_sidetrace_boot"]
env = boot.load("_sidetrace_env")
receiver = boot.load("_sidetrace_receiver")


def limit_span_exporter(module):
    """Changes `opentelemetry.exporter.otlp.proto.http.trace_exporter`."""
    limit(module.OTLPSpanExporter, module.SpanExportResult.FAILURE, "TRACES")


def limit_log_exporter(module):
    """Changes `opentelemetry.exporter.otlp.proto.http._log_exporter`, whose results had another name before 1.39."""
    results = getattr(module, "LogRecordExportResult", None) or module.LogExportResult
    limit(module.OTLPLogExporter, results.FAILURE, "LOGS")


def limit(exporter, failure, signal):
    real_init, real_export = exporter.__init__, exporter.export

    @functools.wraps(real_init)
    def init(self, *args, **kwargs):
        url = (args[0] if args else kwargs.get("endpoint")) or from_env("ENDPOINT", signal)
        if env.is_ours(url):
            self._sidetrace = (url, receiver.Pause())
            if len(args) < 6 and "timeout" not in kwargs and from_env("TIMEOUT", signal) is None:
                kwargs["timeout"] = SECONDS
        real_init(self, *args, **kwargs)

    @functools.wraps(real_export)
    def export(self, batch, *args, **kwargs):
        url, pause = getattr(self, "_sidetrace", (None, None))
        request = functools.partial(real_export, self, batch, *args, **kwargs)
        if url is None:
            return request()
        if pause.is_on() or not receiver.listens(url):
            return failure
        return pause.run(request, SECONDS, failed=lambda result: result == failure)

    exporter.__init__, exporter.export = init, export


def from_env(what, signal):
    return env.first_set(("OTEL_EXPORTER_OTLP_" + signal + "_" + what, "OTEL_EXPORTER_OTLP_" + what))
