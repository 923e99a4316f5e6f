"""Makes spans with OpenTelemetry's own SDK in a way that may give none. argv: which way. Ends when the file WAIT_FOR_FILE is there."""

import os
import sys
import time

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased, TraceIdRatioBased

samplers = {"off": ALWAYS_OFF, "parentOff": ParentBased(ALWAYS_OFF), "ratio": TraceIdRatioBased(0)}
provider = TracerProvider(sampler=samplers.get(sys.argv[1]))
if sys.argv[1] != "configuredOnly":
    with provider.get_tracer("program").start_as_current_span("answer"):
        pass
print(42)

waited_for = os.environ.get("WAIT_FOR_FILE")
end = time.monotonic() + 90
while waited_for and not os.path.exists(waited_for) and time.monotonic() < end:
    time.sleep(0.02)
