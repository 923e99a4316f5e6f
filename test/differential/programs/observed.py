"""What a program saw of its SDK, as JSON: `observe` notes a value or an error, `finish` prints all of it."""

import dataclasses
import datetime
import enum
import json
import time

import mlflow

_seen = {}


def observe(name, value):
    """Notes `value`, or what it returns or raises where it is a function; returns it (None after an error)."""
    result = None
    try:
        result = value() if callable(value) else value
        _seen[name] = plain(result)
    except Exception as error:  # whatever a user's program would see
        _seen[name] = {"raised": described(error)}
    return result


def finish():
    print("RESULT " + json.dumps(_seen, sort_keys=True), flush=True)


def described(error):
    # RestException writes "CODE: message".
    return {"class": type(error).__name__, "code": getattr(error, "error_code", None), "message": str(error)}


def has(path, module=mlflow):
    """Whether this version of MLflow has `path`, such as "log_feedback" or "entities.LiveSpan"."""
    for name in path.split("."):
        if not hasattr(module, name):
            return False
        module = getattr(module, name)
    return True


def client():
    """The client API; None with mlflow-tracing, which has none."""
    return mlflow.MlflowClient() if has("MlflowClient") else None


def flush():
    """All traces are at the server afterwards."""
    if has("flush_trace_async_logging"):
        mlflow.flush_trace_async_logging()


def read_trace(trace_id):
    """From the server: early versions of `mlflow.get_trace` give what they still have in memory."""
    return client().get_trace(trace_id) if client() else mlflow.get_trace(trace_id)


def tag_current_trace(tags):
    if has("update_current_trace"):
        mlflow.update_current_trace(tags=tags)
        return
    for key, value in tags.items():
        mlflow.MlflowClient().set_trace_tag(mlflow.get_current_active_span().request_id, key, value)


def next_millisecond():
    """Waits for it: traces of one millisecond have no order, and by that the server sorts."""
    now = time.time_ns() // 10**6
    while time.time_ns() // 10**6 == now:
        pass


def plain(value, depth=0):
    if depth > 30:
        return "too deep"
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    known = _mlflow_entity(value, depth)
    if known is not None:
        return known
    if isinstance(value, dict):
        return {str(key): plain(each, depth + 1) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name), depth + 1) for each in dataclasses.fields(value)}
    if type(value).__name__ == "DataFrame":
        return _table(value, depth)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        return plain(value.item(), depth + 1)
    if isinstance(value, (list, tuple, set)):
        items = [plain(each, depth + 1) for each in (sorted(value) if isinstance(value, set) else value)]
        # A page of the client API.
        return {"items": items, "has_token": bool(value.token)} if hasattr(value, "token") else items
    return {"type": type(value).__name__, "text": str(value)}


def _number(value):
    # The reader has one kind of number, of 53 bits. Those of the size of times it has to know as such.
    if isinstance(value, int):
        return value if abs(value) <= 2**53 or 1.6e18 <= value < 2.2e18 else f"int {value}"
    if value != value or abs(value) == float("inf"):
        return repr(value)
    return f"float {value!r}" if value.is_integer() and abs(value) < 1.6e9 else value


def _mlflow_entity(value, depth):
    if type(value).__module__.split(".")[0] != "mlflow":
        return None
    if type(value).__name__ == "Trace":
        spans = [plain(span, depth + 1) for span in value.data.spans]
        return {"info": plain(value.info, depth + 1), "spans": spans, "written": plain(json.loads(value.to_json()))}
    if hasattr(value, "span_type") and hasattr(value, "events"):
        return _span(value, depth)
    if isinstance(value, (list, dict)) or dataclasses.is_dataclass(value):
        return None
    names = [name for name in dir(type(value)) if isinstance(getattr(type(value), name, None), property)]
    return {name: plain(getattr(value, name), depth + 1) for name in names if not name.startswith("_")}


def _span(span, depth):
    names = ("name", "span_id", "parent_id", "start_time_ns", "end_time_ns", "span_type", "inputs", "outputs", "attributes", "status")
    fields = {name: plain(getattr(span, name), depth + 1) for name in names}
    events = [{"name": each.name, "timestamp": each.timestamp, "attributes": plain(each.attributes)} for each in span.events]
    return {**fields, "events": events}


def _table(table, depth):
    names = list(table.columns)
    rows = [{name: _cell(name, cell, depth) for name, cell in zip(names, row)} for row in table.values.tolist()]
    return {"columns": names, "types": [str(kind) for kind in table.dtypes], "rows": rows}


def _cell(name, value, depth):
    # MLflow 3 has the whole trace in a cell, as text.
    return plain(json.loads(value)) if name == "trace" and isinstance(value, str) else plain(value, depth + 1)
