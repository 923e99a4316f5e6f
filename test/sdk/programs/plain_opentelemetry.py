"""OpenTelemetry's own SDK and exporter with nothing configured in code: all of it comes from the environment."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("plain", "1.0")

with tracer.start_as_current_span("invoke_agent", attributes={"gen_ai.operation.name": "invoke_agent"}):
    with tracer.start_as_current_span("chat tiny", attributes={"gen_ai.operation.name": "chat"}) as chat:
        chat.set_attributes(
            {
                "gen_ai.request.model": "tiny",
                "gen_ai.usage.input_tokens": 12,
                "gen_ai.usage.output_tokens": 5,
            }
        )
    try:
        with tracer.start_as_current_span("lookup"):
            raise KeyError("pizza")
    except KeyError:
        pass
provider.shutdown()
