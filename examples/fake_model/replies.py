"""What the model says: pure functions from a conversation to a reply."""

import json
import re

WEATHER_QUESTION = re.compile(r"weather in (\w+)", re.IGNORECASE)
TIP_QUESTION = re.compile(r"([\d.]+) ?(?:%|percent).*?bill of ([\d.]+)", re.IGNORECASE)

ANSWERS = (
    ("what is a trace", "A trace is the story of one request: every step your program took, in order."),
    ("what is a span", "A span is one step of a trace, with a start, an end, inputs and outputs."),
    ("eat in osaka", "Try takoyaki, octopus dumplings fresh from the griddle, in Dotonbori."),
    ("eat in lyon", "Goûtez les quenelles de brochet dans un bouchon du Vieux Lyon."),
)


def reply_to(messages, tools):
    """Returns `{"content": str, "tool_calls": [{"name", "arguments": dict}]}` for OpenAI-like messages."""
    if messages[-1]["role"] == "tool":
        return say(after_tool(json.loads(messages[-1]["content"])))
    question = last_user_text(messages)
    call = wanted_tool(question, {tool["function"]["name"] for tool in tools})
    if call:
        return {"content": "", "tool_calls": [call]}
    instruction = messages[0]["content"] if messages[0]["role"] == "system" else ""
    return say(wanted_filter(instruction, question) or answer(question))


def count_tokens(value):
    """About what a tokenizer would count: one for four bytes of the value's JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode()) // 4 + 1


def say(content):
    return {"content": content, "tool_calls": []}


def last_user_text(messages):
    return next((m["content"] for m in reversed(messages) if m["role"] == "user"), "")


def answer(question):
    for words, text in ANSWERS:
        if words in question.lower():
            return text
    return f"You said: {question}"


def wanted_tool(question, names):
    weather = WEATHER_QUESTION.search(question)
    if weather and "get_weather" in names:
        return {"name": "get_weather", "arguments": {"city": weather[1]}}
    tip = TIP_QUESTION.search(question)
    if tip and "calculate_tip" in names:
        arguments = {"bill_amount": float(tip[2]), "tip_percentage": float(tip[1])}
        return {"name": "calculate_tip", "arguments": arguments}
    return None


def wanted_filter(instruction, question):
    """Answers the instruction of the threads example: a limit in minutes (分) or in yen (円)."""
    for key, unit in (("max_minutes", "分"), ("max_yen", "円")):
        number = re.search(rf"(\d+){unit}", question)
        if key in instruction and number:
            return json.dumps({key: int(number[1])})
    return None


def after_tool(result):
    if "result" in result:
        return f"The tip is ${result['result']:.2f}."
    return f"It is {result['sky']} in {result['city']}, {result['celsius']} °C."
