"""Hears of every span of the OpenTelemetry SDK, in the thread that makes it: microseconds, and never an exception.

The methods of the class are wrapped, no span processor is added: MLflow exchanges its providers at any time, and looks at the
first processor of one as if it were its own. Every SDK on top (MLflow, Logfire, Langfuse, OpenInference …) makes real SDK
spans; what is sampled out or switched off makes none, and is rightly not seen.
"""

import sys
from functools import wraps
from time import time_ns

boot = sys.modules["_sidetrace_boot"]
Entry = boot.load("_sidetrace_live_table").Entry

CHANGES = ("set_attribute", "set_attributes", "set_status", "update_name")


def tap(module, table, source, threads):
    span_class = module.Span
    tap_start(span_class, table, source, threads)
    tap_end(span_class, table)
    tap_event(span_class, table)
    for name in [name for name in CHANGES if is_change(span_class.__dict__.get(name))]:
        tap_change(span_class, name, table)


def tap_start(span_class, table, source, threads):
    real, frame_of, find, current = span_class.start, sys._getframe, source.find, threads.current
    setting = source.cells.setting

    @wraps(real)
    def start(self, *args, **kwargs):
        result = real(self, *args, **kwargs)
        try:
            if self._end_time is None and self._start_time is not None:
                thread = current()
                if self._parent is None:
                    entry = Entry(self, find(frame_of(1)), thread, threads.spawner(thread))
                    entry.setting = setting()
                else:
                    entry = Entry(self, find(frame_of(1)), thread, None)
                table.start(entry)
        except Exception:
            boot.report()
        return result

    span_class.start = start


def tap_end(span_class, table):
    real = span_class.end

    @wraps(real)
    def end(self, end_time=None):
        # Before the real one: exporters may hold it for seconds.
        try:
            if self._end_time is None:
                table.end(self, end_time or time_ns())
        except Exception:
            boot.report()
        return real(self, end_time)

    span_class.end = end


def tap_event(span_class, table):
    real, told = span_class.__dict__.get("_add_event"), table.event
    if real is None:
        return

    @wraps(real)
    def _add_event(self, event, *args, **kwargs):
        result = real(self, event, *args, **kwargs)
        try:
            told(self, event)
        except Exception:
            boot.report()
        return result

    span_class._add_event = _add_event


def is_change(method):
    """False of one that stands on another: `set_attribute` on `set_attributes`."""
    return method is not None and not set(CHANGES).intersection(getattr(getattr(method, "__code__", None), "co_names", ()))


def tap_change(span_class, name, table):
    real, change = span_class.__dict__[name], table.change

    @wraps(real)
    def changed(self, *args, **kwargs):
        result = real(self, *args, **kwargs)
        try:
            change(self)
        except Exception:
            boot.report()
        return result

    setattr(span_class, name, changed)
