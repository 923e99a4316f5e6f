from ddtrace.llmobs import LLMObs
from ddtrace.llmobs.decorators import llm, retrieval, tool, workflow


@workflow
def process(message):  #~ process {"kind": "WORKFLOW"}
    with LLMObs.task(name="sanitize") as span:  #~ sanitize {"kind": "TASK"}
        span.set_tag("a", 1)
    return complete(message)


@llm(model_name="claude", name="complete message")
def complete(message):  #~ complete message {"kind": "LLM"}
    return message


@retrieval(name="get_docs")
def docs(question):  #~ get_docs {"kind": "RETRIEVER"}
    return []


@tool
def now():  #~ now {"kind": "TOOL"}
    return 1
