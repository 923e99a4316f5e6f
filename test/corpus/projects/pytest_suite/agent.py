import mlflow


@mlflow.trace
def answer(question):  #~ answer
    return question


def test_connection():
    return True
