from contextlib import AsyncExitStack, asynccontextmanager

import mlflow
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def settings():
    return {}


@asynccontextmanager
async def lifespan(app):
    with mlflow.start_span("start-up"):  #~ start-up
        yield


@app.post("/chat", response_model=None)
@mlflow.trace(name="POST /chat", span_type="AGENT")
async def chat(body: dict, config=Depends(settings)):  #~ POST /chat
    async with AsyncExitStack() as stack:
        span = stack.enter_context(mlflow.start_span("session"))  #~ session
        span.set_inputs(body)
    if not body:
        raise HTTPException(400)
    return await respond(body)


@mlflow.trace
@app.get("/health")
def health():  #~ health
    return "ok"


@retry(stop=stop_after_attempt(3)) if PRODUCTION else (lambda f: f)
@mlflow.trace(attributes={k: v for k, v in {"a": 1}.items()})
async def respond(body):  #~ respond
    try:
        with mlflow.start_span("try"), open("log.txt") as log:  #~ try
            log.write("x")
    finally:
        (span := mlflow.start_span("walrus")).__enter__()  #~ walrus
    return body
#~ none POST /chat http send {"scope": {"name": "opentelemetry.instrumentation.asgi"}}
