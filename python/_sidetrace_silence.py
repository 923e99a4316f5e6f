"""Tells our receiver, once a process, why a program that means to trace makes no spans.

It means to where MLflow or a tracer of OpenTelemetry's SDK is asked for a span: an import alone says nothing. With the first
span that is real there is nothing to tell any more. Without one, it is told five seconds later, or when the program ends.
"""

import atexit
import functools
import os
import sys

boot = sys.modules["_sidetrace_boot"]

WAIT_SECONDS = 5.0
EXIT_SECONDS = 0.2
FORK_SECONDS = 0.05


def watch_mlflow(provider):
    """Changes `mlflow.tracing.provider`, by which each of MLflow's spans begins."""
    boot.load("_sidetrace_advice").watch(provider)
    for name in ("start_span_in_context", "start_detached_span"):
        if hasattr(provider, name):
            setattr(provider, name, heard(getattr(provider, name)))
    for name, is_off in (("disable", True), ("enable", False)):
        if hasattr(provider, name):
            setattr(provider, name, switched(getattr(provider, name), is_off, provider.__file__))


def heard(real):
    """Its exceptions MLflow keeps to itself."""

    @functools.wraps(real)
    def start(*args, **kwargs):
        if SILENCE.is_over():
            return real(*args, **kwargs)
        try:
            span = real(*args, **kwargs)
        except Exception as error:
            SILENCE.asked(of_mlflow=True, error=error)
            raise
        SILENCE.asked(of_mlflow=True)
        return span

    return start


def switched(real, is_off, file):
    @functools.wraps(real)
    def switch(*args, **kwargs):
        # MLflow itself switches it off for a while, and on again.
        if sys._getframe(1).f_code.co_filename != file:
            SILENCE.is_off = is_off
        return real(*args, **kwargs)

    return switch


def watch_sdk(module, table):
    """Changes `opentelemetry.sdk.trace`; `table`: of `_sidetrace_live_table`, which hears of every real span."""
    SILENCE.table = table
    for name, watch in (("Tracer", watch_tracers), ("TracerProvider", watch_providers)):
        if hasattr(module, name):
            watch(getattr(module, name))


def watch_tracers(tracer_class):
    real = tracer_class.start_span

    @functools.wraps(real)
    def start_span(self, *args, **kwargs):
        span = real(self, *args, **kwargs)
        if SILENCE.is_over():
            if tracer_class.start_span is start_span:
                tracer_class.start_span = real
        else:
            SILENCE.asked(sampler=self.sampler)
        return span

    tracer_class.start_span = start_span


def watch_providers(provider_class):
    real = provider_class.get_tracer

    @functools.wraps(real)
    def get_tracer(self, *args, **kwargs):
        # MLflow gets tracers also where nothing is to be traced.
        name = args[0] if args else kwargs.get("instrumenting_module_name")
        if getattr(self, "_disabled", False) and not str(name).startswith("mlflow"):
            SILENCE.asked()
        return real(self, *args, **kwargs)

    provider_class.get_tracer = get_tracer


class Silence:
    """What is known of a program without spans.

    of_mlflow: MLflow was asked for one; error: what it raised then; is_off: the program has switched it off itself
    sampler: of the tracer that was asked
    """

    def __init__(self):
        self.table, self.of_mlflow, self.error, self.is_off, self.sampler = None, False, None, False, None
        self.begun, self.leaving, self.is_told = False, False, False

    def is_over(self):
        return self.is_told or self.table is None or self.table.began

    def asked(self, of_mlflow=False, error=None, sampler=None):
        try:
            if self.is_over():
                return
            self.of_mlflow = self.of_mlflow or of_mlflow
            # Not the exception itself, which holds the program's frames.
            self.error = self.error or (error and "%s: %s" % (type(error).__name__, error))
            self.sampler = sampler or self.sampler
            if not self.begun:
                self.begin()
        except Exception:
            boot.report()

    def begin(self):
        self.begun, self.pid, self.native_id = True, os.getpid(), None
        self.waiting, self.done = boot.THREADS[1](), boot.THREADS[1]()
        self.waiting.acquire()
        self.done.acquire()
        atexit.register(self.end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=boot.quiet(lambda: self.leave(FORK_SECONDS)))
        try:
            boot.THREADS[0](self.run, ())
        except RuntimeError:
            self.done.release()  # From Python 3.12 on no thread can begin any more at the program's end.

    def run(self):
        try:
            import _thread

            self.native_id = _thread.get_native_id()
            boot.load("_sidetrace_live_process").hide_from_debuggers()
            self.waiting.acquire(True, WAIT_SECONDS)
            if not self.leaving:
                self.tell(WAIT_SECONDS)
        except Exception:
            boot.report()
        finally:
            self.done.release()

    def leave(self, seconds):
        """Ends the thread: Python 3.12 and up warn of one at a fork. What it has not told is told at the program's end."""
        if self.leaving or self.pid != os.getpid():
            return
        self.leaving = True
        try:
            self.waiting.release()
        except RuntimeError:
            pass
        if not self.done.acquire(True, seconds):
            return  # It waits for the receiver's answer.
        pause, tasks = boot.THREADS[1](), "/proc/self/task/%s" % self.native_id
        pause.acquire()
        for _ in range(20):
            if not os.path.exists(tasks):
                break
            pause.acquire(True, 0.001)

    def end(self):
        """At the program's end, where no thread can begin any more."""
        try:
            if self.pid == os.getpid():
                self.leave(EXIT_SECONDS)
                self.tell(EXIT_SECONDS)
        except Exception:
            boot.report()

    def tell(self, seconds):
        if self.is_over():
            return
        reason = boot.load("_sidetrace_reasons").reason_of(self)
        if reason is not None:
            self.is_told = True
            boot.load("_sidetrace_advice").send(reason, seconds)


SILENCE = Silence()
