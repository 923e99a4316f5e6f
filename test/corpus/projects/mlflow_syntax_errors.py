import mlflow


def half(:
    x =


@mlflow.trace
def after_half():  #~ after_half
    return 1 +


@mlflow.trace(name="never closed string)
def odd():  #~ never closed string)
    pass


@mlflow.trace
def after_string():  #~ after_string
    if True
        print("no colon")
    with mlflow.start_span("in it"):  #~ in it
        pass


class
    pass


@mlflow.trace
def at the end(:  #~ at
    pass


<<<<<<< HEAD
@mlflow.trace(name="ours")
def merged():  #~ ours
=======
@mlflow.trace(name="theirs")
def merged():  #~ theirs
>>>>>>> branch
    with mlflow.start_span("merged block"):  #~ merged block
        pass


def g()
    with mlflow.start_span("no colon above"):  #~ no colon above
        pass
