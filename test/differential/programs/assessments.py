"""Feedback and expectations on traces, where this version has them."""

import mlflow
from observed import client, finish, flush, has, observe

experiment = mlflow.set_experiment("assessments")


@mlflow.trace
def ask(x):
    span = mlflow.get_current_active_span()
    return [getattr(span, "trace_id", None) or span.request_id, span.span_id]


trace_id, span_id = ask(1)
flush()
if has("log_feedback") and has("entities.AssessmentSource"):
    from mlflow.entities import AssessmentSource

    human = AssessmentSource(source_type="HUMAN", source_id="ada")
    judge = AssessmentSource(source_type="LLM_JUDGE", source_id="gpt-4o")
    values = {"bool": True, "int": 3, "float": 0.5, "whole": 1.0, "text": "good", "list": [1, "a"], "object": {"a": 1}, "none": None}
    for name, value in values.items():
        observe(f"feedback {name}", lambda: mlflow.log_feedback(trace_id=trace_id, name=name, value=value))
    made = observe("feedback", lambda: mlflow.log_feedback(trace_id=trace_id, name="quality", value=0.5, source=judge, rationale="fine", metadata={"m": "1"}, span_id=span_id))
    observe("failed feedback", lambda: mlflow.log_feedback(trace_id=trace_id, name="broken", error=ValueError("judge failed")))
    observe("expectation", lambda: mlflow.log_expectation(trace_id=trace_id, name="answer", value={"facts": ["a", "b"]}, source=human))
    wanted = observe("simple expectation", lambda: mlflow.log_expectation(trace_id=trace_id, name="count", value=3))
    if made is not None:
        aid = made.assessment_id
        observe("read", lambda: mlflow.get_assessment(trace_id, aid))
        observe("updated", lambda: mlflow.update_assessment(trace_id=trace_id, assessment_id=aid, assessment=mlflow.entities.Feedback(name="quality", value=0.75, rationale="better", metadata={"m": "2", "n": "3"})))
        observe("updated, read", lambda: mlflow.get_assessment(trace_id, aid))
        observe("overridden", lambda: mlflow.override_feedback(trace_id=trace_id, assessment_id=aid, value=1, rationale="best", source=human))
        observe("overridden, read", lambda: mlflow.get_assessment(trace_id, aid))
        observe("overriding nothing", lambda: mlflow.override_feedback(trace_id=trace_id, assessment_id="a-00000000000000000000000000000001", value=1))
        observe("expectation updated", lambda: mlflow.update_assessment(trace_id=trace_id, assessment_id=wanted.assessment_id, assessment=mlflow.entities.Expectation(name="count", value=4)))
        observe("expectation to feedback", lambda: mlflow.update_assessment(trace_id=trace_id, assessment_id=wanted.assessment_id, assessment=mlflow.entities.Feedback(name="count", value=4)))
        observe("on the trace", lambda: mlflow.get_trace(trace_id).info.assessments)
        observe("table", lambda: mlflow.search_traces(experiment_ids=[experiment.experiment_id]))
        observe("deleted", lambda: mlflow.delete_assessment(trace_id=trace_id, assessment_id=aid))
        observe("deleted, read", lambda: mlflow.get_assessment(trace_id, aid))
        observe("deleted again", lambda: mlflow.delete_assessment(trace_id=trace_id, assessment_id=aid))
        observe("names left", lambda: [each.name for each in mlflow.get_trace(trace_id).info.assessments])
        observe("missing", lambda: mlflow.get_assessment(trace_id, "a-00000000000000000000000000000001"))
        observe("missing, updated", lambda: mlflow.update_assessment(trace_id=trace_id, assessment_id="a-00000000000000000000000000000001", assessment=mlflow.entities.Feedback(name="q", value=1)))

        @mlflow.trace
        def assessed():
            active = mlflow.get_current_active_span()
            active_id = getattr(active, "trace_id", None) or active.request_id
            mlflow.log_feedback(trace_id=active_id, name="while it runs", value=True)
            return active_id

        running = observe("while it runs", assessed)
        flush()
        observe("while it runs, read", lambda: mlflow.get_trace(running) if running else None)
finish()
