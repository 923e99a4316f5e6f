import json
import os

from .helper import URL, HelperTestCase

OFFERED = "OTEL_BSP_SCHEDULE_DELAY=200 OTEL_EXPORTER_OTLP_ENDPOINT=%s MLFLOW_TRACKING_URI=%s" % (URL, URL)
START = """
import io, json, os, sys
from contextlib import redirect_stdout

def start(url=%(url)r):
    variables = {"SIDETRACE_URL": url, "SIDETRACE_OFFERED": %(offered)r}
    with open(os.path.join(%(folder)r, "_sidetrace_late.py")) as file, redirect_stdout(io.StringIO()) as said:
        exec(file.read(), {"FOLDER": %(folder)r, "VARIABLES": variables})
    return said.getvalue().strip()
"""


class LateTest(HelperTestCase):
    def run_late(self, code, **env):
        """Runs code in a Python that was started without the helper; it has `start`, and prints JSON."""
        values = {"url": URL, "offered": OFFERED, "folder": self.helper}
        without = {"SIDETRACE_URL": None, "PYTHONPATH": None, **env}
        output, errors, _ = self.run_python(START % values + code, "-X", "dev", "-W", "error", path=[], env=without)
        self.assertEqual(errors, "")
        return json.loads(output)

    def test_starts_once(self):
        said = self.run_late("print(json.dumps([start(), start(), start('http://127.0.0.1:8')]))")
        self.assertEqual(said, ["started", "running", "elsewhere"])

    def test_sets_the_environment_as_if_it_had_been_there_from_the_start(self):
        env = self.run_late("start(); print(json.dumps(dict(os.environ)))", PYTHONPATH="/mine")
        self.assertEqual(env["PYTHONPATH"], os.pathsep.join([self.helper, "/mine"]))
        self.assertEqual(env["SIDETRACE_URL"], URL)
        self.assertEqual(env["OTEL_EXPORTER_OTLP_ENDPOINT"], URL)
        self.assertNotIn("SIDETRACE_OFFERED", env)

    def test_leaves_the_users_tracking_server_alone(self):
        env = self.run_late("start(); print(json.dumps(dict(os.environ)))", MLFLOW_TRACKING_URI="databricks")
        self.assertEqual(env["MLFLOW_TRACKING_URI"], "databricks")

    def test_hooks_what_was_imported_before(self):
        for package in ("sdk/opentelemetry/__init__.py", "sdk/opentelemetry/sdk/__init__.py"):
            self.write(package, "")
        self.write("sdk/opentelemetry/sdk/trace.py", "class Span: pass\n")
        code = "sys.path.insert(0, %r); import opentelemetry.sdk.trace; start()\n" % os.path.join(self.folder, "sdk")
        code += "print(json.dumps('opentelemetry.sdk.trace' in sys.modules['_sidetrace_boot'].HOOKS))"
        self.assertEqual(self.run_late(code), False)
