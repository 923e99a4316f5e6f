import socket

from .helper import URL, HelperTestCase

OTLP = """
import os
def should_use_otlp_exporter():
    return "OTEL_EXPORTER_OTLP_ENDPOINT" in os.environ and os.environ.get("MLFLOW_ENABLE_OTLP_EXPORTER") != "false"
"""
METRICS = """
def should_export_otlp_metrics(): return "OTEL_EXPORTER_OTLP_ENDPOINT" in os.environ
"""
REST_UTILS = """
import time
class MlflowException(Exception): pass
def http_request(host_creds, endpoint, method, max_retries=None, timeout=None, **more):
    if endpoint == "/hangs":
        time.sleep(0.05)
        raise MlflowException("timed out")
    return max_retries, timeout
"""
QUEUE = """
import queue, threading
class Task:
    def __init__(self, handler, args): self.handler, self.args = handler, args
class AsyncTraceExportQueue:
    def __init__(self):
        self._queue, self._stop_event = queue.Queue(), threading.Event()
    def is_active(self): return True
    def flush(self, terminate=False): return self._stop_event.is_set(), self._queue.get_nowait().handler(), terminate
"""
ASK = "from mlflow.utils.rest_utils import *\nclass Creds: host = %r\n"


class MlflowTest(HelperTestCase):
    def setUp(self):
        super().setUp()
        self.write("own/mlflow/tracing/utils/otlp.py", OTLP + METRICS)
        self.write("own/mlflow/utils/rest_utils.py", REST_UTILS)
        self.write("own/mlflow/tracing/export/async_export_queue.py", QUEUE)

    def run_mlflow(self, code, **env):
        output, errors, _ = self.run_python(
            code, path=[self.helper, self.folder + "/own"], env={"SIDETRACE_DEBUG": "1", **env}
        )
        self.assertEqual(errors, "")
        return output


class EndpointTest(MlflowTest):
    CODE = "from mlflow.tracing.utils.otlp import *; print(should_use_otlp_exporter(), should_export_otlp_metrics())"

    def test_our_endpoint_does_not_take_mlflow_from_its_tracking_server(self):
        self.assertEqual(self.run_mlflow(self.CODE, OTEL_EXPORTER_OTLP_ENDPOINT=URL), "False False")

    def test_the_users_own_endpoint_is_left_alone(self):
        self.assertEqual(self.run_mlflow(self.CODE, OTEL_EXPORTER_OTLP_ENDPOINT="http://collector:4318"), "True True")

    def test_an_endpoint_that_the_program_sets_is_not_switched_off_by_ours(self):
        code = "import os; os.environ['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://collector:4318'\n" + self.CODE
        off = {"MLFLOW_ENABLE_OTLP_EXPORTER": "false", "OTEL_EXPORTER_OTLP_ENDPOINT": URL}
        injected = {"SIDETRACE_INJECTED": "MLFLOW_ENABLE_OTLP_EXPORTER=false"}
        self.assertEqual(self.run_mlflow(code, **off, **injected), "True True")
        self.assertEqual(self.run_mlflow(code, **off), "False True")

    def test_fits_versions_without_metrics(self):
        self.write("own/mlflow/tracing/utils/otlp.py", OTLP)
        code = "from mlflow.tracing.utils import otlp; print(otlp.should_use_otlp_exporter())"
        self.assertEqual(self.run_mlflow(code, OTEL_EXPORTER_OTLP_ENDPOINT=URL), "False")


class RequestTest(MlflowTest):
    def test_limits_requests_to_our_receiver(self):
        code = ASK % URL + "print(http_request(Creds, '/x', 'POST', max_retries=None))"
        self.assertEqual(self.run_mlflow(code), "(1, 2)")

    def test_what_the_caller_says_wins(self):
        code = ASK % URL + "print(http_request(host_creds=Creds, endpoint='/x', method='GET', timeout=3))"
        self.assertEqual(self.run_mlflow(code), "(1, 3)")

    def test_limits_by_position_are_left_alone(self):
        code = ASK % URL + "print(http_request(Creds, '/x', 'GET', 5, 9))"
        self.assertEqual(self.run_mlflow(code), "(5, 9)")

    def test_leaves_requests_to_others_alone_and_gives_them_the_users_limits_back(self):
        code = ASK % "http://other" + "import os\nprint(http_request(Creds, '/x', 'POST'), 'MLFLOW_HTTP_REQUEST_TIMEOUT' in os.environ)"
        injected = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "2", "SIDETRACE_INJECTED": "MLFLOW_HTTP_REQUEST_TIMEOUT=2"}
        self.assertEqual(self.run_mlflow(code, **injected), "(None, None) False")

    def test_after_a_timeout_the_next_requests_fail_at_once(self):
        code = ASK % URL + (
            "import sys; sys.modules['_sidetrace_mlflow'].LIMITS['timeout'] = 0.05\n"
            "for path in ('/hangs', '/x'):\n"
            "  try: http_request(Creds, path, 'POST')\n"
            "  except MlflowException as error: print(error)\n"
        )
        self.assertEqual(self.run_mlflow(code), "timed out\nThe Sidetrace receiver did not answer in time.")

    def test_goes_mlflows_own_way_where_the_receiver_is_gone(self):
        code = "import os, mlflow.utils.rest_utils; print(os.environ.get('MLFLOW_TRACKING_URI'))"
        self.assertEqual(self.run_mlflow(code, MLFLOW_TRACKING_URI=URL), "None")
        self.assertEqual(self.run_mlflow(code, MLFLOW_TRACKING_URI="http://user:8080"), "http://user:8080")
        with socket.create_server(("127.0.0.1", 0)) as server:
            alive = "http://127.0.0.1:%d" % server.getsockname()[1]
            self.assertEqual(self.run_mlflow(code, MLFLOW_TRACKING_URI=alive, SIDETRACE_URL=alive), alive)


class QueueTest(MlflowTest):
    def test_a_flush_wakes_the_consumer_instead_of_waiting_for_its_poll(self):
        code = "from mlflow.tracing.export.async_export_queue import *; print(AsyncTraceExportQueue().flush(terminate=True))"
        self.assertEqual(self.run_mlflow(code), "(True, 0, True)")
