"""Which environment variables are Sidetrace's, and giving them back where the program is meant for another receiver.

SIDETRACE_URL      the receiver, such as `http://127.0.0.1:5005`
SIDETRACE_INJECTED the helping variables that came with it, as `NAME=value NAME=value`
"""

import os

# What helps only together with the receiver's address in one of the variables on the right.
FITTING = (
    ("OTEL_", ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")),
    ("MLFLOW_ENABLE_OTLP_EXPORTER", ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")),
    ("MLFLOW_", ("MLFLOW_TRACKING_URI",)),
)


def is_ours(url):
    """Whether the address is our receiver's, with or without a path."""
    ours = os.environ.get("SIDETRACE_URL", "").rstrip("/")
    return bool(ours) and isinstance(url, str) and (url + "/").startswith(ours + "/")


def otlp_endpoint():
    """The address that OTLP spans go to by the environment, or None."""
    return first_set(FITTING[0][1])


def first_set(names):
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def give_back_unfitting():
    """Removes our helping variables where the user's own address is in force (from a profile, say)."""
    for prefix, addresses in FITTING:
        address = first_set(addresses)
        if address is not None and not is_ours(address):
            give_back(prefix)


def give_back(prefix):
    """Removes the injected variables of that prefix, unless somebody has changed them since."""
    for name, value in injected():
        if name.startswith(prefix) and os.environ.get(name) == value:
            os.environ.pop(name, None)  # Another thread may have been faster.


def injected():
    pairs = os.environ.get("SIDETRACE_INJECTED", "").split(" ")
    return [tuple(pair.split("=", 1)) for pair in pairs if "=" in pair]
