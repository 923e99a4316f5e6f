"""All that goes to our receiver, in order, from one daemon thread: nobody in the program waits for the network.

What could not be sent yet is kept, within bounds, while the receiver is away, and sent when it is back.
"""

import atexit
import collections
import os
import sys
import threading
from math import inf
from time import monotonic, sleep
from urllib.parse import urlsplit

# Seconds. A request that took longer counts as not answered (and a little more for each megabyte of a body).
ANSWER_SECONDS = 2.0
SECONDS_PER_MEGABYTE = 0.1
# An answer that came within that time is one of a receiver that keeps up.
QUICK_SECONDS = 0.05
# Between two looks whether the receiver is back: at first, and at most.
PROBE_SECONDS = (0.1, 0.5)
PROBE_ANSWER_SECONDS = 1.0
# How long the program's end may wait: for a receiver that is away, for one that answers, and for one that was there all the
# time and keeps up, as where a fast program ends: MLflow without us would have waited longer.
EXIT_AWAY_SECONDS, EXIT_SECONDS, EXIT_QUICK_SECONDS = 0.2, 0.6, 3.0
# A request that ended without an answer so often is left out: it may be what the receiver fails on.
ATTEMPTS = 3

# As much as the receiver takes in one request.
MOST_BYTES = 64 * 1024 * 1024
MOST_REQUESTS = 20000
# A program that is quicker than the receiver by so much shall wait for it, rather than lose traces.
ROOM_BYTES = 8 * 1024 * 1024
ROOM_REQUESTS = 1000
# Spans that wait together go together, up to so many bytes and parts in one request.
MERGED_BYTES = 4 * 1024 * 1024
MERGED_PARTS = 500

boot = sys.modules["_sidetrace_boot"]
connection = boot.load("_sidetrace_connection")
PROBE = connection.Request("GET", "/version", (), None)


class Entry:
    """A request on its way. `is_kept`: sent again where no answer came; otherwise nobody wants it after its asker has left."""

    def __init__(self, request, is_kept, merges=False, seconds=ANSWER_SECONDS):
        self.request, self.is_kept, self.merges = request, is_kept, merges
        self.seconds = seconds + SECONDS_PER_MEGABYTE * len(request.body or b"") / 1e6
        self.size = len(request.body or b"")
        self.attempts = 0
        self.is_done = False
        self.answer = None


