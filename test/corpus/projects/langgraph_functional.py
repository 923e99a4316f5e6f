from langgraph.checkpoint.memory import MemorySaver
from langgraph.func import entrypoint, task
from celery import shared_task


@task
def write_essay(topic: str) -> str:  #~ write_essay
    return "…"


@task(name="score essay", retry=None)
async def score(essay):  #~ score essay
    return 1


@entrypoint(checkpointer=MemorySaver())
def workflow(topic):  #~ workflow {"kind": "CHAIN"}
    return score(write_essay(topic).result())


@shared_task
def nightly():
    return None
