"""What the tests of the live records share: an SDK of the shape of OpenTelemetry's, and a receiver."""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .helper import HelperTestCase

SDK = '''
import itertools, time
from types import SimpleNamespace as Bag

class Span:
    numbers = itertools.count(1)
    def __init__(self, name, parent=None):
        self._name, self._attributes, self._events, self._links = name, {}, [], ()
        number = next(self.numbers)
        trace_id = parent._context.trace_id if parent else number
        self._context, self._parent = Bag(trace_id=trace_id, span_id=number), parent and parent._context
        self._status, self.kind = Bag(status_code=Bag(value=0), description=None), Bag(value=0)
        self._instrumentation_scope, self._start_time, self._end_time = Bag(name="fake", version=None), None, None
    def start(self, start_time=None):
        self._start_time = start_time or time.time_ns()
    def end(self, end_time=None):
        if self._end_time is None:
            self._end_time = end_time or time.time_ns()
    def set_attribute(self, key, value):
        self._attributes[key] = value
    def _add_event(self, event):
        self._events.append(event)

def begin(name, parent=None, **attributes):
    span = Span(name, parent)
    span.start()
    for key, value in attributes.items():
        span.set_attribute(key, value)
    return span
'''
# What the receiver has written down so far: `?` for each request that came, `.` for each record that it took, but texts.
AWAIT = '''
import time

def asked(requests):
    wait_for("?", requests)

def told(records):
    wait_for(".", records)

def wait_for(mark, count):
    end = time.monotonic() + 30
    while marks().count(mark) < count:
        if time.monotonic() > end:
            raise AssertionError("the receiver has seen %%r" %% marks())
        time.sleep(0.005)

def marks():
    with open(%r) as file:
        return file.read()
'''
IMPORT = "import os, sys, time\nfrom opentelemetry.sdk.trace import *\nfrom receiver_seen import asked, told\n"


class LiveTestCase(HelperTestCase):
    def setUp(self):
        super().setUp()
        self.write("sdk/site-packages/opentelemetry/sdk/trace/__init__.py", SDK)
        seen = os.path.join(self.folder, "seen")
        self.write("sdk/site-packages/receiver_seen.py", AWAIT % seen)
        self.receiver = Receiver(seen)
        self.addCleanup(self.receiver.close)

    def run_live(self, code, url=None, **env):
        """Runs the code with the SDK's names, `asked(requests)` and `told(records)`, which wait until the receiver has seen
        that many since the test began (a hello is no record); returns what it printed. Python's own warnings are errors."""
        variables = {"SIDETRACE_URL": url or self.receiver.url, "SIDETRACE_DEBUG": "1"}
        variables.update(env)
        # Python 3.8's own development mode breaks in the child of a fork beside any thread.
        strict = ("-W", "error") if sys.version_info < (3, 9) else ("-X", "dev", "-W", "error")
        output, errors, code = self.run_python(
            IMPORT + code,
            *strict,
            path=[self.helper, self.folder + "/sdk/site-packages"],
            env=variables
        )
        self.assertEqual((errors, code), ("", 0))
        return output


class Receiver:
    """Keeps every record. `statuses`: its next answers, 200 when there are none; `held`: it does not answer.

    `seen`: the file that tells the program what has come, as `AWAIT` reads it.
    """

    def __init__(self, seen):
        self.seen = open(seen, "ab", 0)
        self.bodies, self.statuses, self.held = [], [], False
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.seen.write(b"?")
                if receiver.held:
                    receiver.released.wait(30)
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                if status == 200:
                    receiver.bodies.append([json.loads(line) for line in body.splitlines()])
                    receiver.seen.write(b"." * sum(one["op"] != "text" for one in receiver.bodies[-1][1:]))
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *args: None
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def records(self, op=None):
        """Those of one `op`; all but the hellos and the texts of functions."""
        records = [record for body in self.bodies for record in body[1:]]
        return [record for record in records if (record["op"] == op if op else record["op"] != "text")]

    def spans(self):
        """(op, name, attributes) of each record of a span."""
        return [(one["op"], one["span"]["name"], attributes_of(one)) for one in self.records() if "span" in one]

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.seen.close()


def attributes_of(record):
    return {pair["key"]: next(iter(pair["value"].values()), None) for pair in record["span"]["attributes"]}
