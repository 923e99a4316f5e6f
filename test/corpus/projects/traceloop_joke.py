import os

from openai import OpenAI
from traceloop.sdk import Traceloop
from traceloop.sdk.decorators import agent, task, tool, workflow
from traceloop.sdk.decorators import workflow as flow

Traceloop.init(app_name="joke_service")
client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])


@task(name="joke_creation")
def create_joke():  #~ joke_creation.task || joke_creation.task {"attributes": {"traceloop.entity.name": "joke_creation"}}
    return client.chat.completions.create(model="gpt-4o", messages=[])


@task()
def signature(joke: str):  #~ signature.task
    return joke


@tool(name="history_jokes")
def history_jokes_tool():  #~ history_jokes.tool {"kind": "TOOL"}
    return []


@agent(name="joke_translation")
async def translate_joke_to_pirate(joke: str):  #~ joke_translation.agent
    return history_jokes_tool()


@workflow(name="pirate_joke_generator")
def joke_workflow():  #~ pirate_joke_generator.workflow
    return create_joke()


@flow(name="class_flow", method_name="run")
class JokeFlow:
    def __init__(self):
        pass

    def run(self):  #~ class_flow.workflow
        return create_joke()


class Service:
    @task()
    def step(self):  #~ Service.step.task || step.task
        pass
#~ none openai.chat {"kind": "CHAT_MODEL"}
