"""A traced program that measures itself, many times over: `python measured.py`.

It imports MLflow once, and forks for each job, a line of JSON on its input (the type is `Job` in harness/program.ts), so that
each job is a program of its own at the price of its work. The parent measures how long the job's process takes to end.
"""

import asyncio
import atexit
import gc
import json
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

RESULT = []
# The first of all: it runs as the last, when nothing but Python itself holds the process any more.
atexit.register(lambda: RESULT and os.write(RESULT[0], b"%.6f" % time.time()))

import mlflow  # noqa: E402

CONTROL = os.dup(1)


def main():
    os.dup2(2, 1)  # What MLflow prints is not for who reads our messages.
    gc.freeze()  # Else a job's first collection copies the memory that it shares with us, within a measured call.
    for line in sys.stdin:
        say({"job": run_job(json.loads(line))})


def say(message):
    os.write(CONTROL, (json.dumps(message) + "\n").encode())


def run_job(job):
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as result:
        child = os.fork()
        if child == 0:
            os.dup2(errors.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os.environ.update(job["env"])
            # Not through a finally: the end of this process is what is measured.
            return Program(job, result).run()
        _, status = os.waitpid(child, 0)
        ended = time.time()
        result.seek(0)
        first, _, left = result.read().partition(b"\n")
        measured = json.loads(first or b"{}")
        errors.seek(0)
        measured["printed"] = errors.read().decode(errors="replace")
        measured["status"] = os.waitstatus_to_exitcode(status)
        # A process that a signal or os._exit stops has no end of its own.
        measured["exitMs"] = (float(left or ended) - measured.get("end", ended)) * 1000
        return measured


class Program:
    def __init__(self, job, result):
        self.job, self.result = job, result
        self.raised = []
        self.stages = []
        # Else the first import within a call is measured as well.
        asyncio.new_event_loop().close()

    def run(self):
        if self.job["isTraced"]:
            self.attempt("set_experiment", lambda: mlflow.set_experiment("faults"))
            mlflow.trace(child)(0)  # MLflow sets itself up in the first traced call: that one is not ours to measure.
        for number, name in enumerate(self.job["stages"]):
            if number > 0:
                say({"stage": number})
                sys.stdin.readline()
            self.stages.append(STYLES[self.job["style"]](self, name))
            if self.job["callsApi"]:
                self.call_api(name)
        self.end()

    def attempt(self, what, call):
        try:
            return call()
        except Exception as error:
            self.raised.append("%s: %s: %s" % (what, type(error).__name__, str(error)[:300]))

    def call_api(self, name):
        """What programs do beside tracing, each where MLflow must ask its tracking server."""
        self.attempt("set_experiment again", lambda: mlflow.set_experiment("faults-" + name))
        if hasattr(mlflow, "start_run"):
            with_run = self.attempt("start_run", mlflow.start_run)
            if with_run is not None:
                self.attempt("traced in a run", lambda: traced("in-run-" + name)(1))
                self.attempt("log_metric", lambda: mlflow.log_metric("loss", 0.5))
                self.attempt("end_run", mlflow.end_run)

    def plain(self, name):
        return {"calls": [self.timed(name) for _ in range(self.job["calls"])]}

    def pool(self, name):
        with ThreadPoolExecutor(4) as executor:
            return {"calls": list(executor.map(lambda _: self.timed(name), range(self.job["calls"])))}

    def in_loop(self, name):
        return asyncio.run(self.beside_heartbeat(name))

    async def beside_heartbeat(self, name):
        """The longest time that the event loop was held, beside the times of the calls."""
        held = []
        beat = asyncio.ensure_future(heartbeat(held))
        calls = []
        for _ in range(self.job["calls"]):
            calls.append(await self.timed_async(name))
            await asyncio.sleep(0.001)
        beat.cancel()
        return {"calls": calls, "heldMs": max(held, default=0)}

    def timed(self, name):
        function = traced(name) if self.job["isTraced"] else parent
        start = time.perf_counter()
        self.attempt("call", lambda: function(1))
        return (time.perf_counter() - start) * 1000

    async def timed_async(self, name):
        function = mlflow.trace(parent_async, name=name) if self.job["isTraced"] else parent_async
        start = time.perf_counter()
        try:
            await function(1)
        except Exception as error:
            self.raised.append("async call: %s" % error)
        return (time.perf_counter() - start) * 1000

    def end(self):
        self.result.write(json.dumps({"stages": self.stages, "raised": self.raised, "end": time.time()}).encode() + b"\n")
        self.result.flush()
        RESULT.append(os.dup(self.result.fileno()))
        ENDS[self.job["end"]]()


def child(number):
    return number + 1


def parent(number):
    return child(number)


def traced(name):
    return mlflow.trace(lambda number: mlflow.trace(child)(number), name=name)


async def parent_async(number):
    return child(number)


async def heartbeat(held):
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0)
        held.append((time.perf_counter() - start) * 1000)
        await asyncio.sleep(0.002)


def raise_error():
    raise SystemError("the program's own error")


def wait_for(signal_number):
    os.kill(os.getpid(), signal_number)
    time.sleep(60)


STYLES = {"plain": Program.plain, "pool": Program.pool, "asyncio": Program.in_loop}
ENDS = {
    "return": lambda: sys.exit(),
    "exception": raise_error,
    "os._exit": lambda: os._exit(0),
    "sigterm": lambda: wait_for(signal.SIGTERM),
    "sigint": lambda: wait_for(signal.SIGINT),
}

main()
