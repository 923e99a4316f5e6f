import weave
from weave import op

weave.init("team/project")


@weave.op
def extract(sentence):  #~ extract
    return {"fruit": "apple"}


@weave.op()
def grade(output):  #~ grade
    return 1


@op(name="custom name", call_display_name="shown")
def named():  #~ custom name
    pass


class Model(weave.Model):
    prompt: str

    @weave.op()
    async def predict(self, sentence: str) -> dict:  #~ Model.predict
        return extract(sentence)

    @op
    def score(self, output):  #~ Model.score
        return grade(output)


class Baseline(weave.Model):
    @weave.op
    def predict(self, sentence):  #~ Baseline.predict
        return {}


lower = weave.op(str.lower)  #~ lower
