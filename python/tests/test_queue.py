from .helper import HelperTestCase

# As in MLflow 2.16 to 2.21: a daemon thread takes tasks and hands them to a pool, and `atexit` waits for the thread.
EXPORT = """
import atexit, queue, threading
from concurrent.futures import ThreadPoolExecutor
class Task:
    def __init__(self, text): self.text = text
    def handle(self): print(self.text, flush=True)
class AsyncTraceExportQueue:
    def __init__(self):
        self._queue, self._stop_event = queue.Queue(), threading.Event()
        self._set_up_logging_thread()
        atexit.register(self.flush)
    def is_active(self): return True
    def _set_up_logging_thread(self):
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._trace_logging_worker_threadpool = ThreadPoolExecutor()
        self._thread.start()
    def _loop(self):
        while not self._stop_event.is_set() or not self._queue.empty():
            try: task = self._queue.get(timeout=60)
            except queue.Empty: continue
            self._trace_logging_worker_threadpool.submit(task.handle)
    def flush(self, terminate=False):
        self._stop_event.set()
        self._thread.join()
        self._trace_logging_worker_threadpool.shutdown()
"""
LATE = """
import atexit
from mlflow.tracing.export.mlflow import *
queue = AsyncTraceExportQueue()
queue._queue.put(Task("early"))
atexit.register(lambda: queue._queue.put(Task("late")))
"""
# As in MLflow up to 2.14: the second thread finds the first one's stop.
LOGGING = """
import threading
class AsyncLoggingQueue:
    def __init__(self): self._stop_data_logging_thread_event = threading.Event()
    def _set_up_logging_thread(self):
        self._batch_logging_worker_threadpool = None
        print(self._stop_data_logging_thread_event.is_set())
"""
SECOND_RUN = """
from mlflow.utils.async_logging.async_logging_queue import *
queue = AsyncLoggingQueue()
queue._stop_data_logging_thread_event.set()
queue._set_up_logging_thread()
"""
NEWER = "class AsyncTraceExportQueue:\n    flush = None\n"


class QueueAtExitTest(HelperTestCase):
    def run_mlflow(self, code):
        return self.run_python(code, path=[self.helper, self.folder + "/own"], env={"SIDETRACE_DEBUG": "1"})[:2]

    def test_what_is_queued_when_the_interpreter_ends_is_sent_without_a_traceback(self):
        self.write("own/mlflow/tracing/export/mlflow.py", EXPORT)
        output, errors = self.run_mlflow(LATE)
        self.assertEqual((output.split(), errors), (["early", "late"], ""))

    def test_a_second_run_logs_as_the_first_did(self):
        self.write("own/mlflow/utils/async_logging/async_logging_queue.py", LOGGING)
        self.assertEqual(self.run_python(SECOND_RUN, path=[self.helper, self.folder + "/own"])[:2], ("False", ""))

    def test_a_queue_from_elsewhere_is_left_alone(self):
        self.write("own/mlflow/tracing/export/elsewhere.py", NEWER)
        self.write("own/mlflow/tracing/export/mlflow.py", "from .elsewhere import AsyncTraceExportQueue\n")
        code = "from mlflow.tracing.export.mlflow import *; print(AsyncTraceExportQueue.flush)"
        self.assertEqual(self.run_mlflow(code), ("None", ""))

    def test_a_module_without_a_queue_is_left_alone(self):
        self.write("own/mlflow/tracing/export/mlflow.py", "")
        self.assertEqual(self.run_mlflow("import mlflow.tracing.export.mlflow; print(1)"), ("1", ""))
