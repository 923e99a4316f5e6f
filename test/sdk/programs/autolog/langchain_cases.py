"""LangChain: a chain with retriever, prompt, model and parser; streams, batches; an agent that calls tools."""

import mlflow
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnablePassthrough
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from provider import QUESTION, TIP_QUESTION, URL
from provider import calculate_tip as tip

model = ChatOpenAI(model="gpt-4o-mini", base_url=f"{URL}/v1", api_key="none", temperature=0.2, max_retries=0)
prompt = ChatPromptTemplate.from_messages([("system", "Use this: {context}"), ("human", "{question}")])


class FixedRetriever(BaseRetriever):
    def _get_relevant_documents(self, query, *, run_manager):
        return [
            Document(page_content="A trace has spans.", metadata={"source": "guide.md", "page": 1}),
            Document(page_content="A span has a start and an end.", metadata={"source": "guide.md", "page": 2}),
        ]


def joined(documents):
    return "\n".join(document.page_content for document in documents)


chain = (
    {"context": FixedRetriever() | joined, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()
)


@tool
def calculate_tip(bill_amount: float, tip_percentage: float) -> float:
    """Calculate the tip for a bill"""
    return tip(bill_amount, tip_percentage)


def enable():
    # 2.14 takes the LangChain of its day for too new.
    mlflow.langchain.autolog(disable_for_unsupported_versions=False)


def invoke():
    chain.invoke(QUESTION)


def stream():
    streaming = ChatOpenAI(model="gpt-4o-mini", base_url=f"{URL}/v1", api_key="none", stream_usage=True)
    return list((prompt | streaming | StrOutputParser()).stream({"context": "nothing", "question": QUESTION}))


def agent():
    try:
        from langchain.agents import create_agent
    except ImportError:
        from langgraph.prebuilt import create_react_agent as create_agent
    create_agent(model, [calculate_tip]).invoke({"messages": [("human", TIP_QUESTION)]})


def limited():
    (prompt | model).invoke({"context": "nothing", "question": "Fail with 429, please."})


CASES = {"invoke": invoke, "stream": stream, "agent": agent, "limited": limited}
