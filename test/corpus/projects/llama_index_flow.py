from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.tools import FunctionTool
from llama_index.core.workflow import Event, StartEvent, StopEvent, Workflow, step


class JokeEvent(Event):
    joke: str


class JokeFlow(Workflow):
    @step
    async def generate_joke(self, ev: StartEvent) -> JokeEvent:  #~ JokeFlow.generate_joke
        return JokeEvent(joke="…")

    @step(num_workers=4)
    async def critique_joke(self, ev: JokeEvent) -> StopEvent:  #~ JokeFlow.critique_joke
        return StopEvent(result="…")


def _add(a: int, b: int) -> int:  #~ add {"kind": "TOOL"}
    return a + b


add_tool = FunctionTool.from_defaults(fn=_add, name="add")  #~ also add
agent = FunctionAgent(tools=[add_tool], system_prompt="…")
#~ none OpenAI.achat {"kind": "LLM"} || none Workflow.run {"kind": "CHAIN"}
