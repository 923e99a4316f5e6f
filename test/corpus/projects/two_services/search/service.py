import mlflow


@mlflow.trace
def run(query, top_k=3):  #~ run {"inputs": {"query": "x"}} || run {"attributes": {"code.function.name": "search.service.run"}} || run {"trace": {"process": {"command": "python search/service.py", "cwd": "{project}"}}}
    return load(query)


@mlflow.trace
def load(index):  #~ load {"inputs": {"index": "x"}} || load {"trace": {"process": {"cwd": "{project}/search"}}} || load {"ancestors": ["find"], "trace": {"name": "find"}}
    with mlflow.start_span("query"):  #~ query {"ancestors": ["load", "find"], "trace": {"name": "find"}}
        with mlflow.start_span("shared"):  #~ shared {"equal": 2}
            return index


def tool_impl(query):  #~ search_tool {"kind": "TOOL"}
    return query


TOOLS = {"search_tool": tool_impl}  #~ also search_tool


@mlflow.trace
def find(q):  #~ find
    with mlflow.start_span("shared"):  #~ also shared
        return run(q)
