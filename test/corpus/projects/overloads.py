import typing
from functools import singledispatch, singledispatchmethod
from typing import overload

import mlflow


@overload
def parse(value: str) -> dict: ...
@overload
def parse(value: bytes) -> dict: ...
@mlflow.trace
def parse(value):  #~ parse || parse {"attributes": {"mlflow.spanFunctionName": "\"parse\""}}
    return {}


class Reader:
    @typing.overload
    def read(self, n: int) -> bytes: ...

    @typing.overload
    def read(self) -> str: ...

    @mlflow.trace(name="Reader.read")
    def read(self, n=None):  #~ Reader.read
        return b""


@singledispatch
@mlflow.trace
def render(value):  #~ render {"inputs": {"value": 1}}
    return str(value)


@render.register
def _(value: list):
    return ", ".join(value)
