"""One request of MLflow to our receiver: written by us, sent by the outbox, answered in any case."""

import json
import os
import sys
from urllib.parse import quote, urlencode

boot = sys.modules["_sidetrace_boot"]
connection = boot.load("_sidetrace_connection")
outbox = boot.load("_sidetrace_outbox")
routes = boot.load("_sidetrace_routes")

# Says that nobody reads the answer: the receiver may give it before it looks at the body.
UNREAD = (("x-sidetrace-unread", "1"),)
# The receiver's own answer to such a body; a file of that size is not read.
TOO_LARGE = connection.Answer(413, {}, b'{"error_code": "BAD_REQUEST", "message": "The body is larger than 64 MB."}')


def send(box, method, path, kwargs):
    """The receiver's Answer, or what MLflow is told where none came. `kwargs`: those of MLflow's `http_request`."""
    sent = sent_json(kwargs)
    route = routes.route_of(method, path, sent)
    if routes.made_up.is_in(path, sent):
        return fallback(route)
    if size_of(kwargs.get("data")) > outbox.MOST_BYTES:
        return TOO_LARGE
    waits = route.wait and not (route.is_patient and box.has_room())
    sent_headers = headers(kwargs, route) + (() if waits else UNREAD)
    request = connection.Request(method, target(path, kwargs.get("params")), sent_headers, body(kwargs))
    if route.wait >= routes.READ and box.ask(outbox.Entry(outbox.PROBE, False), routes.ASKED) is None:
        return fallback(route)
    entry = outbox.Entry(request, route.is_kept, route.merges, max(route.wait, outbox.ANSWER_SECONDS))
    if waits:
        answer = box.ask(entry, route.wait)
    else:
        box.put(entry)
        answer = None
    # 5xx: its database fails, say. MLflow would try for minutes, and the program can do nothing about it.
    return fallback(route) if answer is None or answer.status >= 500 else answer


def size_of(data):
    """Bytes of a file that MLflow uploads; 0 for what is in memory already."""
    try:
        return os.fstat(data.fileno()).st_size
    except (AttributeError, OSError):
        return 0


def sent_json(kwargs):
    sent = kwargs.get("json") or kwargs.get("params")
    return sent if isinstance(sent, dict) else {}


def target(path, params):
    path = quote(path, safe="/%:@!$&'()*+,;=~")
    return path + "?" + urlencode(params, doseq=True) if params else path


def headers(kwargs, route):
    """As MLflow writes them, but no credentials: they are for another server, and ours asks for none."""
    found = dict(common_headers())
    found.update(kwargs.get("extra_headers") or {})
    if kwargs.get("json") is not None:
        found["Content-Type"] = "application/json"
    return tuple(found.items()) + route.headers


def common_headers():
    try:
        from mlflow.tracking.request_header.registry import resolve_request_headers

        return resolve_request_headers()
    except Exception:
        boot.report()
        return {}


def body(kwargs):
    if kwargs.get("json") is not None:
        return json.dumps(kwargs["json"]).encode()
    data = kwargs.get("data")
    if hasattr(data, "read"):
        data = data.read()
    return data.encode() if isinstance(data, str) else data


def fallback(route):
    if route.fallback is None:
        status, said = 404, json.dumps(routes.MISSING)
    elif isinstance(route.fallback, str):
        status, said = 200, route.fallback
    else:
        status, said = 200, json.dumps(route.fallback)
    return connection.Answer(status, {}, said.encode())
