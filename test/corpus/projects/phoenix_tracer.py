from openinference.instrumentation import TracerProvider, using_session
from opentelemetry.trace import Status, StatusCode
from phoenix.otel import register

tracer_provider = register(project_name="demo", auto_instrument=True)
tracer = tracer_provider.get_tracer(__name__)


@tracer.chain
def plan(goal: str) -> str:  #~ plan {"kind": "CHAIN"}
    return goal


@tracer.chain(name="decorated-chain-with-name")
def named(goal: str) -> str:  #~ decorated-chain-with-name
    return goal


@tracer.tool(name="weather-tool", description="The weather")
def get_weather(city: str):  #~ weather-tool {"kind": "TOOL"} || weather-tool {"kind": "TOOL", "attributes": {"tool.name": "weather-tool"}}
    return "sunny"


@tracer.tool
async def get_time(zone: str):  #~ get_time {"kind": "TOOL"}
    return "9:04"


@tracer.agent
def agent(question):  #~ agent {"kind": "AGENT"}
    with tracer.start_as_current_span("agent-step", openinference_span_kind="chain") as span:  #~ agent-step
        span.set_status(Status(StatusCode.OK))
    return plan(question)


class Planner:
    @tracer.chain
    def expand(self, goal):  #~ Planner.expand
        return goal
#~ none ChatCompletion {"kind": "LLM"}
