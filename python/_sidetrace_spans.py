"""Which spans of a trace are in the outbox already.

MLflow 3.4 and up sends spans as they end, and tells of the trace when its root has ended. Where all the spans that it names
then are on their way, in order and kept, MLflow needs no answer of the receiver to know that it need not upload them once more.
"""

import collections
import functools
import json
import os
import sys
import threading
from time import monotonic

boot = sys.modules["_sidetrace_boot"]

# Traces that have not ended; the oldest are forgotten, and uploaded a second time.
MOST_TRACES = 5000
# MLflow's own threads (3.12 and up) encode a trace's spans and tell of its end at once: there the end waits, without any
# more of the spans coming, and in all.
NEXT_SECONDS, ALL_SECONDS = 0.25, 1.0
MLFLOWS_THREAD = "MlflowTraceLoggingWorker"


class Sent:
    def __init__(self):
        self.reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=boot.quiet(self.reset))

    def reset(self):
        self.changed = threading.Condition(threading.RLock())
        self.spans = collections.OrderedDict()
        self.adds = 0
        self.is_vain = False  # The last wait was in vain: no more of them until a trace is whole.

    def add(self, spans):
        """MLflow's spans whose request the outbox has taken."""
        with self.changed:
            for span in spans:
                self.spans.setdefault(span.trace_id, set()).add(span.span_id)
            while len(self.spans) > MOST_TRACES:
                self.spans.popitem(last=False)
            self.adds += 1
            self.changed.notify_all()

    def is_whole(self, trace_id, count):
        """Whether so many spans of the trace are on their way; asked once, when the trace has ended."""
        if not count:
            return False
        with self.changed:
            if threading.current_thread().name.startswith(MLFLOWS_THREAD) and not self.is_vain:
                self.wait_for(trace_id, count)
            whole = len(self.spans.pop(trace_id, ())) >= count
            if whole:
                self.is_vain = False
            return whole

    def wait_for(self, trace_id, count):
        end = monotonic() + ALL_SECONDS
        while len(self.spans.get(trace_id, ())) < count:
            adds = self.adds
            self.changed.wait(min(NEXT_SECONDS, max(end - monotonic(), 0)))
            if self.adds == adds or monotonic() >= end:
                self.is_vain = len(self.spans.get(trace_id, ())) < count
                return


sent = Sent()


def announced(info):
    """How many spans a trace says to have (`num_spans`, MLflow 3.2 and up), else 0."""
    try:
        return int(json.loads(info["trace_metadata"]["mlflow.trace.sizeStats"])["num_spans"])
    except (KeyError, TypeError, ValueError):
        return 0


def count_spans(rest_store):
    """Changes `mlflow.store.tracking.rest_store`, whose `log_spans` (3.4 and up) sends spans by OTLP."""
    store = rest_store.RestStore
    real = getattr(store, "log_spans", None)
    if real is None:
        return

    @functools.wraps(real)
    def log_spans(self, location, spans, *args, **kwargs):
        result = real(self, location, spans, *args, **kwargs)
        try:
            sent.add(spans)
        except Exception:
            boot.report()
        return result

    store.log_spans = log_spans
