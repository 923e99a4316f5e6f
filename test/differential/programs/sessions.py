"""Conversations: traces of users and sessions."""

import mlflow
from observed import finish, flush, has, next_millisecond, observe

experiment = mlflow.set_experiment("sessions")
ids = [experiment.experiment_id]


@mlflow.trace
def turn(session, user, n):
    next_millisecond()
    mlflow.update_current_trace(metadata={"mlflow.trace.session": session, "mlflow.trace.user": user})
    return n


def told(traces):
    names = ("mlflow.trace.session", "mlflow.trace.user")
    return [[trace.info.trace_metadata.get(name) for name in names] for trace in traces]


observe("turns", lambda: [turn("s-1", "ada", 1), turn("s-1", "ada", 2), turn("s-2", "bob", 1)])
flush()
if has("entities.TraceState"):
    def of(session):
        return mlflow.search_traces(experiment_ids=ids, filter_string=f"metadata.`mlflow.trace.session` = '{session}'", return_type="list")

    observe("first session", lambda: told(of("s-1")))
    observe("second session", lambda: told(of("s-2")))
    observe("no session", lambda: told(of("s-3")))
    observe("whole trace", lambda: of("s-2"))
if has("search_sessions"):
    observe("sessions", lambda: mlflow.search_sessions(locations=ids))
if has("tracing.context"):
    with mlflow.tracing.context(session_id="s-9", user="eve", metadata={"m": "1"}, tags={"t": "2"}):
        observe("turn in context", lambda: turn("s-9", "eve", 1))
    flush()
    observe("in context", lambda: [t.info for t in of("s-9")])
finish()
