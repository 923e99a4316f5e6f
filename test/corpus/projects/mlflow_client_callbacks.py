"""Spans by hand, from callbacks that know nothing of `with`."""
from mlflow import MlflowClient
from mlflow.tracking import MlflowClient as TrackingClient


class PipelineCallback:
    def __init__(self, client: MlflowClient | None = None):
        self._client = client or MlflowClient()
        self._open = {}

    def on_start(self, run_id, inputs):
        root = self._client.start_trace(name="pipeline", inputs=inputs)  #~ pipeline
        self._open[run_id] = root

    def on_step(self, run_id, step, inputs):
        root = self._open[run_id]
        span = self._client.start_span(  #~ step:load || step:clean {"inputs": {"rows": 3}}
            f"step:{step}",
            request_id=root.request_id,
            parent_id=root.span_id,
            inputs=inputs,
        )
        return span

    def on_end(self, run_id):
        self._client.end_trace(self._open.pop(run_id).request_id)


def main(client=TrackingClient()):
    root = client.start_trace("manual")  #~ manual
    child = client.start_span("manual child", root.request_id, parent_id=root.span_id)  #~ manual child
    client.end_span(root.request_id, child.span_id)
    client.end_trace(root.request_id)
    get_client().start_span(name="from a call", request_id=root.request_id)  #~ from a call


def get_client():
    return MlflowClient()
