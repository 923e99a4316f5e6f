from langgraph.graph import END, START, StateGraph
from langgraph.prebuilt import ToolNode

from nodes import generate, grade_documents, retrieve as retrieve_documents
from state import State


def transform_query(state: State):  #~ transform_query {"kind": "CHAIN", "inputs": {"question": "x"}}
    return {"question": state["question"]}


def route(state: State) -> str:  #~ route {"kind": "CHAIN"}
    return "generate" if state["documents"] else "rewrite"


def web_search(state):  #~ web_search_node {"kind": "CHAIN"}
    return {}


workflow = StateGraph(State)
workflow.add_node("retrieve", retrieve_documents)  #~ also retrieve
workflow.add_node("grade_documents", grade_documents)  #~ also grade_documents
workflow.add_node("generate", generate)  #~ also generate
workflow.add_node(transform_query)  #~ also transform_query
workflow.add_node("web_search_node", web_search)  #~ also web_search_node
workflow.add_node("tools", ToolNode([]))  #~ tools {"kind": "CHAIN"}
workflow.add_node("finish", lambda state: state)  #~ finish {"kind": "CHAIN"}
workflow.add_edge(START, "retrieve")
workflow.add_conditional_edges("grade_documents", route)
app = workflow.compile()
answer = app.invoke({"question": "?"}, config={"run_name": "Self-RAG"})  #~ Self-RAG {"kind": "CHAIN"}
#~ none LangGraph {"kind": "CHAIN"} || none ChatOpenAI {"kind": "CHAT_MODEL"} || none RunnableSequence {"kind": "CHAIN"}
