"""A support bot: classify the ticket, look up the customer, write the answer."""

import asyncio
import logging

import mlflow
from mlflow.entities import SpanType

logger = logging.getLogger(__name__)


@mlflow.trace
def classify(ticket: str) -> str:  #~ classify || classify_2
    return "billing" if "invoice" in ticket else "other"


@mlflow.trace()
def load_customer(customer_id: int) -> dict:  #~ load_customer
    return {"id": customer_id, "plan": "pro"}


@mlflow.trace(name="write answer", span_type=SpanType.LLM, attributes={"model": "gpt-4o"})
def write(ticket, customer):  #~ write answer || write answer {"attributes": {"mlflow.spanFunctionName": "\"write\""}}
    def shorten(text):
        return text[:100]

    return shorten(f"Dear {customer['id']}, …")


@mlflow.trace(
    # The whole of it is the agent.
    name="support"
    "_agent",
    span_type="AGENT",
)
async def handle(ticket, customer_id):  #~ support_agent
    kind = classify(ticket)
    customer = await asyncio.to_thread(load_customer, customer_id)
    with mlflow.start_span(name="decide", span_type="CHAIN") as span:  #~ decide || decide_1
        span.set_inputs({"kind": kind})
    with mlflow.start_span() as unnamed:  #~ span
        logger.info("handling %s", kind)
    return write(ticket, customer)


def close(ticket):
    logger.debug("closed")


if __name__ == "__main__":
    mlflow.openai.autolog()
    asyncio.run(handle("my invoice is wrong", 7))
#~ none Completions {"kind": "CHAT_MODEL"} || none AsyncCompletions {"kind": "CHAT_MODEL"}
