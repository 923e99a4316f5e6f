import logfire
from fastapi import FastAPI
from logfire import instrument as traced

logfire.configure()
app = FastAPI()


@logfire.instrument("Applying discount to {total=}")
def discount(total: float) -> float:  #~ Applying discount to total=12.5
    return total * 0.9


@logfire.instrument()
def ship(order):  #~ Calling shop.orders.ship || Calling __main__.ship
    logfire.info("Shipped {order_id}", order_id=order["id"])  #~ Shipped 77
    return True


@traced
def pay(order):  #~ Calling __main__.pay
    with logfire.span("Paying {amount} with {method}", amount=3, method="card") as span:  #~ Paying 3 with card
        span.set_attribute("ok", True)
    logfire.warn(f"Low balance of {order['customer']}")  #~ Low balance of Ada


class Basket:
    @logfire.instrument
    def add(self, item):  #~ Calling shop.basket.Basket.add
        logfire.debug("added")  #~ added


@app.get("/checkout")
async def checkout():
    with logfire.span("checkout", _span_name="checkout span"):  #~ checkout span
        with logfire.span("Asking the model"):  #~ Asking the model
            pass
    log.info("no span")
#~ none GET /checkout {"scope": {"name": "opentelemetry.instrumentation.fastapi"}}
