"""The model's reply in the words of OpenAI (chat completions) and of Ollama (`/api/chat`)."""

import json
import re

from .replies import count_tokens

CREATED = 1_750_000_000


def openai_completion(model, messages, reply):
    message = {"role": "assistant", "content": reply["content"] or None}
    if reply["tool_calls"]:
        message["tool_calls"] = [openai_tool_call(number, call) for number, call in enumerate(reply["tool_calls"], 1)]
    choice = {"index": 0, "message": message, "finish_reason": finish_reason(reply), "logprobs": None}
    return {
        "id": "chatcmpl-local",
        "object": "chat.completion",
        "created": CREATED,
        "model": model,
        "choices": [choice],
        "usage": openai_usage(messages, reply),
    }


def openai_chunks(model, messages, reply, include_usage):
    """The same reply as the chunks of a stream: the role, word by word, the end, the usage where asked for."""
    yield openai_chunk(model, [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    for word in re.findall(r"\S+\s*", reply["content"]):
        yield openai_chunk(model, [{"index": 0, "delta": {"content": word}, "finish_reason": None}])
    yield openai_chunk(model, [{"index": 0, "delta": {}, "finish_reason": finish_reason(reply)}])
    if include_usage:
        yield {**openai_chunk(model, []), "usage": openai_usage(messages, reply)}


def openai_chunk(model, choices):
    return {
        "id": "chatcmpl-local",
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": model,
        "choices": choices,
    }


def openai_tool_call(number, call):
    function = {"name": call["name"], "arguments": json.dumps(call["arguments"])}
    return {"id": f"call_{number}", "type": "function", "function": function}


def openai_usage(messages, reply):
    prompt, completion = count_tokens(messages), count_tokens(reply)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def finish_reason(reply):
    return "tool_calls" if reply["tool_calls"] else "stop"


def ollama_chat(model, messages, reply):
    message = {"role": "assistant", "content": reply["content"]}
    if reply["tool_calls"]:
        message["tool_calls"] = [{"function": call} for call in reply["tool_calls"]]
    return {
        "model": model,
        "created_at": "2025-06-15T15:06:40Z",
        "message": message,
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": count_tokens(messages),
        "eval_count": count_tokens(reply),
    }
