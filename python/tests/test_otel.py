import socket

from .helper import URL, HelperTestCase

EXPORTER = """
import time
class SpanExportResult: SUCCESS, FAILURE = 0, 1
class OTLPSpanExporter:
    def __init__(self, endpoint=None, certificate_file=None, timeout=None): self.timeout = timeout
    def export(self, spans):
        if spans == ["hangs"]:
            time.sleep(0.05)
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS
"""
IMPORT = "from opentelemetry.exporter.otlp.proto.http.trace_exporter import *\n"


class OtelTest(HelperTestCase):
    def setUp(self):
        super().setUp()
        self.write("own/opentelemetry/exporter/otlp/proto/http/trace_exporter.py", EXPORTER)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.server.close)
        self.alive = "http://127.0.0.1:%d" % self.server.getsockname()[1]

    def run_otel(self, code, **env):
        output, errors, _ = self.run_python(
            IMPORT + code, path=[self.helper, self.folder + "/own"], env={"SIDETRACE_DEBUG": "1", **env}
        )
        self.assertEqual(errors, "")
        return output

    def to(self, url):
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "SIDETRACE_URL": url}

    def test_limits_only_exporters_to_our_receiver(self):
        code = "print(OTLPSpanExporter().timeout, OTLPSpanExporter(endpoint='http://collector:4318').timeout)"
        self.assertEqual(self.run_otel(code, **self.to(URL)), "1 None")

    def test_what_the_program_or_the_user_says_wins(self):
        self.assertEqual(self.run_otel("print(OTLPSpanExporter(timeout=7).timeout)", **self.to(URL)), "7")
        code = "print(OTLPSpanExporter().timeout)"
        self.assertEqual(self.run_otel(code, OTEL_EXPORTER_OTLP_TIMEOUT="9", **self.to(URL)), "None")

    def test_exports_to_our_receiver(self):
        self.assertEqual(self.run_otel("print(OTLPSpanExporter().export([]))", **self.to(self.alive)), "0")

    def test_fails_at_once_where_nothing_listens(self):
        self.assertEqual(self.run_otel("print(OTLPSpanExporter().export([]))", **self.to(URL)), "1")

    def test_after_a_timeout_the_next_exports_fail_at_once(self):
        code = (
            "import sys; sys.modules['_sidetrace_otel'].SECONDS = 0.05\n"
            "exporter = OTLPSpanExporter(); print(exporter.export(['hangs']), exporter.export([]))"
        )
        self.assertEqual(self.run_otel(code, **self.to(self.alive)), "1 1")
