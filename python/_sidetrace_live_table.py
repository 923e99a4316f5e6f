"""The spans that run, and the queue of those with something new to tell. Written by the program's threads, read by the
sender's.

There are no locks: a signal handler or a finalizer that makes a span in the middle of our code must not wait for itself. What
is shared are dicts and deques, whose single operations are atomic; `text` may drift a little and is set right whenever the
queue is empty.
"""

from collections import deque

MAX_RUNNING = 5000
MAX_QUEUED = 5000
# Characters of the attributes of ended spans on the queue: nothing else holds these any more.
MAX_TEXT = 16 << 20
# Events that are kept until they are told: of one span, and of all.
MAX_FRESH, MAX_ALL_FRESH = 1000, 20000


NO_SETTING = {}


class Entry:
    """What is known of one span beside the SDK's own object.

    places: what `Source.find` gave; thread: as `Threads.current` gives it; spawner: what `Threads.spawner` gave
    setting: the cell and the test of a root (`Cells.setting`)
    queued: it is on the queue; ended: nanoseconds, 0 while it runs; text: characters that it adds to the table's `text`
    told: attributes that the receiver knows, by name (None: nothing is told yet); events: how many events it knows
    fresh: the events since then (None: none yet), for the SDK keeps 128 and a stream makes more between two records; lost: not all of them
    """

    # Not set for each: the program's thread pays for it.
    setting, queued, ended, text, told, events, fresh, lost = NO_SETTING, False, 0, 0, None, 0, None, False

    def __init__(self, span, places, thread, spawner):
        self.span, self.places, self.thread, self.spawner = span, places, thread, spawner

    def forget(self):
        if self.events:
            self.lost = True  # The first of all are not among the fresh ones.
        self.told, self.events = None, 0


class Husk:
    """What is told of a span that has ended: the rest of the SDK's object, its locks and buffers, is most of its memory, and new memory
    for each span would cost the program more than all else here."""

    __slots__ = ("_context", "_parent", "_name", "_start_time", "_status", "kind", "_instrumentation_scope", "_attributes", "_events", "_links")

    def __init__(self, span, attributes):
        self._context, self._parent, self._name = span._context, span._parent, span._name
        self._start_time, self._status, self.kind = span._start_time, span._status, span.kind
        self._instrumentation_scope, self._attributes = span._instrumentation_scope, attributes
        self._events, self._links = span._events or (), span._links or ()

    def drop_text(self):
        self._attributes, self._events, self._links = {}, (), ()


class Table:
    def __init__(self):
        # The sender's: whether it takes anything now, and its answer where it does not, which may open it.
        self.is_open, self.wants_more, self.wake = True, lambda: False, lambda: None
        # A span has begun in this process.
        self.began = False
        self.clear()

    def clear(self):
        """By span id, oldest first; the queue; how many ended spans the receiver will not hear of; events kept since the queue was empty."""
        self.running, self.queue, self.text, self.dropped = {}, deque(), 0, 0
        self.fresh = 0

    def start(self, entry):
        running, self.began = self.running, True
        if len(running) >= MAX_RUNNING:
            running.pop(next(iter(running)), None)
        running[entry.span._context.span_id] = entry
        self.put(entry)

    def change(self, span):
        entry = self.running.get(span._context.span_id)
        if entry is not None and not entry.queued:
            self.put(entry)

    def event(self, span, event):
        entry = self.running.get(span._context.span_id)
        if entry is None:
            return
        if not entry.lost:
            if entry.fresh is None:
                entry.fresh = []
            if len(entry.fresh) < MAX_FRESH and self.fresh < MAX_ALL_FRESH:
                entry.fresh.append(event)
                self.fresh += 1
            else:
                entry.lost = True
        if not entry.queued and not self.put(entry):
            # Nobody will be told.
            entry.fresh, entry.lost = None, True

    def end(self, span, end_ns):
        entry = self.running.pop(span._context.span_id, None)
        if entry is None:
            return
        entry.ended = end_ns
        if not entry.queued and not self.put(entry):
            return
        attributes, text = plain(span._attributes), 0
        for value in list(attributes.values()):
            if type(value) is str:
                text += len(value)
        husk = Husk(span, attributes)
        if self.text + text > MAX_TEXT:
            text = 0
            husk.drop_text()
        entry.span, entry.text = husk, text
        self.text += text

    def put(self, entry):
        """False where it will not be told."""
        if entry.queued:
            return True  # The sender was woken then.
        # What the receiver takes for running is told to the end; of these there are no more than run.
        full = len(self.queue) >= MAX_QUEUED and entry.told is None
        if full or not (self.is_open or self.wants_more()):
            self.dropped += bool(entry.ended)
            return False
        entry.queued = True
        self.queue.append(entry)
        self.wake()
        return True

    def pop(self):
        """The program's end may empty the queue while the sender's thread takes from it."""
        try:
            return self.queue.popleft()
        except IndexError:
            return None

    def take(self):
        """The next entry to tell of, or None."""
        entry = self.pop()
        if entry is None:
            self.text = self.fresh = 0
            return None
        entry.queued = False
        self.text -= entry.text
        return entry

    def tell_all_again(self):
        """For a receiver that may know nothing yet."""
        for entry in list(self.running.values()):
            entry.forget()
            self.put(entry)

    def drop_queue(self):
        for entry in iter(self.pop, None):
            entry.queued, entry.fresh, entry.lost = False, None, True
            self.dropped += bool(entry.ended)
        self.text = self.fresh = 0


def plain(attributes):
    """The dict in an SDK's attributes, which copies in one step, without the lock around it."""
    return getattr(attributes, "_dict", attributes) or {}
