"""MLflow's requests to our receiver, with a receiver of the test's own and a stand-in for MLflow's module."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .helper import URL, HelperTestCase

REST_UTILS = """
class requests:
    class Response:
        def __init__(self): self.headers = {}
def http_request(host_creds, endpoint, method, *args, **kwargs): return "real"
"""
HEADERS = "def resolve_request_headers(): return {'User-Agent': 'mlflow-python-client/0'}"
PROGRAM = """
import json, os, sys, time
from mlflow.utils.rest_utils import http_request
class Creds: host = os.environ["SIDETRACE_URL"]
def ask(method, path, **kwargs):
    answer = http_request(Creds, path, method, **kwargs)
    return answer.status_code, answer._content.decode()
"""


class RequestTest(HelperTestCase):
    def setUp(self):
        super().setUp()
        self.write("own/mlflow/utils/rest_utils.py", REST_UTILS)
        self.write("own/mlflow/tracking/request_header/registry.py", HEADERS)
        self.seen = []
        self.status, self.server_name, self.hold = 200, "sidetrace", threading.Event()
        self.hold.set()

    def serve(self):
        test = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # Else a body waits up to 40 ms for the other side to confirm its head.

            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                test.seen.append((self.command, self.path, body.decode(), dict(self.headers)))
                test.hold.wait(20)
                said = json.dumps({"said": self.path}).encode()
                self.send_response(test.status)
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PUT = do_PATCH = answer

            def version_string(self):
                return test.server_name

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.handle_error = lambda *args: None  # A program that ended before its answer came.
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(self.hold.set)
        return "http://127.0.0.1:%d" % server.server_port

    def run_requests(self, code, url=URL):
        env = {"SIDETRACE_DEBUG": "1", "SIDETRACE_URL": url}
        output, errors, status = self.run_python(PROGRAM + code, path=[self.helper, self.folder + "/own"], env=env)
        self.assertEqual((errors, status), ("", 0))
        return output

    def paths(self):
        return [(method, path) for method, path, *_ in self.seen]


class WhereItAnswers(RequestTest):
    def test_gives_mlflow_its_answer(self):
        self.status = 404
        output = self.run_requests("print(ask('GET', '/api/2.0/mlflow/experiments/get', params={'experiment_id': '7'}))", self.serve())
        self.assertEqual(output, """(404, '{"said": "/api/2.0/mlflow/experiments/get?experiment_id=7"}')""")

    def test_sends_what_mlflow_would_and_no_credentials(self):
        code = "Creds.token = 'secret'; ask('POST', '/api/2.0/mlflow/runs/create', json={'a': 1}, extra_headers={'X-Own': 'x'})"
        self.run_requests(code, self.serve())
        (_, _, body, headers), = self.seen
        self.assertEqual((body, headers["Content-Type"], headers["X-Own"]), ('{"a": 1}', "application/json", "x"))
        self.assertNotIn("Authorization", headers)

    def test_sends_everything_before_the_program_ends(self):
        code = "for number in range(50): ask('PUT', '/api/2.0/mlflow-artifacts/artifacts/0/traces/%d/artifacts/traces.json' % number, data=b'x')"
        self.run_requests(code, self.serve())
        numbers = [int(path.split("/")[7]) for _, path in self.paths()]
        self.assertEqual(numbers, list(range(50)))

    def test_a_read_sees_what_was_sent_before(self):
        code = "ask('POST', '/v1/traces', data=b'spans'); ask('GET', '/api/3.0/mlflow/traces/tr-1')"
        self.run_requests(code, self.serve())
        self.assertEqual(self.paths(), [("POST", "/v1/traces"), ("GET", "/version"), ("GET", "/api/3.0/mlflow/traces/tr-1")])

    def test_an_mlflow_2_trace_starts_with_an_id_of_ours(self):
        code = "print(json.loads(ask('POST', '/api/2.0/mlflow/traces', json={'experiment_id': '3'})[1])['trace_info']['request_id'])"
        chosen = self.run_requests(code, self.serve())
        self.assertEqual(self.seen[0][3]["x-sidetrace-request-id"], chosen)
        self.assertRegex(chosen, "^[0-9a-f]{32}$")

    def test_spans_that_wait_together_go_together(self):
        self.hold.clear()
        code = "for _ in range(5): ask('POST', '/v1/traces', data=b'spans', extra_headers={'x-mlflow-experiment-id': '1'})\n"
        code += "ask('POST', '/v1/traces', data=b'other', extra_headers={'x-mlflow-experiment-id': '2'})"
        url = self.serve()
        threading.Timer(0.5, self.hold.set).start()
        self.run_requests(code, url)
        bodies = [body for _, _, body, _ in self.seen]
        self.assertEqual("".join(bodies), "spans" * 5 + "other")
        self.assertLess(len(bodies), 6)
        self.assertEqual(bodies[-1], "other")

    def test_says_of_what_it_sends_that_nobody_reads_the_answer_and_where_its_parts_end(self):
        self.hold.clear()
        url = self.serve()
        threading.Timer(0.5, self.hold.set).start()
        self.run_requests("for size in (1, 2, 3): ask('POST', '/v1/traces', data=b'x' * size)", url)
        self.assertEqual({headers.get("x-sidetrace-unread") for *_, headers in self.seen}, {"1"})
        parts = [headers.get("x-sidetrace-parts") or str(len(body)) for _, _, body, headers in self.seen]
        self.assertEqual(",".join(parts), "1,2,3")
        self.assertLess(len(parts), 3)

    def test_a_forked_child_sends_its_own_and_not_its_parents(self):
        code = (
            "ask('POST', '/v1/traces', data=b'parent')\n"
            "import multiprocessing\n"
            "work = lambda: ask('POST', '/v1/traces', data=b'child')\n"
            "child = multiprocessing.get_context('fork').Process(target=work); child.start(); child.join()"
        )
        self.run_requests(code, self.serve())
        self.assertEqual(sorted(body for _, _, body, _ in self.seen), ["child", "parent"])

    def test_its_thread_imports_nothing(self):
        # The child of a fork in the middle of an import waits for that import forever.
        code = (
            "import threading\n"
            "def note(event, args):\n"
            "  if event == 'import' and threading.current_thread() is not threading.main_thread(): print(args[0])\n"
            "sys.addaudithook(note)\n"
            "ask('POST', '/v1/traces', data=b'spans'); ask('GET', '/api/3.0/mlflow/traces/tr-1')"
        )
        self.assertEqual(self.run_requests(code, self.serve()), "")
        self.assertEqual(len(self.seen), 3)

    def test_requests_to_others_stay_as_they_are(self):
        code = "Creds.host = 'http://other'; print(http_request(Creds, '/x', 'POST'))"
        self.assertEqual(self.run_requests(code), "real")


class WhereItIsAway(RequestTest):
    # What a program asks for is made up; what it looks for is missing.
    CODE = (
        "run = json.loads(ask('POST', '/api/2.0/mlflow/runs/create', json={'experiment_id': '0'})[1])['run']['info']['run_id']\n"
        "print(ask('GET', '/api/2.0/mlflow/experiments/get-by-name', params={'experiment_name': 'mine'})[0],"
        " ask('POST', '/api/2.0/mlflow/runs/log-metric', json={'run_id': run}),"
        " ask('GET', '/api/3.0/mlflow/traces/tr-1')[0], ask('GET', '/version')[1])"
    )
    MADE_UP = "200 (200, '{}') 404 3.4.0"

    def test_nothing_is_raised_where_nothing_listens(self):
        self.assertEqual(self.run_requests(self.CODE), self.MADE_UP)

    def test_nothing_is_raised_where_somebody_else_listens(self):
        self.server_name = "nginx"
        self.assertEqual(self.run_requests(self.CODE, self.serve()), self.MADE_UP)

    def test_nothing_is_raised_where_it_fails(self):
        self.status = 503
        self.assertEqual(self.run_requests(self.CODE, self.serve()), self.MADE_UP)

    def test_nothing_is_raised_where_it_hangs(self):
        self.hold.clear()
        self.assertEqual(self.run_requests(self.CODE, self.serve()), self.MADE_UP)

    def test_a_run_that_was_made_up_stays_made_up(self):
        code = (
            "run = json.loads(ask('POST', '/api/2.0/mlflow/runs/create', json={'experiment_id': '0'})[1])['run']['info']['run_id']\n"
            "sys.modules['_sidetrace_request'].connection.SIGNATURE = 'sidetrace'\n"
            "ask('POST', '/v1/traces', data=b'spans')\n"
            "while ask('GET', '/api/2.0/mlflow/experiments/get')[1].count('said') == 0: time.sleep(0.01)\n"
            "print(ask('POST', '/api/2.0/mlflow/runs/log-metric', json={'run_id': run}))"
        )
        start = "sys.modules['_sidetrace_request'].connection.SIGNATURE = 'nobody'\n"
        self.assertEqual(self.run_requests(start + code, self.serve()), "(200, '{}')")
        self.assertNotIn(("POST", "/api/2.0/mlflow/runs/log-metric"), self.paths())
        self.assertIn(("POST", "/v1/traces"), self.paths())

    def test_what_waits_is_bounded(self):
        code = (
            "box = sys.modules['_sidetrace_outbox']; box.MOST_REQUESTS = 10\n"
            "for number in range(100): ask('PUT', '/api/2.0/mlflow-artifacts/artifacts/0/traces/%d/artifacts/traces.json' % number, data=b'x')\n"
            "import gc; print(max(len(found.queue) for found in gc.get_objects() if isinstance(found, box.Outbox)) <= 10)"
        )
        self.assertEqual(self.run_requests(code), "True")

    def test_the_end_waits_once_for_an_answer_that_does_not_come(self):
        self.hold.clear()
        code = """
