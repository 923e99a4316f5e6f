from typing import Type

from langchain.agents import AgentExecutor, Tool as AgentTool
from langchain.tools import BaseTool, StructuredTool, tool
from langchain_core.tools import tool as core_tool
from pydantic import BaseModel, Field


class Query(BaseModel):
    query: str = Field(description="what to look for")


@tool
def multiply(a: int, b: int) -> int:  #~ multiply {"kind": "TOOL", "inputs": {"a": 1, "b": 2}}
    """Multiplies."""
    return a * b


@tool("search-web", args_schema=Query, return_direct=True)
def search(query: str) -> str:  #~ search-web {"kind": "TOOL"}
    """Searches."""
    return query


@core_tool(args_schema=Query)
async def lookup(query: str) -> str:  #~ lookup {"kind": "TOOL"}
    """Looks up."""
    return query


def _divide(a, b):  #~ Divide {"kind": "TOOL"}
    return a / b


def _power(base, exponent):  #~ power {"kind": "TOOL"}
    return base**exponent


tools = [
    AgentTool(name="Divide", func=_divide, description="divides"),  #~ also Divide
    StructuredTool.from_function(func=_power, name="power", description="…"),  #~ also power
    StructuredTool.from_function(multiply),  #~ also multiply
]


class WeatherTool(BaseTool):  #~ weather {"kind": "TOOL"}
    name: str = "weather"
    description: str = "the weather"
    args_schema: Type[BaseModel] = Query

    def _run(self, query: str) -> str:
        return "sunny"


class RouteTool(BaseTool):  #~ route_planner {"kind": "TOOL"}
    name = "route_planner"

    async def _arun(self, query):
        return query
#~ none AgentExecutor {"kind": "CHAIN"}
