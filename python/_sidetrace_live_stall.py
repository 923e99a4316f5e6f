"""The line on which the innermost span of a thread or an asyncio task stands, where it makes no progress."""

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
        """Records of threads and tasks whose innermost span is the same as at the last look, where their line is another one."""
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
        stalled = [(worker, entry) for worker, entry in self.innermost.items() if before.get(worker) is entry]
        if not stalled:
            self.told = {}
            return []
        frames, told, records = sys._current_frames(), {}, []
        for worker, entry in stalled:
            place = self.place_of(entry, frames)
            told[worker] = (entry, place)
            if place is not None and self.told.get(worker) != (entry, place):
                record = {"op": "sample", "at": self.source.told(place), "timeUnixNano": str(time_ns())}
                record.update(ids(entry.span._context))
                records.append(json.dumps(record))
        self.told = told
        return records

    def place_of(self, entry, frames):
        ident, _, task = entry.thread
        if task is None:
            return self.source.standing(frames.get(ident))
        task = task()
        return None if task is None else self.source.awaiting(task, frames.get(ident))

    def innermost_spans(self):
        """By thread and task: the span that began last of those that run."""
        # As long as the entry is there, so is the reference to its task, and there is one for each task.
        return {(entry.thread[0], id(entry.thread[2])): entry for entry in list(self.table.running.values())}
