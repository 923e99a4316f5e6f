"""The model's HTTP server: loopback only, on a free port, in a daemon thread of the example itself."""

import json
import os
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .replies import reply_to
from .wire import ollama_chat, openai_chunks, openai_completion


@contextmanager
def local_model():
    """Yields the model's base URL, such as `http://127.0.0.1:40123`; the model ends with the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), ModelHandler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def delay():
    """Seconds that an answer takes."""
    return float(os.environ.get("FAKE_MODEL_DELAY", "0.4"))


class ModelHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model, messages = body["model"], body["messages"]
        reply = reply_to(messages, body.get("tools") or [])
        if self.path == "/api/chat":
            time.sleep(delay())
            self.send_json(ollama_chat(model, messages, reply))
        elif self.path != "/v1/chat/completions":
            self.send_json({"error": {"message": f"No such path: {self.path}", "type": "invalid_request_error"}}, 404)
        elif body.get("stream"):
            usage = bool((body.get("stream_options") or {}).get("include_usage"))
            self.send_events(list(openai_chunks(model, messages, reply, usage)))
        else:
            time.sleep(delay())
            self.send_json(openai_completion(model, messages, reply))

    def send_json(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_events(self, values):
        """Streams the values as server-sent events; all of them together take twice the delay."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for value in values:
            time.sleep(2 * delay() / len(values))
            self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_):
        """Says nothing: the terminal belongs to the example."""