box = sys.modules["_sidetrace_outbox"].ours()
def took(wait):
    begin = time.monotonic()
    wait()
    return time.monotonic() - begin
ask("POST", "/v1/traces", data=b"spans")
settled, drained = took(box.settle), took(box.drain)
print(settled > 0.5, drained < settled / 2)
"""
        self.assertEqual(self.run_requests(code, self.serve()), "True True")


class TraceEnd(RequestTest):
    """The end of a trace of MLflow 3.4 and up, whose spans were sent before."""

    CODE = """
import mlflow.store.tracking.rest_store as rest
class Span:
    trace_id = "tr-1"
    def __init__(self, number): self.span_id = number
def end(count):
    info = {"trace_id": "tr-1", "trace_metadata": {"mlflow.trace.sizeStats": json.dumps({"num_spans": count})}}
    return "mlflow.trace.spansLocation" in ask("POST", "/api/3.0/mlflow/traces", json={"trace": {"trace_info": info}})[1]
def log(*numbers): rest.RestStore().log_spans("0", [Span(number) for number in numbers])
"""
    STORE = """
class RestStore:
    def log_spans(self, location, spans):
        if any(span.span_id is None for span in spans): raise ValueError
"""

    def setUp(self):
        super().setUp()
        self.write("own/mlflow/store/tracking/rest_store.py", self.STORE)

    def test_is_known_without_an_answer_where_all_its_spans_are_on_their_way(self):
        self.hold.clear()
        url = self.serve()
        threading.Timer(1, self.hold.set).start()
        self.assertEqual(self.run_requests(self.CODE + "log(1, 2); log(2, 3); print(end(3), end(3))", url), "True False")

    def test_is_the_receivers_to_say_where_one_is_missing(self):
        code = "log(1)\ntry: log(None)\nexcept ValueError: pass\nprint(end(2))"
        self.assertEqual(self.run_requests(self.CODE + code, self.serve()), "False")
        self.assertEqual(self.seen[-1][3].get("x-sidetrace-unread"), None)

    def test_waits_in_mlflows_own_thread_for_spans_that_are_being_encoded(self):
        code = """
import threading
def work(name, job):
    thread = threading.Thread(target=job, name=name); thread.start(); return thread
ended = []
spans = sys.modules["_sidetrace_spans"]
spans.NEXT_SECONDS = spans.ALL_SECONDS = 20
waiting = work("MlflowTraceLoggingWorker_1", lambda: ended.append(end(2)))
log(1); log(2)
waiting.join()
print(ended)
"""
        self.assertEqual(self.run_requests(self.CODE + code, self.serve()), "[True]")

    def test_waits_in_vain_once_and_not_for_what_never_comes(self):
        code = """
import threading
ended = []
def ends():
    begin = time.monotonic(); end(2); ended.append(time.monotonic() - begin)
for _ in range(2):
    thread = threading.Thread(target=ends, name="MlflowTraceLoggingWorker_1"); thread.start(); thread.join()
spans = sys.modules["_sidetrace_spans"]
print(ended[0] >= spans.NEXT_SECONDS, ended[1] < ended[0])
"""
        self.assertEqual(self.run_requests(self.CODE + code, self.serve()), "True True")
