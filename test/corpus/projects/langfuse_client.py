"""Langfuse 3."""
import os

from langfuse import Langfuse, get_client, observe as lf_observe

langfuse = get_client()
other = Langfuse(public_key=os.environ["LANGFUSE_PUBLIC_KEY"])


@lf_observe(name="answer-question", as_type="agent")
def answer(question: str) -> str:  #~ answer-question
    with langfuse.start_as_current_span(name="retrieve", input=question) as span:  #~ retrieve
        with span.start_as_current_generation(name=f"llm-{question[:3]}", model="gpt-4o") as generation:  #~ llm-how
            generation.update(output="…")
    with langfuse.start_as_current_observation(as_type="tool", name="calculator"):  #~ calculator {"kind": "TOOL"}
        pass
    event = other.start_span(name="manual-span")  #~ manual-span
    other.start_generation(name="manual-generation", model="x").end()  #~ manual-generation
    event.end()
    return "…"


@lf_observe()
async def stream(question):  #~ stream
    yield answer(question)
