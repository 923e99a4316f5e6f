import mlflow


@mlflow.trace(name="first")
def one():  #~ first
    with mlflow.start_span("second"):  #~ second
        return foo(


@mlflow.trace
def three():  #~ three
    """Text
    over lines."""
    with mlflow.start_span("fourth"):  #~ fourth
        pass
