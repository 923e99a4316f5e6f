from .helper import URL, HelperTestCase

NAMES = ("OTEL_EXPORTER_OTLP_PROTOCOL", "MLFLOW_ENABLE_OTLP_EXPORTER", "MLFLOW_HTTP_REQUEST_TIMEOUT")
INJECTED = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "MLFLOW_ENABLE_OTLP_EXPORTER": "false", "MLFLOW_HTTP_REQUEST_TIMEOUT": "2"}
ENV = {
    **INJECTED,
    "SIDETRACE_INJECTED": " ".join("=".join(pair) for pair in INJECTED.items()),
    "OTEL_EXPORTER_OTLP_ENDPOINT": URL,
    "MLFLOW_TRACKING_URI": URL,
}


class EnvTest(HelperTestCase):
    def kept(self, **env):
        code = "import os; print(' '.join(name for name in %r if name in os.environ))" % (NAMES,)
        output, errors, _ = self.run_python(code, env={**ENV, **env})
        self.assertEqual(errors, "")
        return output.split()

    def test_keeps_everything_for_our_receiver(self):
        self.assertEqual(self.kept(), list(NAMES))

    def test_gives_back_what_the_users_own_endpoint_does_not_want(self):
        for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
            with self.subTest(name):
                self.assertEqual(self.kept(**{name: "http://collector:4317"}), ["MLFLOW_HTTP_REQUEST_TIMEOUT"])

    def test_gives_back_what_the_users_own_tracking_server_does_not_want(self):
        kept = self.kept(MLFLOW_TRACKING_URI="http://localhost:8080")
        self.assertEqual(kept, ["OTEL_EXPORTER_OTLP_PROTOCOL"])

    def test_keeps_what_the_user_has_changed(self):
        kept = self.kept(MLFLOW_TRACKING_URI="http://localhost:8080", MLFLOW_HTTP_REQUEST_TIMEOUT="300")
        self.assertIn("MLFLOW_HTTP_REQUEST_TIMEOUT", kept)

    def test_tells_our_address_from_the_like(self):
        cases = {URL: True, URL + "/": True, URL + "/v1/traces": True, URL + "9": False, "file:///x": False, "": False}
        for address, expected in cases.items():
            with self.subTest(address):
                code = "import sys; print(sys.modules['_sidetrace_env'].is_ours(%r))" % address
                self.assertEqual(self.run_python(code)[0], str(expected))

    def test_nothing_is_ours_once_the_receivers_address_is_gone(self):
        code = "import os, sys; os.environ.clear(); print(sys.modules['_sidetrace_env'].is_ours('/'))"
        self.assertEqual(self.run_python(code)[0], "False")
