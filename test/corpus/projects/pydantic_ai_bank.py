from dataclasses import dataclass

from pydantic_ai import Agent, RunContext, Tool
from pydantic_ai.models.openai import OpenAIModel


@dataclass
class Deps:
    customer_id: int


def exchange_rate(base: str, quote: str) -> float:  #~ running tool: exchange_rate {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "exchange_rate"}}
    return 1.1


support_agent = Agent(  #~ invoke_agent bank support {"kind": "AGENT", "attributes": {"gen_ai.agent.name": "bank support"}}
    OpenAIModel("gpt-4o"),
    name="bank support",
    deps_type=Deps,
    tools=[Tool(exchange_rate, takes_ctx=False)],  #~ also exchange_rate
)
anonymous_agent = Agent("openai:gpt-4o")


@support_agent.system_prompt
async def add_name(ctx: RunContext[Deps]) -> str:
    return "…"


@support_agent.tool
async def customer_balance(ctx: RunContext[Deps], include_pending: bool) -> str:  #~ running tool {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "customer_balance"}}
    return "$1"


@support_agent.tool_plain(retries=2)
def roll_dice() -> str:  #~ execute_tool roll_dice {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "roll_dice"}}
    return "4"


@support_agent.tool(name="block_card")
def _block(ctx: RunContext[Deps], card: str) -> str:  #~ running tool {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "block_card"}}
    return "done"


@support_agent.output_validator
def check(ctx, output):
    return output
#~ none chat gpt-4o {"kind": "CHAT_MODEL"}