class Outbox:
    def __init__(self, host, port):
        self.target = (host, port)
        self.reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=boot.quiet(self.reset))
        # Before MLflow's own, so that it runs after that has put in what MLflow still had.
        atexit.register(boot.quiet(self.drain))

    def reset(self):
        """Empty, as in a child process: what the parent has put in is sent by the parent."""
        self.connection = connection.Connection(*self.target)
        # With a lock that its owner may take again: a signal's handler may interrupt us and trace as well.
        self.changed = threading.Condition(threading.RLock())
        self.queue = collections.deque()
        self.size = 0
        self.sending = ()
        self.courier = None
        self.is_away = False  # The last request had no answer from our receiver.
        self.was_away = False  # Something waits since then.
        self.is_behind = False  # Somebody has waited in vain, and no quick answer came since.
        self.is_wanted = False  # While it is away: somebody would have asked it.
        self.is_hurried = False
        self.looks = 0  # How often it was found away.
        self.quick_until = 0.0
        self.waited_until = 0.0  # When somebody has last waited in vain for all to be sent.

    def put(self, entry):
        """Takes the entry and returns at once."""
        with self.changed:
            self.queue.append(entry)
            self.size += entry.size
            while len(self.queue) > 1 and (self.size > MOST_BYTES or len(self.queue) > MOST_REQUESTS):
                self.leave_out(self.queue[0])
            self.start()
            self.changed.notify_all()

    def ask(self, entry, seconds):
        """The entry's Answer, or None where none came in that time. Does not wait where the receiver is known to be away."""
        with self.changed:
            if self.is_away and not entry.is_kept:
                self.want()
                return None
            self.put(entry)
            if self.courier is not None:
                self.wait_for(lambda: entry.is_done or self.is_away, 0 if self.is_behind and entry.is_kept else seconds)
            if not entry.is_done:
                self.is_behind = True
                if not entry.is_kept and entry in self.queue:
                    self.leave_out(entry)
            return entry.answer

    def has_room(self):
        return self.size < ROOM_BYTES and len(self.queue) < ROOM_REQUESTS

    def want(self):
        """Has the courier look whether the receiver is back."""
        self.is_wanted = True
        self.start()
        self.changed.notify_all()

    def wait_for(self, condition, seconds):
        deadline = monotonic() + seconds
        while not condition() and monotonic() < deadline:
            self.changed.wait(deadline - monotonic())

    def settle(self):
        """Waits until all is sent, within bounds; not where the receiver is away, nor where somebody has just waited in vain.

        MLflow flushes each of its queues (3.12 has two and more), one after the other.
        """
        with self.changed:
            if monotonic() - self.waited_until < EXIT_SECONDS:
                return
            self.wait_for(lambda: self.is_away or not (self.queue or self.sending), EXIT_SECONDS)
            if self.queue or self.sending:
                self.waited_until = monotonic()

    def drain(self):
        """At the program's end: as `settle`, but a receiver that keeps up may take longer, and one may just be back."""
        begin = monotonic()
        if begin - self.waited_until < EXIT_SECONDS:
            begin -= EXIT_SECONDS  # MLflow's end has just settled, with no success: that was its time.
        with self.changed:
            if self.is_away and self.queue:
                self.look_at_once()
            while (self.queue or self.sending) and not self.is_away:
                most = EXIT_SECONDS if self.was_away else EXIT_QUICK_SECONDS
                until = min(max(begin + EXIT_SECONDS, self.quick_until), begin + most)
                if monotonic() >= until:
                    break
                if self.courier is not None:
                    self.changed.wait(until - monotonic())
                else:  # A Python that ends starts no thread.
                    self.deliver(until - monotonic())

    def look_at_once(self):
        """Whether the receiver is back, however long ago the last look was."""
        looks = self.looks
        self.is_wanted = self.is_hurried = True
        self.start()
        self.changed.notify_all()
        if self.courier is not None:
            self.wait_for(lambda: self.looks > looks or not self.is_away, EXIT_AWAY_SECONDS)

    def start(self):
        if self.courier is None:
            courier = threading.Thread(target=self.run, name="sidetrace", daemon=True)
            # For pydevd: it sends on at a breakpoint, and no call stack lists it.
            courier.is_pydev_daemon_thread = courier.pydev_do_not_trace = True
            try:
                courier.start()
                self.courier = courier
                multiprocessing_end(boot.quiet(self.drain))
            except RuntimeError:
                boot.report()

    def run(self):
        pause = PROBE_SECONDS[0]
        while True:
            try:
                with self.changed:
                    while not (self.queue or self.is_wanted):
                        self.changed.wait()
                if not self.is_away:
                    self.deliver()
                    pause = PROBE_SECONDS[0]
                elif not self.probe():
                    with self.changed:
                        self.looks += 1
                        self.changed.notify_all()
                        self.wait_for(lambda: self.is_hurried, pause)
                        self.is_hurried = False
                    pause = min(pause * 2, PROBE_SECONDS[1])
            except Exception:
                boot.report()
                sleep(PROBE_SECONDS[1])

    def probe(self):
        try:
            self.connection.send(PROBE, PROBE_ANSWER_SECONDS)
        except Exception:
            return False
        with self.changed:
            self.is_away = self.is_wanted = False
        return True

    def deliver(self, seconds=inf):
        """Sends what stands first, with what can go with it, and says so to whoever waits for it."""
        with self.changed:
            self.is_wanted = False
            entries = self.sending = self.take()
        if not entries:
            return
        started = monotonic()
        try:
            answer = self.connection.send(merged(entries), min(seconds, entries[0].seconds))
        except Exception:
            answer = None
        with self.changed:
            self.sending = ()
            self.is_away = answer is None
            self.was_away = self.is_away or (self.was_away and bool(self.queue))
            if answer is None:
                self.keep(entries)
            elif len(entries) > 1 and 400 <= answer.status < 500:
                self.put_back(entries, merges=False)  # One is refused: the others shall not suffer from it.
            else:
                self.finish(entries, answer)
            now = monotonic()
            if answer is not None and now - started < QUICK_SECONDS:
                self.quick_until = now + EXIT_SECONDS
                self.is_behind = False
            self.changed.notify_all()

    def take(self):
        entries = []
        size = 0
        while self.queue and (not entries or (len(entries) < MERGED_PARTS and can_join(entries[0], self.queue[0], size))):
            entries.append(self.queue.popleft())
            size += entries[-1].size
        self.size -= size
        return entries

    def keep(self, entries):
        """No answer: what is to be sent again waits for the receiver to be back."""
        for entry in entries:
            entry.attempts += 1
        again = [entry for entry in entries if entry.is_kept and entry.attempts < ATTEMPTS]
        self.finish([entry for entry in entries if entry not in again], None)
        # What somebody has asked and was not answered is of no use later.
        for entry in [entry for entry in self.queue if not entry.is_kept]:
            self.leave_out(entry)
        self.put_back(again, merges=True)

    def put_back(self, entries, merges):
        for entry in reversed(entries):
            entry.merges = entry.merges and merges
            self.queue.appendleft(entry)
            self.size += entry.size

    def leave_out(self, entry):
        self.queue.remove(entry)
        self.size -= entry.size
        self.finish([entry], None)

    def finish(self, entries, answer):
        for entry in entries:
            entry.answer, entry.is_done = answer, True


boxes = {}


def ours():
    """The one for our receiver; the first to ask says where that is."""
    if not boxes:
        url = urlsplit(os.environ["SIDETRACE_URL"])
        boxes[None] = Outbox(url.hostname, url.port or 80)
    return boxes[None]


def can_join(first, other, size):
    """Whether both carry spans that may go in one request."""
    same = first.merges and other.merges and first.request[:3] == other.request[:3]
    return same and size + other.size <= MERGED_BYTES


def merged(entries):
    """One request of them all. Protobuf messages of the same kind, one after the other, are one with the fields of all."""
    first = entries[0].request
    if len(entries) == 1:
        return first
    # Where one of them ends: the receiver, which has answered before it reads them, loses no other for one that is broken.
    parts = ",".join(str(entry.size) for entry in entries)
    body = b"".join(entry.request.body for entry in entries)
    return first._replace(headers=first.headers + (("x-sidetrace-parts", parts),), body=body)


def multiprocessing_end(callback):
    """Python leaves out `atexit` in the processes that multiprocessing forks; they have a list of their own."""
    util = sys.modules.get("multiprocessing.util")
    if util is not None and sys.modules["multiprocessing.process"].parent_process() is not None:
        util.Finalize(None, callback, exitpriority=0)
