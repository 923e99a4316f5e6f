"""What live records cost a program, and when they come: `python live_spans.py cost|starts COUNT`.

cost: spans with two attributes each, in bursts with pauses between them, then COUNT without a pause. The last line is JSON:
microseconds of CPU for each span in the program's own thread (`burst`, `thread`) and in the whole process, the clock at the
end of the program's own code, the largest memory in KB.
starts: spans one after the other in traces of four, each open until the next line of the standard input; a line of JSON as each
starts.
"""

import json
import resource
import sys
import time

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("bench")
SPANS_IN_TRACE = 4
BURSTS, SPANS_IN_BURST, PAUSE_SECONDS = 30, 50, 0.05


def one(number):
    with tracer.start_as_current_span("call") as span:
        span.set_attribute("number", number)
        span.set_attribute("text", "what is the weather like in Paris")


def cost(count):
    for number in range(200):
        one(number)
    burst = in_bursts()
    thread, process = time.thread_time(), time.process_time()
    for number in range(count):
        one(number)
    figures = {"thread": time.thread_time() - thread, "process": time.process_time() - process}
    figures = {name: seconds / count * 1e6 for name, seconds in figures.items()}
    print(json.dumps(dict(figures, burst=burst, memory=largest_memory(), end=time.time())), flush=True)


def in_bursts():
    seconds = 0.0
    for _ in range(BURSTS):
        began = time.thread_time()
        for number in range(SPANS_IN_BURST):
            one(number)
        seconds += time.thread_time() - began
        time.sleep(PAUSE_SECONDS)
    return seconds / BURSTS / SPANS_IN_BURST * 1e6


def largest_memory():
    """In KB. What the system counts for `getrusage` begins with what the parent had when it forked."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def starts(count):
    root = None
    for number in range(count):
        root = None if number % SPANS_IN_TRACE == 0 else root
        span = tracer.start_span("call %d" % number, trace.set_span_in_context(root) if root else None)
        context = span.get_span_context()
        ids = {"traceId": "%032x" % context.trace_id, "spanId": "%016x" % context.span_id, "isRoot": root is None}
        print(json.dumps(dict(ids, at=span.start_time / 1e6)), flush=True)
        sys.stdin.readline()
        span.end()
        root = root or span


globals()[sys.argv[1]](int(sys.argv[2]))
