"""As it looks in the middle of typing: the new call has no closing bracket yet."""
import mlflow


@mlflow.trace
def first(question):  #~ first
    documents = retrieve(question,
    return documents


@mlflow.trace(name="second step")
def second(documents):  #~ second step
    prompt = {"role": "user", "content": [
    with mlflow.start_span("render"):  #~ render
        return prompt


class Agent:
    def __init__(self):
        self.tools = [

    @mlflow.trace
    def act(self, prompt):  #~ act
        with mlflow.start_span("think") as span:  #~ think
            span.set_inputs(dict(prompt=prompt)
            result = self.tools[0](prompt)
        return result

    @mlflow.trace(name="observe", attributes={"a": 1}
    def look(self):  #~ observe
        pass


def last(x):
    with mlflow.start_span(f"last_{x}" as span:  #~ last_9
        pass

with mlflow.start_span("tail"):  #~ tail
    pass
