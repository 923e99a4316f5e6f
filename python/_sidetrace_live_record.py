"""A span as one line of the request: OTLP/JSON field names (opentelemetry-proto 1.x), only what the receiver does not know yet."""

import sys

boot = sys.modules["_sidetrace_boot"]
plain = boot.load("_sidetrace_live_table").plain

# A record stays far below the receiver's 16 MB: a text is cut, and shorter where there are more than FEW of them.
MAX_CHARACTERS = 64 << 10
MANY_CHARACTERS = 4 << 10
FEW = 16
MAX_ITEMS = 200
# Of one record: the newest, as many as these allow. Streams make an event for each chunk.
MAX_EVENTS, MAX_EVENT_CHARACTERS = 1000, 1 << 20
MISSING = object()
# MLflow keeps the values of its spans as JSON texts; by this attribute, in every record, the receiver knows that.
MLFLOW_MARK = "mlflow.traceRequestId"


def record_of(entry, source):
    """The record of an entry, as plain data; the entry's `told` and `events` move on."""
    span, is_first = entry.span, entry.told is None
    told = entry.told = {} if is_first else entry.told
    attributes = plain(span._attributes).copy()
    changed = {key: value for key, value in attributes.items() if told.get(key, MISSING) is not value}
    told.update(changed)
    if changed and MLFLOW_MARK in attributes:
        changed[MLFLOW_MARK] = attributes[MLFLOW_MARK]
    new_events = newest(span._events, entry)
    fields = heading(span)
    fields["attributes"] = key_values(changed)
    if new_events:
        fields["events"] = [
            {
                "name": cut(event.name, MANY_CHARACTERS),
                "timeUnixNano": str(event.timestamp),
                "attributes": key_values(event.attributes, 0 if len(new_events) < FEW else FEW),
            }
            for event in new_events
        ]
    if entry.ended:
        fields["endTimeUnixNano"] = str(entry.ended)
    record = {"op": "end" if entry.ended else "start" if is_first else "update", "span": fields}
    scope = span._instrumentation_scope
    if scope is not None:
        record["scope"] = {"name": scope.name, "version": scope.version or ""}
    record.update(entry.setting)
    if is_first:
        add_origin(record, entry, source)
    return record


def newest(events, entry):
    """The events that the receiver does not know; `entry.events` moves on. The SDK keeps the last 128 and counts those before; all
    since the last record are in `entry.fresh`, unless there were too many."""
    fresh, since = entry.fresh, ()
    if fresh:
        # The program's thread adds at the end meanwhile.
        since = fresh[:]
        del fresh[: len(since)]
    was_lost, entry.lost = entry.lost, False
    # Asked for before the list: one that comes in between is told twice, and that is known as one.
    dropped = getattr(events, "dropped", 0)
    kept = list(events)
    count = dropped + len(kept)
    new = count - entry.events
    # Some may be with the SDK already and not among the fresh ones yet.
    if since and not was_lost:
        entry.events = min(entry.events + len(since), count)
        fresh = since[-MAX_EVENTS:]
    else:
        entry.events = count
        fresh = kept[-min(new, MAX_EVENTS) :] if new > 0 else []
    room = MAX_EVENT_CHARACTERS
    for index in range(len(fresh) - 1, -1, -1):
        texts = (fresh[index].attributes or {}).values()
        room -= 100 + sum([min(len(value), MANY_CHARACTERS) for value in texts if isinstance(value, str)])
        if room < 0:
            return fresh[index + 1 :] or fresh[index:]
    return fresh


def heading(span):
    fields = ids(span._context)
    fields["name"] = span._name
    fields["startTimeUnixNano"] = str(span._start_time)
    if span._parent is not None:
        fields["parentSpanId"] = "%016x" % span._parent.span_id
    status = span._status
    if status.status_code.value:
        fields["status"] = {"code": status.status_code.value, "message": status.description or ""}
    return fields


def add_origin(record, entry, source):
    """What is told once: where the span comes from."""
    span, fields = entry.span, record["span"]
    if span.kind is not None:
        fields["kind"] = span.kind.value + 1
    if span._links:
        fields["links"] = [dict(ids(link.context), attributes=key_values(link.attributes)) for link in span._links]
    record["thread"] = {"id": entry.thread[0], "name": entry.thread[1]}
    code = source.told_of(entry.places)
    if code:
        record["code"] = code
    if entry.spawner is not None:
        context, way, place = entry.spawner
        record["spawnedFrom"] = dict(ids(context), by=way)
        if place is not None:
            record["spawnedFrom"]["at"] = source.told(place)


def ids(context):
    return {"traceId": "%032x" % context.trace_id, "spanId": "%016x" % context.span_id}


def key_values(attributes, beside=0):
    """OTLP/JSON KeyValues; `beside`: how many others there are."""
    most = MAX_CHARACTERS if len(attributes or ()) + beside <= FEW else MANY_CHARACTERS
    return [{"key": str(key), "value": any_value(value, most)} for key, value in (attributes or {}).items()]


def any_value(value, most):
    """OTLP/JSON AnyValue; texts of more than `most` characters and long lists are cut."""
    if isinstance(value, str):
        return {"stringValue": cut(value, most)}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value if value - value == 0 else text_of(value)}
    if isinstance(value, (list, tuple)):
        return {"arrayValue": {"values": [any_value(item, MANY_CHARACTERS) for item in value[:MAX_ITEMS]]}}
    return {} if value is None else {"stringValue": cut(str(value), most)}


def text_of(value):
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def cut(text, most):
    if len(text) <= most:
        return text
    return "%s… [Sidetrace shows the first %d of %d characters while the span runs]" % (text[:most], most, len(text))
