import mlflow


class Base:
    @mlflow.trace
    def prepare(self, text):  #~ prepare {"inputs": {"text": "a"}}
        return text.strip()

    @staticmethod
    @mlflow.trace
    def normalise(text):  #~ normalise
        return text.lower()

    @classmethod
    @mlflow.trace(name="Base.load")
    def load(cls, path):  #~ Base.load
        return cls()

    @property
    @mlflow.trace
    def score(self):  #~ score
        return 1


class Searcher(Base):
    @mlflow.trace(span_type="RETRIEVER")
    async def run(self, query, top_k=5):  #~ run {"kind": "RETRIEVER", "inputs": {"query": "x", "top_k": 3}}
        with mlflow.start_span("rank"):  #~ rank {"ancestors": ["run", "search_all"]}
            pass
        return self.prepare(query)


class Writer(Base):
    @mlflow.trace(span_type="LLM")
    def run(self, draft):  #~ run {"kind": "LLM", "inputs": {"draft": "x"}}
        @mlflow.trace
        def polish(sentence):  #~ polish {"ancestors": ["run"]}
            return sentence

        return polish(draft)

    class Nested:
        @mlflow.trace
        def deep(self):  #~ deep
            pass


@mlflow.trace
def search_all(queries):  #~ search_all
    return [Searcher().run(query) for query in queries]
