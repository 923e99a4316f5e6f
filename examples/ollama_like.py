"""A small client for a model server that speaks like Ollama: one function, `chat`."""

import json
from urllib.request import Request, urlopen

base_url = "http://127.0.0.1:11434"


def chat(model, messages, tools=None):
    """Sends the messages to the model and returns its answer as a dict.

    The answer's `message` has a role, a content and, where the model wants tools, `tool_calls`;
    `prompt_eval_count` and `eval_count` are the tokens read and written.
    """
    body = {"model": model, "messages": messages, "tools": tools or [], "stream": False}
    request = Request(
        f"{base_url}/api/chat", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=60) as response:
        return json.load(response)
