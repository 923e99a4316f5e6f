"""Tools for OpenAI's API, by hand: descriptions, a table, a loop."""
import json

from openai import OpenAI

from units import convert_units

client = OpenAI()


def calculate_tip(bill_amount: float, tip_percentage: float = 15) -> float:  #~ calculate_tip {"kind": "TOOL", "inputs": {"bill_amount": 187.32, "tip_percentage": 22}} || execute_tool calculate_tip {"kind": "TOOL"}
    return bill_amount * tip_percentage / 100


def _fetch_weather(city, days=1):  #~ get_weather {"kind": "TOOL"}
    return {"city": city, "days": days}


async def send_mail(to, subject, body):  #~ send_mail {"kind": "TOOL", "inputs": {"to": "a", "subject": "b", "body": "c"}}
    return True


TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "calculate_tip",  #~ also calculate_tip
            "description": "Calculate the tip for a bill",
            "parameters": {"type": "object", "properties": {"name": {"type": "string"}}, "required": []},
        },
    },
    {"type": "function", "name": "get_weather", "parameters": {"type": "object"}, "strict": True},  #~ also get_weather
    dict(type="function", name="unused"),
]
TOOLS.append({"type": "function", "function": {"parameters": {}, "name": "send_mail"}})  #~ also send_mail

HANDLERS = {
    "calculate_tip": calculate_tip,  #~ also calculate_tip
    "get_weather": _fetch_weather,  #~ also get_weather
    "convert": convert_units,  #~ convert {"kind": "TOOL"}
}


def answer(messages):
    settings = {"name": "answer", "temperature": 0.1, "messages": messages}
    reply = client.chat.completions.create(model="gpt-4o", tools=TOOLS, **settings)
    for call in reply.choices[0].message.tool_calls:
        HANDLERS[call.function.name](**json.loads(call.function.arguments))
    return {"name": reply.id, "parameters": settings}
#~ none chat gpt-4o {"kind": "CHAT_MODEL"} || none answer {"kind": "CHAT_MODEL"}
