from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

grader = ChatPromptTemplate.from_template("…") | ChatOpenAI() | StrOutputParser()


def retrieve(state):  #~ retrieve {"kind": "CHAIN"}
    return {"documents": []}


def grade_documents(state):  #~ grade_documents {"kind": "CHAIN"}
    return {"documents": [grader.invoke({"d": d}) for d in state["documents"]]}


async def generate(state):  #~ generate {"kind": "CHAIN"}
    return {"generation": "…"}
