from crewai import Agent, Crew, Task
from crewai.project import CrewBase, agent, crew, task
from crewai.tools import BaseTool, tool


@tool("Search the web")
def search(question: str) -> str:  #~ Search the web {"kind": "TOOL"}
    """Searches."""
    return question


class Calculator(BaseTool):  #~ Calculator tool {"kind": "TOOL"}
    name: str = "Calculator tool"
    description: str = "Adds numbers"

    def _run(self, expression: str) -> str:
        return expression


@CrewBase
class Research:
    @agent
    def researcher(self) -> Agent:
        return Agent(config={}, tools=[search, Calculator()])

    @task
    def research(self) -> Task:
        return Task(config={})

    @crew
    def crew(self) -> Crew:
        return Crew(agents=[], tasks=[])
#~ none Crew.kickoff {"kind": "CHAIN"}
