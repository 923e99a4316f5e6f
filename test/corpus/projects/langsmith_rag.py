import langsmith as ls
from langsmith import RunTree, traceable
from langsmith.run_helpers import trace
from langsmith.wrappers import wrap_openai
from openai import OpenAI

client = wrap_openai(OpenAI())


@traceable(run_type="retriever")
def retrieve(query: str):  #~ retrieve
    return ["…"]


@traceable
async def rag(question: str):  #~ rag
    documents = retrieve(question)
    with trace("Format prompt", run_type="prompt", inputs={"question": question}) as run:  #~ Format prompt
        run.end(outputs={})
    async with ls.trace(name="Call model", run_type="llm"):  #~ Call model
        pass
    return documents


@ls.traceable(name="Evaluate Answer", tags=["eval"])
def evaluate(run, example):  #~ Evaluate Answer
    return {"score": 1}


pipeline = RunTree(name="Manual Pipeline", run_type="chain", inputs={})  #~ Manual Pipeline
child = pipeline.create_child(name="x")
traced_sorted = traceable(sorted, name="sort")  #~ sort
traced_len = traceable(name="length", run_type="tool")(len)  #~ length
#~ none ChatOpenAI {"kind": "LLM"}
