"""The line on which the innermost span of a thread stands, where it makes no progress."""

import json
import sys
from time import monotonic, time_ns

boot = sys.modules["_sidetrace_boot"]
ids = boot.load("_sidetrace_live_record").ids

LOOK_SECONDS = 2.0
CLOCK = (monotonic,)


class Stalls:
    def __init__(self, table, source):
        self.table, self.source = table, source
        self.next_look, self.innermost, self.told = 0.0, {}, {}

    def lines(self):
        """Records of threads whose innermost span is the same as at the last look, where their line is another one."""
        now = CLOCK[0]()
        if now < self.next_look:
            return []
        self.next_look = now + LOOK_SECONDS
        try:
            return self.look()
        except Exception:
            boot.report()
            return []

    def look(self):
        before, self.innermost = self.innermost, self.innermost_spans()
        stalled = [(ident, entry) for ident, entry in self.innermost.items() if before.get(ident) is entry]
        if not stalled:
            self.told = {}
            return []
        frames, told, records = sys._current_frames(), {}, []
        for ident, entry in stalled:
            place = self.source.standing(frames.get(ident))
            told[ident] = (entry, place)
            if place is not None and self.told.get(ident) != (entry, place):
                record = {"op": "sample", "at": self.source.told(place), "timeUnixNano": str(time_ns())}
                record.update(ids(entry.span._context))
                records.append(json.dumps(record))
        self.told = told
        return records

    def innermost_spans(self):
        """By thread id: the span that began last of those that run."""
        return {entry.thread[0]: entry for entry in list(self.table.running.values())}
