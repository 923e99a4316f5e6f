"""MLflow with asynchronous logging: what waits in its queues when the interpreter ends is sent after all.

Each function here is a hook of `_sidetrace_boot`: it gets a module of MLflow just after it ran.
"""

import functools
import sys

boot = sys.modules["_sidetrace_boot"]


class Nothing:
    """A task that only wakes the queue's consumer, which polls once a second."""

    def handle(self):
        pass


def send_to_the_end(export):
    """Changes `mlflow.tracing.export.mlflow` (2.16 to 2.21), whose queue hands its tasks to a thread pool that ends before the queue does.

    There the consumer dies of "cannot schedule new futures after interpreter shutdown", with a traceback and what is queued.
    """
    queue = getattr(export, "AsyncTraceExportQueue", None)
    if queue is None or queue.__module__ != export.__name__:
        return  # Before 2.16 there is none, from 2.22 on it is another.
    queue._set_up_logging_thread = with_own_submit(queue._set_up_logging_thread, "_trace_logging_worker_threadpool")
    queue.flush = awake(queue.flush)


def log_to_the_end(async_logging_queue):
    """Changes `mlflow.utils.async_logging.async_logging_queue`: metrics with MLFLOW_ENABLE_ASYNC_LOGGING.

    The same there. And up to 2.14 the thread for a second run sees the stop of the first one and ends at once: the program
    waits for ever, with any server.
    """
    queue = async_logging_queue.AsyncLoggingQueue
    real = with_own_submit(queue._set_up_logging_thread, "_batch_logging_worker_threadpool")

    @functools.wraps(real)
    def set_up(self):
        try:
            self._stop_data_logging_thread_event.clear()
        except Exception:
            boot.report()
        real(self)

    queue._set_up_logging_thread = set_up


def with_own_submit(real, pool_name):
    @functools.wraps(real)
    def set_up(self):
        real(self)
        try:
            pool = getattr(self, pool_name)
            pool.submit = submitting(pool.submit)
        except Exception:
            boot.report()

    return set_up


def submitting(real):
    @functools.wraps(real)
    def submit(function, *args):
        try:
            return real(function, *args)
        except RuntimeError:
            return function(*args)

    return submit


def awake(real):
    @functools.wraps(real)
    def flush(self, *args, **kwargs):
        try:
            if self.is_active():
                self._stop_event.set()
                self._queue.put_nowait(Nothing())
        except Exception:
            boot.report()
        return real(self, *args, **kwargs)

    return flush
