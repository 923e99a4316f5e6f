"""What the tests of the advice share: a receiver that keeps it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from .helper import HelperTestCase


class AdviceTestCase(HelperTestCase):
    """`told`: (path, advice) of each request to `url`."""

    def setUp(self):
        super().setUp()
        self.told = told = []

        class Receiver(BaseHTTPRequestHandler):
            server_version, sys_version = "sidetrace", ""

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path != "/live/v1":
                    told.append((self.path, json.loads(body)))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
