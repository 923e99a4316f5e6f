from google.adk.agents import Agent, LlmAgent, SequentialAgent
from google.adk.tools import FunctionTool


def get_current_time(city: str) -> dict:  #~ execute_tool get_current_time {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "get_current_time"}}
    """The time in a city."""
    return {"time": "9:04"}


root_agent = Agent(  #~ invoke_agent weather_time_agent {"kind": "AGENT"}
    name="weather_time_agent",
    model="gemini-2.0-flash",
    tools=[get_current_time],
)
writer = LlmAgent(name="writer", model="gemini-2.0-flash")  #~ agent_run {"kind": "AGENT", "attributes": {"gen_ai.agent.name": "writer"}}
