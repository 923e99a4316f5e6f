"""Inside which span a thread was started, or work was given to one: context does not follow into threads, so that spans there
begin traces of their own."""

import _thread
import functools
import sys
import threading
import weakref
from contextvars import copy_context

boot = sys.modules["_sidetrace_boot"]

# What stands above `submit` where the program did not call that itself.
WAYS = ("map", "run_in_executor")


class Threads:
    def __init__(self, table, source):
        self.table, self.source = table, source
        self.local = _thread._local()
        # Some span gave work to a thread.
        self.gave = False

    def current(self):
        """(id, name, task) of the running thread; no name where Python did not start it, no task outside asyncio."""
        ident = _thread.get_ident()
        return ident, getattr(threading._active.get(ident), "name", None), running_task()

    def spawner(self, thread):
        """(SpanContext, way, place or None) of the span that gave this thread its present work, or None."""
        if not self.gave:
            return None
        work = getattr(self.local, "work", None) or threading._active.get(thread[0])
        return getattr(work, "_sidetrace_spawner", None)

    def active(self):
        """SpanContext of the innermost running span of this context.

        OpenTelemetry keeps it in a context variable, MLflow 3 in one of its own: both hold a dict with a `current-span…`.
        """
        if not self.table.running:
            return None
        innermost = None
        for value in copy_context().values():
            for span in spans_in(value):
                entry = self.table.running.get(getattr(getattr(span, "_context", None), "span_id", None))
                if entry is not None and (innermost is None or entry.span._start_time >= innermost._start_time):
                    innermost = entry.span
        return None if innermost is None else innermost._context

    def watch(self):
        """Changes `Thread.start`, and the work items of ThreadPoolExecutor, on which `run_in_executor` stands too."""
        from concurrent.futures.thread import _WorkItem

        real_start = threading.Thread.start

        @functools.wraps(real_start)
        def start(thread, *args, **kwargs):
            self.remember(thread, "Thread.start", sys._getframe(1))
            return real_start(thread, *args, **kwargs)

        threading.Thread.start = start
        self.watch_items(_WorkItem)

    def watch_items(self, item_class):
        real_init, real_run = item_class.__init__, item_class.run

        @functools.wraps(real_init)
        def init(item, *args, **kwargs):
            real_init(item, *args, **kwargs)
            self.remember(item, "submit", sys._getframe(1))

        @functools.wraps(real_run)
        def run(item, *args, **kwargs):
            self.local.work = item
            try:
                return real_run(item, *args, **kwargs)
            finally:
                self.local.work = None

        item_class.__init__, item_class.run = init, run

    def remember(self, work, way, frame):
        try:
            spawner = self.active()
            if spawner is not None:
                self.gave = True
                work._sidetrace_spawner = spawner, self.way_to(frame) or way, self.source.giver(frame)
        except Exception:
            boot.report()

    def way_to(self, frame):
        for _ in range(4):
            code = frame and frame.f_code
            if not code or self.source.is_user(code.co_filename):
                break
            if code.co_name in WAYS:
                return code.co_name
            frame = frame.f_back
        return None


def running_task():
    """A weak reference to asyncio's: whether the program has forgotten a task is not ours to change."""
    events = sys.modules.get("asyncio.events")
    loop = events._get_running_loop() if events is not None else None
    task = sys.modules["asyncio.tasks"].current_task(loop) if loop is not None else None
    return None if task is None else weakref.ref(task)


def spans_in(context):
    if not isinstance(context, dict):
        return ()
    return [value for key, value in list(context.items()) if isinstance(key, str) and key.startswith("current-span")]
