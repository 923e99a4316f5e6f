import dspy
import mlflow

mlflow.dspy.autolog()


class RAG(dspy.Module):
    def __init__(self, k=3):
        super().__init__()
        self.respond = dspy.ChainOfThought("context, question -> response")

    def forward(self, question):  #~ RAG.forward {"kind": "CHAIN", "inputs": {"question": "x"}}
        context = search(question)
        return self.respond(context=context, question=question)


class Rerank(dspy.Module):
    def forward(self, passages):  #~ Rerank.forward {"kind": "CHAIN"}
        return passages


def search(query):
    return dspy.ColBERTv2()(query)
#~ none ChainOfThought.forward {"kind": "CHAIN"} || none LM.__call__ {"kind": "CHAT_MODEL"}
