import json
import os
import sys
import unittest

from .helper import URL, HelperTestCase

HELPING = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "MLFLOW_ENABLE_OTLP_EXPORTER": "false", "MLFLOW_HTTP_REQUEST_TIMEOUT": "2"}
OFFER = {**HELPING, "OTEL_EXPORTER_OTLP_ENDPOINT": URL, "MLFLOW_TRACKING_URI": URL}
OFFERED = " ".join("=".join(pair) for pair in OFFER.items())
PRINT_NAMES = "import os; print([name for name in os.environ if name.startswith(('OTEL_', 'MLFLOW_', 'SIDETRACE_O'))])"


@unittest.skipUnless(hasattr(sys, "orig_argv") or sys.platform == "linux", "Python 3.8 and 3.9 leave every offer alone")
class OfferTest(HelperTestCase):
    def taken(self, **env):
        """What a program has of the offer that also has these variables of the user's."""
        code = "import json, os; print(json.dumps(dict(os.environ)))"
        output, errors, _ = self.run_python(code, env={"SIDETRACE_OFFERED": OFFERED, **env})
        self.assertEqual(errors, "")
        seen = json.loads(output)
        self.assertNotIn("SIDETRACE_OFFERED", seen)
        taken = {name: value for name, value in seen.items() if name.startswith(("OTEL_", "MLFLOW_")) and name not in env}
        injected = dict(pair.split("=") for pair in seen["SIDETRACE_INJECTED"].split())
        for name, value in taken.items():
            self.assertEqual(injected.get(name, URL), value)
        return taken

    def test_takes_what_is_offered(self):
        self.assertEqual(self.taken(), OFFER)

    def test_takes_nothing_that_the_user_has_set(self):
        taken = self.taken(MLFLOW_HTTP_REQUEST_TIMEOUT="9", OTEL_EXPORTER_OTLP_PROTOCOL="http/json")
        self.assertEqual(sorted(taken), ["MLFLOW_ENABLE_OTLP_EXPORTER", "MLFLOW_TRACKING_URI", "OTEL_EXPORTER_OTLP_ENDPOINT"])

    def test_takes_nothing_beside_the_users_tracking_server(self):
        taken = self.taken(MLFLOW_TRACKING_URI="databricks")
        self.assertEqual(sorted(taken), ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"])

    def test_takes_nothing_beside_the_users_endpoint_and_has_mlflow_send_to_both(self):
        both = {"MLFLOW_TRACKING_URI": URL, "MLFLOW_HTTP_REQUEST_TIMEOUT": "2", "MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT": "true"}
        for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
            with self.subTest(name):
                self.assertEqual(self.taken(**{name: "http://collector:4317"}), both)

    def test_does_not_point_a_grpc_exporter_here(self):
        taken = self.taken(OTEL_EXPORTER_OTLP_PROTOCOL="grpc")
        self.assertEqual(sorted(taken), ["MLFLOW_HTTP_REQUEST_TIMEOUT", "MLFLOW_TRACKING_URI"])

    def test_programs_that_it_starts_have_the_variables_and_no_offer(self):
        code = "import subprocess, sys; subprocess.run([sys.executable, '-c', %r])" % PRINT_NAMES
        output = self.run_python(code, env={"SIDETRACE_OFFERED": OFFERED})[0]
        self.assertEqual(sorted(json.loads(output.replace("'", '"'))), sorted(OFFER))


class NoOfferTest(HelperTestCase):
    def test_a_program_that_was_given_its_own_leaves_the_offer(self):
        env = {"SIDETRACE_OFFERED": OFFERED, "SIDETRACE_INJECTED": ""}
        names = self.run_python(PRINT_NAMES, env=env)[0]
        self.assertIn(names, ("[]", "['SIDETRACE_OFFERED']"))

    def test_debuggers_leave_it_to_their_program(self):
        self.write("libs/debugpy/adapter/__init__.py", "")
        self.write("libs/debugpy/adapter/__main__.py", PRINT_NAMES)
        libs = os.path.join(self.folder, "libs")
        for words in (["-m", "debugpy.adapter"], [os.path.join(libs, "debugpy", "adapter")]):
            with self.subTest(words):
                output = self.run_python("", *words, path=[self.helper, libs], env={"SIDETRACE_OFFERED": OFFERED})[0]
                self.assertEqual(output, "['SIDETRACE_OFFERED']")
