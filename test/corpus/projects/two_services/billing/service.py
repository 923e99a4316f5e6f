import mlflow


@mlflow.trace
def run(invoice):  #~ run {"inputs": {"invoice": 1}} || run {"attributes": {"code.namespace": "billing.service", "code.function": "run"}} || run {"trace": {"metadata": {"mlflow.source.name": "service.py"}, "process": {"cwd": "{project}/billing"}}}
    return load(invoice)


@mlflow.trace
def load(number):  #~ load {"inputs": {"number": 4}} || load {"trace": {"metadata": {"mlflow.source.name": "billing/service.py"}}}
    with mlflow.start_span("query"):  #~ query {"ancestors": ["load", "charge"], "trace": {"name": "charge"}}
        return number


@mlflow.trace
def charge(invoice):  #~ charge
    return run(invoice)
