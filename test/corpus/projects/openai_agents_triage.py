import asyncio

from agents import Agent, Runner, RunContextWrapper, custom_span, function_tool, handoff, trace
from agents.tracing import function_span


@function_tool
def get_weather(city: str) -> str:  #~ get_weather {"kind": "TOOL"}
    """The weather.

    Args:
        city: where
    """
    return "sunny"


@function_tool(name_override="fetch_data", strict_mode=False)
async def read_file(ctx: RunContextWrapper, path: str) -> str:  #~ fetch_data {"kind": "TOOL"}
    return path


spanish = Agent(name="Spanish agent", instructions="You only speak Spanish.", tools=[get_weather])  #~ Spanish agent {"kind": "AGENT"}
triage = Agent(  #~ Triage agent {"kind": "AGENT"}
    name="Triage agent",
    handoffs=[spanish, handoff(spanish)],
    tools=[
        read_file,
        spanish.as_tool(tool_name="ask_spanish", tool_description="asks"),
    ],
)


typed = Agent[dict](name="Typed agent")  #~ invoke_agent Typed agent {"kind": "AGENT"}


async def main():
    with trace("Joke workflow", group_id="x"):  #~ Joke workflow
        first = await Runner.run(triage, "Tell me a joke")
        with custom_span("post-process", data={}):  #~ post-process
            with function_span("store_result"):  #~ store_result
                pass
    return first


asyncio.run(main())
#~ none response {"kind": "LLM"}
