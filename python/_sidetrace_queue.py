"""MLflow 2.16 to 2.21 with asynchronous logging: what waits in its queue when the interpreter ends is sent after all.

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
    """Changes `mlflow.tracing.export.mlflow`, whose queue hands its tasks to a thread pool that ends before the queue does.

    There the consumer dies of "cannot schedule new futures after interpreter shutdown", with a traceback and what is queued.
    """
    queue = getattr(export, "AsyncTraceExportQueue", None)
    if queue is None or queue.__module__ != export.__name__:
        return  # Before 2.16 there is none, from 2.22 on it is another.
    queue._set_up_logging_thread = with_own_submit(queue._set_up_logging_thread)
    queue.flush = awake(queue.flush)


def with_own_submit(real):
    @functools.wraps(real)
    def set_up(self):
        real(self)
        try:
            pool = self._trace_logging_worker_threadpool
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
