from .advice import AdviceTestCase
from .helper import URL

PROVIDER = """
def _get_tracer(name): return "tracer of " + name
def start_span(): return _get_tracer("a")
"""
PROGRAM = "import mlflow.version, mlflow.tracing.provider as p\nprint(p.start_span(), p.start_span())"


class AdviceTest(AdviceTestCase):
    def run_with(self, mlflow, otel, tracking=None, url=None, code=PROGRAM):
        tracking = tracking or self.url
        self.write("own/mlflow/__init__.py", "def get_tracking_uri(): return %r" % tracking)
        self.write("own/mlflow/version.py", "VERSION = %r" % mlflow)
        self.write("own/mlflow/tracing/__init__.py", "")
        self.write("own/mlflow/tracing/provider.py", PROVIDER)
        self.write("own/opentelemetry_sdk-%s.dist-info/METADATA" % otel, "Name: opentelemetry-sdk\nVersion: %s\n" % otel)
        path = [self.helper, self.folder + "/own"]
        output, errors, code = self.run_python(
            code, path=path, env={"SIDETRACE_DEBUG": "1", "SIDETRACE_URL": url or self.url}
        )
        self.assertEqual((output, errors, code), ("tracer of a tracer of a", "", 0))
        return self.told

    def test_tells_once_what_loses_the_traces(self):
        # The program's end waits for it no longer than a moment, which a busy machine may need.
        goes_on = "\nimport threading\nfor one in threading.enumerate():\n  if one.name == 'sidetrace-advice': one.join(30)"
        ((path, advice),) = self.run_with("3.3.2", "1.45.2", code=PROGRAM + goes_on)
        self.assertEqual(path, "/live/v1/advice")
        self.assertGreater(advice.pop("pid"), 0)
        self.assertEqual(advice, {"kind": "otelTooNew", "command": "-c", "mlflow": "3.3.2", "otel": "1.45.2"})

    def test_says_nothing_where_all_is_well(self):
        self.assertEqual(self.run_with("3.3.2", "1.44.0"), [])
        self.assertEqual(self.run_with("2.14.3", "1.9.1"), [])
        self.assertEqual(self.run_with("3.4.0", "1.45.2"), [])
        self.assertEqual(self.run_with("dev", "1.45.2"), [])

    def test_says_nothing_of_programs_that_send_elsewhere(self):
        self.assertEqual(self.run_with("2.17.2", "2.0.0", tracking="databricks"), [])

    def test_is_silent_where_the_receiver_is_gone(self):
        quiet = "import os; os.environ.pop('SIDETRACE_DEBUG')\n" + PROGRAM
        self.assertEqual(self.run_with("3.3.2", "1.45.2", url=URL, code=quiet), [])
