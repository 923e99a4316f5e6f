"""Work given to threads inside spans, in all the ways that start a trace of its own, and one that does not."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import mlflow


@mlflow.trace
def work(name):
    return name


@mlflow.trace
def inner():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work, "submit").result()


@mlflow.trace
def outer():
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, ["map"]))
    inner()
    thread = threading.Thread(target=work, args=("thread",))
    thread.start()
    thread.join()
    asyncio.run(executor())


async def executor():
    await asyncio.get_running_loop().run_in_executor(None, work, "executor")
    await asyncio.to_thread(work, "to_thread")


# mlflow-tracing 3.17 traces nothing before this is called.
mlflow.set_experiment("live")
outer()
with ThreadPoolExecutor(1) as pool:
    pool.submit(work, "outside").result()
