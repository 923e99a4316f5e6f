"""Which environment variables are Sidetrace's, and giving them back where the program is meant for another receiver.

SIDETRACE_URL      the receiver, such as `http://127.0.0.1:5005`
SIDETRACE_INJECTED the helping variables that came with it, as `NAME=value NAME=value`
SIDETRACE_OFFERED  all of them, addresses too, where only Python programs shall have them: the helper sets them here
"""

import os
import sys

# What helps only together with the receiver's address in one of the variables on the right.
FITTING = (
    ("OTEL_", ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")),
    ("MLFLOW_ENABLE_OTLP_EXPORTER", ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")),
    ("MLFLOW_", ("MLFLOW_TRACKING_URI",)),
)

ADDRESSES = ("MLFLOW_TRACKING_URI", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")


def take_offered(wanted=False):
    """Sets what is offered, as protocol/environment.ts would have: nothing over the user's, nor beside an address of theirs."""
    if "SIDETRACE_OFFERED" not in os.environ or not (wanted or may_take()):
        return
    offered = pairs(os.environ.pop("SIDETRACE_OFFERED"))
    if "SIDETRACE_INJECTED" in os.environ:  # This program was given its own.
        return
    users_otlp = otlp_endpoint() is not None or speaks_grpc()
    users_tracking = bool(os.environ.get("MLFLOW_TRACKING_URI"))
    if otlp_endpoint() is not None:
        offered.append(("MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT", "true"))
    taken = []
    for name, value in offered:
        for_otlp = name.startswith("OTEL_") or name == "MLFLOW_ENABLE_OTLP_EXPORTER"
        if not os.environ.get(name) and not (users_otlp if for_otlp else users_tracking):
            os.environ[name] = value
            taken.append((name, value))
    os.environ["SIDETRACE_INJECTED"] = " ".join("=".join(pair) for pair in taken if pair[0] not in ADDRESSES)


def may_take():
    """Not debugpy's own processes: what they have is inherited by a program whose launch configuration may say otherwise."""
    words = getattr(sys, "orig_argv", None) or command_line()
    return words is not None and not any(
        "debugpy" in word.replace("\\", "/").replace(".", "/").split("/") for word in words[1:3]
    )


def command_line():
    """For Python 3.8 and 3.9, which do not know it here yet; None but on Linux."""
    try:
        with open("/proc/self/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read().split("\0")
    except OSError:
        return None


def speaks_grpc():
    """An exporter that speaks gRPC cannot be pointed at an HTTP port."""
    return any(not os.environ[name].startswith("http/") for name in PROTOCOLS if os.environ.get(name))


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
    return pairs(os.environ.get("SIDETRACE_INJECTED", ""))


def pairs(text):
    return [tuple(pair.split("=", 1)) for pair in text.split(" ") if "=" in pair]
