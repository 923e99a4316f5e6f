"""LangChain: a prompt, a chat model and an output parser, traced by one line.

What you will see in Sidetrace: one trace per `invoke`, "RunnableSequence" with the prompt (its two variables as
inputs), the chat model (messages, model, temperature, token usage) and the parser.
"""

import mlflow
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

from fake_model import local_model

mlflow.set_experiment("LangChain")
mlflow.langchain.autolog()

prompt = ChatPromptTemplate.from_messages(
    [
        ("system", "You are a travel guide. Answer in {language}, in one sentence."),
        ("user", "What should I eat in {city}?"),
    ]
)

with local_model() as base_url:
    model = ChatOpenAI(model="gpt-4o-mini", temperature=0.2, base_url=f"{base_url}/v1", api_key="not-needed")
    chain = prompt | model | StrOutputParser()

    print(chain.invoke({"language": "English", "city": "Osaka"}))
    print(chain.invoke({"language": "French", "city": "Lyon"}))
