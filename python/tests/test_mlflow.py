from .helper import URL, HelperTestCase

OTLP = """
import os
def should_use_otlp_exporter():
    return "OTEL_EXPORTER_OTLP_ENDPOINT" in os.environ and os.environ.get("MLFLOW_ENABLE_OTLP_EXPORTER") != "false"
"""
METRICS = """
def should_export_otlp_metrics(): return "OTEL_EXPORTER_OTLP_ENDPOINT" in os.environ
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


class MlflowTest(HelperTestCase):
    def setUp(self):
        super().setUp()
        self.write("own/mlflow/tracing/utils/otlp.py", OTLP + METRICS)
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


class QueueTest(MlflowTest):
    def test_a_flush_wakes_the_consumer_instead_of_waiting_for_its_poll(self):
        code = "from mlflow.tracing.export.async_export_queue import *; print(AsyncTraceExportQueue().flush(terminate=True))"
        self.assertEqual(self.run_mlflow(code), "(True, 0, True)")
