"""Runs at the start of every Python: mends the environment and waits for the modules that the helper changes.

Imports nothing but `os`, `sys`, `time` and `_thread`, which are there anyway; a hook's own module is read when its target is imported.
"""

import _thread
import os
import sys
from time import time

FOLDER = os.path.dirname(__file__)

# Taken before debuggers and gevent put theirs in their place: a thread of ours runs on while they hold the program.
THREADS = (_thread.start_new_thread, _thread.allocate_lock)

# When this Python started, in seconds since the epoch, and what it had imported before; when each other module was looked for, which
# is before its file was read. In a tuple, since freezegun puts a clock that stands still in the place of every module's own `time`.
CLOCK = (time,)
STARTED, BEFORE, FOUND = time(), frozenset(sys.modules) - {"__main__"}, {}

# Imported module -> (module of ours, its function that gets the imported module just after it ran).
HOOKS = {
    "mlflow.tracing.utils.otlp": ("_sidetrace_mlflow", "keep_tracking_server"),
    "mlflow.utils.rest_utils": ("_sidetrace_mlflow", "send_by_outbox"),
    "mlflow.store.tracking.rest_store": ("_sidetrace_spans", "count_spans"),
    "mlflow.tracing.export.async_export_queue": ("_sidetrace_mlflow", "flush_at_once"),
    "mlflow.tracing.provider": ("_sidetrace_silence", "watch_mlflow"),
    "mlflow.tracing.export.mlflow": ("_sidetrace_queue", "send_to_the_end"),
    "mlflow.utils.async_logging.async_logging_queue": ("_sidetrace_queue", "log_to_the_end"),
    "opentelemetry.exporter.otlp.proto.http.trace_exporter": ("_sidetrace_otel", "limit_span_exporter"),
    "opentelemetry.exporter.otlp.proto.http._log_exporter": ("_sidetrace_otel", "limit_log_exporter"),
    "opentelemetry.sdk.trace": ("_sidetrace_live", "tell_spans"),
    "opentelemetry.instrumentation.auto_instrumentation": ("_sidetrace_live_restart", "stay_first"),
}


def load(name):
    """The helper's module of that name, read without writing a cache file."""
    module = sys.modules.get(name)
    if module is None:
        module = type(sys)(name)
        module.__file__ = os.path.join(FOLDER, name + ".py")
        with open(module.__file__, "rb") as source:
            # Debuggers neither step into nor suspend code whose file name starts with "<frozen ".
            code = compile(source.read(), "<frozen " + name + ">", "exec")
        sys.modules[name] = module
        try:
            exec(code, module.__dict__)
        except BaseException:
            del sys.modules[name]
            raise
    return module


def run_hook(name, module):
    hook = HOOKS.pop(name, None)
    if hook is None:
        return
    try:
        getattr(load(hook[0]), hook[1])(module)
    except Exception:
        report()


def report():
    """Silent, since the terminal is the user's; SIDETRACE_DEBUG=1 shows what went wrong in the helper."""
    if os.environ.get("SIDETRACE_DEBUG"):
        sys.excepthook(*sys.exc_info())


def quiet(function):
    """For what Python calls by itself, at the end and around a fork: what is raised there it prints."""

    def call():
        try:
            function()
        except Exception:
            report()

    return call


class Finder:
    """First on sys.meta_path: lets the others find a hooked module, and is told when it has run."""

    searching = set()

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        FOUND[name] = CLOCK[0]()
        if name not in HOOKS or name in cls.searching:
            return None
        cls.searching.add(name)
        try:
            spec = cls.ask_others(name, path, target)
        finally:
            cls.searching.discard(name)
        if spec is not None:
            cls.tell_when_run(name, spec.loader)
        return spec

    @classmethod
    def ask_others(cls, name, path, target):
        for finder in list(sys.meta_path):
            find_spec = getattr(finder, "find_spec", None)
            spec = find_spec(name, path, target) if find_spec and finder is not cls else None
            if spec is not None:
                return spec
        return None

    @staticmethod
    def tell_when_run(name, loader):
        real = getattr(loader, "exec_module", None)
        if real is None:
            return

        def exec_module(module):
            loader.__dict__.pop("exec_module", None)
            real(module)
            run_hook(name, module)

        try:
            # On the instance, so that the module's __loader__ and __spec__ stay what they are.
            loader.exec_module = exec_module
        except Exception:
            report()


try:
    load("_sidetrace_env").take_offered()
    load("_sidetrace_env").give_back_unfitting()
except Exception:
    report()
sys.meta_path.insert(0, Finder)
for _name in list(HOOKS):
    if _name in sys.modules:  # Started late, in a kernel that runs already.
        run_hook(_name, sys.modules[_name])
