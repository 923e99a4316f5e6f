"""The thread that tells the receiver: a change 10 ms later, since SDKs set inputs just after the start, and at most every 40 ms. It
sleeps where no span runs, and the program never waits for it, but at its exit for at most 200 ms.

Where the receiver does not answer, it is left in peace for a while, longer each time; when it is back, every span that still
runs is told again in full. What ended meanwhile is kept for a minute, where there was a receiver before.
"""

import _thread
import json
import os
import sys
from time import monotonic

boot = sys.modules["_sidetrace_boot"]
process = boot.load("_sidetrace_live_process")
record_of = boot.load("_sidetrace_live_record").record_of
Connection = boot.load("_sidetrace_live_connection").Connection
Stalls = boot.load("_sidetrace_live_stall").Stalls

FIRST_SECONDS, BETWEEN_SECONDS = 0.01, 0.04
CHECK_SECONDS = 1.0
# Of the 200 ms that the program's end may wait: the rest goes by until this thread is back from what it does.
EXIT_SECONDS = 0.14
FORK_SECONDS = 0.05
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
KEEP_SECONDS = 60.0
BATCH_LINES, BATCH_CHARACTERS = 200, 1 << 20
# In a tuple, since freezegun puts a clock that stands still in the place of every module's own `monotonic`.
CLOCK = (monotonic,)
json_of = json.JSONEncoder(default=str, ensure_ascii=False).encode


