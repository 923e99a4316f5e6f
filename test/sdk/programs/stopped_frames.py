"""Spans in a recursion, in pool threads and in tasks; `inner` is where a debugger stops."""

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from opentelemetry.sdk.trace import TracerProvider

span = TracerProvider().get_tracer("stopped").start_as_current_span
both_run = threading.Barrier(2)
done = threading.Event()


def inner(value):
    return value


def walk(depth):
    with span("walk %d" % depth):
        return walk(depth - 1) if depth else inner(depth)


def work(number):
    with span("work %d" % number):
        both_run.wait()
        if number == 0:
            inner(number)
            done.set()
        done.wait()


def recursion():
    walk(2)


def pool():
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))


async def fetch(who):
    with span("fetch by " + who):
        if who == "second":
            return await asyncio.sleep(3600)
        await asyncio.sleep(0.1)
        return inner(who)


async def first():
    with span("first"):
        return await fetch("first")


async def second():
    with span("second"):
        return await fetch("second")


async def both():
    other = asyncio.get_running_loop().create_task(second())
    await first()
    other.cancel()


def tasks():
    asyncio.run(both())


{"recursion": recursion, "pool": pool, "tasks": tasks}[sys.argv[1]]()
