"""How to trace:

    @mlflow.trace
    def documented():
        with mlflow.start_span("documented block"):
            pass
"""
import mlflow

# @mlflow.trace
def commented():
    # with mlflow.start_span("commented block"):
    x = "mlflow.start_span('in a string')"
    return x


TEMPLATE = '''
@mlflow.trace(name="generated")
def generated():
    with mlflow.start_span("generated block"):
        pass
'''


def shadow(trace, start_span):
    trace(1)
    start_span("not MLflow's")


def log(tracer):
    """See `with tracer.start_as_current_span("x")`."""
    print(f"mlflow.start_span({tracer})")


if False:
    @mlflow.trace
    def conditional():  #~ conditional
        pass
#~ none documented || none documented block || none commented block || none in a string || none generated || none generated block || none not MLflow's || none x
