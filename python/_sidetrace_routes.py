"""What MLflow asks of a tracking server: how long each request may wait for its answer, and what MLflow is told where none
came, so that nothing is raised into the program.

Requests in the order of the SDK's dialects: docs/mlflow.md.
"""

import collections
import json
import os
import re
import sys
import time

boot = sys.modules["_sidetrace_boot"]
spans = boot.load("_sidetrace_spans")

# Seconds that the program waits. A traced call must not be held: what it sends goes on its way, and only the end of a trace
# waits a moment, where MLflow makes use of the answer. The rest is asked by the program itself.
NO_WAIT = 0
TRACE_END = 0.025
SHORT = 0.04
ASKED = 0.8
READ = 10.0

# `is_kept`: to be sent in any case. `merges`: can go in one request with its like. `headers`: more of them.
# `fallback`: the body where no answer came; None stands for 404. `is_patient`: the answer is of no use to MLflow, so that
# the program waits only where much is waiting already.
Route = collections.namedtuple("Route", "wait is_kept fallback merges headers is_patient", defaults=(False, (), False))

# For SDKs that send spans by OTLP only to servers of that version or newer.
FIRST_VERSION_WITH_OTLP = "3.4.0"
MISSING = {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "The Sidetrace receiver is away."}
# Of an experiment, since every receiver has it.
DEFAULT_EXPERIMENT = "0"

API = r"/api/[23]\.0/mlflow/"

def route_of(method, path, sent):
    """The Route of a request; `sent` is its JSON body or its parameters, a dict."""
    for verb, pattern, make in ROUTES:
        found = pattern.match(path) if verb == method else None
        if found:
            return make(sent, found)
    if method == "GET":
        return Route(READ, False, None)
    return Route(ASKED, False, {})


def start_v2(sent, found):
    """MLflow 2 wants the receiver's id for a trace that starts; it takes ours for that, and nobody waits."""
    trace_id = new_id()
    location = "mlflow-artifacts:/%s/traces/%s/artifacts" % (sent.get("experiment_id"), trace_id)
    tags = sent.get("tags", []) + [{"key": "mlflow.artifactLocation", "value": location}]
    info = dict(sent, request_id=trace_id, status="IN_PROGRESS", tags=tags)
    return Route(NO_WAIT, True, {"trace_info": info}, headers=(("x-sidetrace-request-id", trace_id),))


def end_v2(sent, found):
    return Route(TRACE_END, True, {"trace_info": dict(sent, request_id=found.group(1))}, is_patient=True)


def end_v3(sent, found):
    info = dict(sent.get("trace", {}).get("trace_info", {}))
    experiment = info.get("trace_location", {}).get("mlflow_experiment", {}).get("experiment_id", DEFAULT_EXPERIMENT)
    location = "mlflow-artifacts:/%s/traces/%s/artifacts" % (experiment, info.get("trace_id"))
    info["tags"] = {**info.get("tags", {}), "mlflow.artifactLocation": location}
    # Without the tag for spans that have come by OTLP the SDK sends them once more, and none is lost.
    is_whole = spans.sent.is_whole(info.get("trace_id"), spans.announced(info))
    if is_whole:
        info["tags"]["mlflow.trace.spansLocation"] = "TRACKING_STORE"
    # The receiver shall not wait for spans that are still behind this request.
    in_order = (("x-sidetrace-in-order", "1"),)
    return Route(TRACE_END, True, {"trace": {"trace_info": info}}, headers=in_order, is_patient=is_whole)


def set_trace_tag(sent, found):
    return Route(NO_WAIT if sent.get("key") == "mlflow.traceSpans" else SHORT, True, {})


def experiment(sent, found):
    name = sent.get("experiment_name")
    number = DEFAULT_EXPERIMENT if name else sent.get("experiment_id", DEFAULT_EXPERIMENT)
    known = {
        "experiment_id": number,
        "name": name or "Default",
        "artifact_location": "mlflow-artifacts:/%s" % number,
        "lifecycle_stage": "active",
    }
    return Route(ASKED if name else SHORT, False, {"experiment": known})


def create_run(sent, found):
    return Route(ASKED, False, {"run": run_json(sent, made_up.add(new_id()))})


def get_run(sent, found):
    return Route(ASKED, False, {"run": run_json(sent, sent.get("run_id") or sent.get("run_uuid"))})


def update_run(sent, found):
    return Route(SHORT, True, {"run_info": run_json(sent, sent.get("run_id"))["info"]})


def run_json(sent, run_id):
    number = sent.get("experiment_id", DEFAULT_EXPERIMENT)
    info = {
        "run_id": run_id,
        "run_uuid": run_id,
        "run_name": sent.get("run_name", ""),
        "experiment_id": number,
        "user_id": sent.get("user_id", ""),
        "status": sent.get("status", "RUNNING"),
        "start_time": sent.get("start_time", int(time.time() * 1000)),
        "artifact_uri": "mlflow-artifacts:/%s/%s/artifacts" % (number, run_id),
        "lifecycle_stage": "active",
    }
    return {"info": info, "data": {"tags": sent.get("tags", [])}}


def assessment(sent, found):
    made = {"assessment_id": "a-" + new_id(), **sent.get("assessment", {})}
    return Route(ASKED, False, {"assessment": made})


class MadeUp:
    """The runs that a program believes to have because the receiver was away; the receiver never heard of them."""

    most = 1000

    def __init__(self):
        self.ids = collections.OrderedDict()

    def add(self, made):
        self.ids[made] = None
        while len(self.ids) > self.most:
            self.ids.popitem(last=False)
        return made

    def is_in(self, path, sent):
        if not self.ids:
            return False
        named = {sent.get("run_id"), sent.get("run_uuid"), *path.split("/")}
        return any(made in named for made in list(self.ids))


made_up = MadeUp()


def new_id():
    return os.urandom(16).hex()


def answering(wait, is_kept, fallback, **more):
    return lambda sent, found: Route(wait, is_kept, fallback, **more)


# Method, path, and the function that makes the Route; the first that fits counts.
ROUTES = [
    (method, re.compile(pattern + "$"), make)
    for method, pattern, make in (
        ("POST", "/v1/traces", answering(NO_WAIT, True, {}, merges=True)),
        ("POST", "/api/2.0/mlflow/traces", start_v2),
        ("PATCH", "/api/2.0/mlflow/traces/([^/]+)", end_v2),
        ("PATCH", API + "traces/([^/]+)/tags", set_trace_tag),
        ("POST", "/api/3.0/mlflow/traces", end_v3),
        ("PUT", r".*/mlflow-artifacts/artifacts/[^/]+/traces/[^/]+/artifacts/.*", answering(NO_WAIT, True, {})),
        ("GET", "/version", answering(SHORT, False, FIRST_VERSION_WITH_OTLP)),
        ("GET", API + "experiments/get(-by-name)?", experiment),
        ("POST", API + "experiments/create", answering(ASKED, False, {"experiment_id": DEFAULT_EXPERIMENT})),
        ("POST", API + "runs/create", create_run),
        ("GET", API + "runs/get", get_run),
        ("POST", API + "runs/update", update_run),
        ("POST", API + "runs/(log-.*|set-tag)", answering(SHORT, True, {})),
        ("POST", API + "traces/[^/]+/assessments", assessment),
        ("PATCH", API + "traces/[^/]+/assessments/.*", assessment),
        ("GET", API + "traces(/batchGet(Infos)?)?", answering(READ, False, {})),
        ("GET", API + "metrics/get-history", answering(READ, False, {})),
        ("POST", API + ".*search.*", answering(READ, False, {})),
    )
]
