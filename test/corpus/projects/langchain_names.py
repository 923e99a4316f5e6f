from langchain_core.runnables import RunnableConfig, RunnableLambda, RunnablePassthrough, chain
from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="gpt-4o-mini")


def format_documents(documents):  #~ format_documents {"kind": "CHAIN"}
    return "\n".join(documents)


def _keep(x):  #~ keep good ones {"kind": "CHAIN"}
    return x


@chain
def custom_chain(text):  #~ custom_chain {"kind": "CHAIN"}
    return text


rag = (
    {"context": RunnableLambda(format_documents), "question": RunnablePassthrough()}  #~ also format_documents
    | RunnableLambda(_keep, name="keep good ones")  #~ also keep good ones
    | model.with_config({"run_name": "writer model"})  #~ writer model {"kind": "CHAT_MODEL"}
).with_config(run_name="rag chain")  #~ rag chain {"kind": "CHAIN"}


async def ask(question, user):
    await rag.ainvoke(question, {"run_name": "Ask", "tags": [user]})  #~ Ask {"kind": "CHAIN"}
    return rag.stream(question, config=RunnableConfig(run_name=f"stream for {user}"))  #~ stream for ada {"kind": "CHAIN"}
#~ none RunnablePassthrough {"kind": "CHAIN"} || none ChatOpenAI {"kind": "CHAT_MODEL"}
