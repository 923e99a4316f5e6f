from opentelemetry import trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("shop.worker")
_tracer = trace.get_tracer(__name__, "1.0")


def work(job):
    with tracer.start_as_current_span("work") as span:  #~ work
        span.set_attribute("job", job)
        with tracer.start_as_current_span(name=f"job-{job}", kind=SpanKind.INTERNAL):  #~ job-7
            pass
    span = _tracer.start_span("detached")  #~ detached
    token = trace.use_span(span)
    span.end()
    with (
        tracer.start_as_current_span("outer"),  #~ outer
        tracer.start_as_current_span("inner") as inner,  #~ inner
    ):
        inner.add_event("x")
    return token


@tracer.start_as_current_span("decorated")
def decorated():  #~ decorated
    pass


class Worker:
    def __init__(self):
        self.tracer = trace.get_tracer(__name__)

    async def run(self):
        async with self.pool, self.tracer.start_as_current_span("run") as span:  #~ run
            span.record_exception(ValueError())

    @_tracer.start_as_current_span("Worker.stop")
    def stop(self):  #~ Worker.stop
        trace.get_current_span().set_attribute("a", 1)


def get_tracer():
    return tracer


with get_tracer().start_as_current_span("module level"):  #~ module level
    pass
