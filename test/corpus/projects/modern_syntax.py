from __future__ import annotations

import mlflow

type Pair[T] = tuple[T, T]


@mlflow.trace
def first[T](pair: Pair[T], /, *, strict: bool = True) -> T:  #~ first
    match pair:
        case (a, _) if strict:
            with mlflow.start_span(f"case {a!r:>{10}} {'x' if strict else "y"}"):  #~ case 1 x
                return a
        case {"name": str(name), **rest}:
            with mlflow.start_span((name := "named case")):  #~ named case
                return rest
        case _:
            raise ValueError(f"{pair=}")


class Box[T]:
    @mlflow.trace
    def get(self) -> T:  #~ get
        return self.value


async def gather(urls):
    async with (mlflow.start_span("fetch all") as span, session() as http):  #~ fetch all
        results = [r async for r in (await http.get(u) for u in urls) if (n := len(r)) > 3]
        span.set_outputs(results)
    x = [
        mlflow.start_span(name)
        @ 3
    ]
    try:
        ...
    except* ValueError:
        with mlflow.start_span("group"):  #~ group
            pass


@(lambda f: mlflow.trace(f))  #~ also f
def through_lambda(): ...


@mlflow.trace(name=r"raw\d" "joined")
def raw(): ...  #~ raw\djoined