class Sender:
    def __init__(self, address, table, source):
        self.table, self.source = table, source
        self.connection = Connection(address)
        table.wants_more, table.wake = self.wants_more, self.wake
        self.reset()

    def reset(self):
        """As new: at the start, and in a forked child, where the thread is not."""
        self.connection.close()
        self.hello, self.pending = None, None
        self.renew_thread()
        self.closing, self.parted, self.was_there, self.asleep = False, True, False, False
        self.asked_at, self.told_at = None, 0.0
        self.away_since, self.retry_at, self.pause = None, 0.0, FIRST_PAUSE
        self.pid, self.table.is_open = os.getpid(), True
        self.stalls = Stalls(self.table, self.source)

    def renew_thread(self):
        new_lock = boot.THREADS[1]
        self.starting, self.wakening, self.napping, self.parting, self.done = [new_lock() for _ in range(5)]
        for lock in (self.wakening, self.napping, self.done):
            lock.acquire()
        self.started, self.leaving, self.native_id = False, False, None

    def wants_more(self):
        """Asked while the receiver is away."""
        if not self.asleep:
            return False  # Its thread looks again when the pause is over.
        if CLOCK[0]() < self.retry_at:
            release(self.wakening)
            return False
        self.table.is_open = True
        return True

    def wake(self):
        if not self.started and self.starting.acquire(False):  # Never released: one thread a process.
            self.started = True
            process.flush_forked_worker(self.flush)
            try:
                boot.THREADS[0](self.run, ())
            except RuntimeError:
                self.started = False  # From Python 3.12 on no thread can begin any more at the program's end.
        if self.wakening.locked():
            release(self.wakening)

    def flush(self):
        """At the program's end."""
        # Where it was away it may be just back: what cannot be told is known at once where nobody listens.
        may_be_there = self.away_since is None or self.was_there or self.asked_at is not None
        if self.started and may_be_there and self.pid == os.getpid():
            self.closing = True
            release(self.wakening)
            is_silent = self.asked_at is not None and CLOCK[0]() - self.asked_at > EXIT_SECONDS
            if is_silent or not self.done.acquire(True, EXIT_SECONDS):
                self.table.drop_queue()  # The thread is not to work on while the program ends.

    def leave(self):
        """Before a fork: Python 3.12 and up warn of threads there. Says what there is to say; the next change brings it back, and
        `come_back` where something was left."""
        if not self.started or self.pid != os.getpid():
            return
        self.leaving = True
        release(self.napping)
        release(self.wakening)
        end = CLOCK[0]() + FORK_SECONDS
        pause = boot.THREADS[1]()
        pause.acquire()
        while CLOCK[0]() < end and self.is_there():
            pause.acquire(True, 0.0005)
        if self.is_there() and self.parting.acquire(False):
            self.leaving = False  # It waits for an answer, and stays.
            self.parting.release()
        else:
            self.renew_thread()

    def come_back(self):
        """After a fork, in the parent."""
        if not self.started and (self.table.queue or self.pending) and self.pid == os.getpid():
            self.wake()

    def is_there(self):
        """Whether the system still has the thread; where it does not say, whether it has reached its end."""
        tasks = "/proc/self/task"
        if self.native_id and os.path.isdir(tasks):
            return os.path.exists("%s/%d" % (tasks, self.native_id))
        return not self.done.acquire(False)

    def run(self):
        self.native_id = _thread.get_native_id()
        try:
            process.hide_from_debuggers()
            # A turn before it leaves, also where it has only just begun: there is what it was begun for.
            while True:
                patience = self.patience()
                self.asleep = patience < 0
                self.turn(self.wakening.acquire(True, patience))
                if self.leaving and self.parting.acquire(False):
                    break
            release(self.done)
        except BaseException:
            boot.report()

    def patience(self):
        """Seconds until the next look without being woken; -1: none."""
        if self.away_since is not None and (self.table.running or self.table.queue or self.pending):
            return max(BETWEEN_SECONDS, self.retry_at - CLOCK[0]())
        return CHECK_SECONDS if self.table.running else -1

    def turn(self, woken):
        is_last = self.closing
        if woken and not self.closing and not self.leaving:
            self.napping.acquire(True, max(FIRST_SECONDS, self.told_at + BETWEEN_SECONDS - CLOCK[0]()))
        if self.closing or CLOCK[0]() >= self.retry_at:
            self.table.is_open = True
            try:
                self.deliver()
                self.told_at = CLOCK[0]()
                self.away_since, self.pause = None, FIRST_PAUSE
            except OSError:
                self.failed()
            except Exception:
                self.failed()
                boot.report()
        # Where the end came meanwhile there is another turn: this one may have met a receiver that was not back yet.
        if is_last:
            release(self.done)

    def deliver(self):
        if self.connection.is_open() and self.connection.is_lost():
            self.connection.close()
        if not self.connection.is_open():
            self.connection.open()
            self.hello = json.dumps(process.hello())
            self.table.tell_all_again()
            self.source.texts.forget()
        self.post()
        while True:
            lines = self.lines()
            if not lines:
                break
            self.pending, self.parted = lines, False
            self.post()
        self.report_dropped()
        if self.closing and not self.parted:
            self.parted = True
            self.pending = ['{"op": "bye"}']
            self.post()

    def report_dropped(self):
        dropped = self.table.dropped
        if not dropped:
            return
        self.pending = [json.dumps({"op": "dropped", "spans": dropped})]
        try:
            self.post()
            self.table.dropped = max(0, self.table.dropped - dropped)  # `post` forgets them where the receiver is new.
        except OSError:
            self.pending = None  # With what is dropped until then.
            raise

    def lines(self):
        """The next request's."""
        lines = self.stalls.lines()
        size = 0
        while len(lines) < BATCH_LINES and size < BATCH_CHARACTERS:
            entry = self.table.take()
            if entry is None:
                break
            line = self.line_of(entry)
            if line is not None:
                texts = [json_of(text) for text in self.source.texts.take()]
                lines += texts + [line]
                size += len(line) + sum(map(len, texts))
        return lines

    def line_of(self, entry):
        try:
            return json_of(record_of(entry, self.source))
        except Exception:
            boot.report()
            return None

    def post(self):
        """What is pending stays so until it is answered: the receiver may be between two lives."""
        if self.pending is None:
            return
        body = "\n".join([self.hello, *self.pending]).encode("utf-8", "replace")
        self.asked_at = CLOCK[0]()
        status = self.connection.post(body)
        if status in (404, 408, 429) or status >= 500:
            raise OSError("the receiver said %d" % status)
        if not self.was_there and self.away_since is not None:
            self.table.dropped = 0  # It has come after the program began: nobody misses what was before.
        self.pending, self.was_there = None, True
        self.asked_at = None  # Last: the program's end looks at both.

    def failed(self):
        self.asked_at = None
        self.connection.close()
        now = CLOCK[0]()
        if self.away_since is None:
            self.away_since = now
        self.retry_at, self.pause = now + self.pause, min(self.pause * 2, LONGEST_PAUSE)
        if not self.was_there or now > self.away_since + KEEP_SECONDS:
            ends = [line for line in self.pending or () if line.startswith('{"op": "end"')]
            self.table.dropped, self.pending = self.table.dropped + len(ends), None
            self.table.is_open = False
            self.table.drop_queue()


def release(lock):
    try:
        lock.release()
    except RuntimeError:
        pass  # It was released before.
