"""Azure's OpenAI, which tells what its content filter found; traced by what `openai` switches on."""

import openai

from provider import QUESTION, URL, user

client = openai.AzureOpenAI(azure_endpoint=URL, api_key="none", api_version="2024-10-21", max_retries=0)


def enable():
    """Nothing of its own."""


def chat():
    client.chat.completions.create(model="my-deployment", messages=[user(QUESTION)], temperature=0)


def stream():
    return list(client.chat.completions.create(model="my-deployment", messages=[user(QUESTION)], stream=True))


CASES = {"chat": chat, "stream": stream}
