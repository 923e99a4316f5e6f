import time

from .live import LiveTestCase

# On a busy machine the last records may take longer than a program waits for them.
PATIENT = "sys.modules['_sidetrace_live_sender'].EXIT_SECONDS = 30\n"


class LiveTest(LiveTestCase):
    def test_tells_the_start_with_what_is_set_at_once_then_only_what_changes(self):
        self.run_live("span = begin('a', x=1)\ntold(1)\nspan.set_attribute('y', 'two')\ntold(2)\nspan.end()")
        self.assertEqual(self.receiver.spans(), [("start", "a", {"x": "1"}), ("update", "a", {"y": "two"}), ("end", "a", {})])
        start, update, end = [record["span"] for record in self.receiver.records() if "span" in record]
        self.assertEqual((start["traceId"], start["spanId"]), ("1".zfill(32), "1".zfill(16)))
        self.assertEqual(start["startTimeUnixNano"], update["startTimeUnixNano"])
        self.assertNotIn("endTimeUnixNano", update)
        self.assertGreaterEqual(int(end["endTimeUnixNano"]), int(start["startTimeUnixNano"]))

    def test_a_short_span_is_one_record(self):
        self.run_live("begin('a', x=1).end()")
        self.assertEqual(self.receiver.spans(), [("end", "a", {"x": "1"})])

    def test_every_request_says_which_process_it_is(self):
        printed = self.run_live("begin('a').end()\nprint(os.getpid())")
        for body in self.receiver.bodies:
            self.assertEqual((body[0]["op"], body[0]["v"], str(body[0]["pid"])), ("hello", 1, printed))
        self.assertEqual(len({body[0]["process"] for body in self.receiver.bodies}), 1)

    def test_says_good_bye(self):
        self.run_live("begin('left open')")
        self.assertEqual([record["op"] for record in self.receiver.records()], ["start", "bye"])

    def test_hears_spans_of_the_programs_own_exit(self):
        self.run_live("import atexit\natexit.register(lambda: begin('at exit').end())\nbegin('before').end()\ntold(1)")
        self.assertEqual(self.receiver.spans(), [("end", "before", {}), ("end", "at exit", {})])

    def test_a_first_span_at_the_programs_exit_does_no_harm(self):
        self.run_live("import atexit\natexit.register(lambda: begin('at exit').end())")

    def test_leaves_a_program_alone_whose_receiver_is_away_or_elsewhere(self):
        for url in ("http://127.0.0.1:9", "http://collector.example:5005", "nonsense"):
            self.assertEqual(self.run_live("begin('a').end()\nprint('done')", url=url), "done")

    def test_does_not_wait_for_a_receiver_that_hangs(self):
        self.receiver.held = True
        started = time.monotonic()
        self.assertEqual(self.run_live("begin('a').end()\nasked(1)\nprint('done')"), "done")
        self.assertLess(time.monotonic() - started, 20)  # It answers after 30 s.

    def test_tells_again_what_was_not_taken(self):
        self.receiver.statuses = [200, 503]
        self.run_live("begin('a').end()\ntold(1)\nbegin('b').end()\ntold(2)")
        self.assertEqual(self.receiver.spans(), [("end", "a", {}), ("end", "b", {})])

    def test_tells_again_what_was_not_taken_of_several_requests_at_once(self):
        self.receiver.statuses = [200, 503]
        self.run_live("sys.modules['_sidetrace_live_sender'].BATCH_LINES = 1\nbegin('a').end(); begin('b').end()\ntold(2)")
        self.assertEqual(self.receiver.spans(), [("end", "a", {}), ("end", "b", {})])

    def test_tells_of_what_runs_when_the_receiver_comes(self):
        self.receiver.statuses = [503]
        self.run_live(PATIENT + "begin('a').end()\nasked(1)\nspan = begin('b')\ntold(1)\nspan.end()")
        self.assertEqual(self.receiver.spans(), [("start", "b", {}), ("end", "b", {})])

    def test_tells_at_the_end_what_it_kept_for_a_receiver_that_is_just_back(self):
        self.receiver.statuses = [200, 503]
        self.run_live(PATIENT + "begin('a').end()\ntold(1)\nbegin('b').end()\nasked(2)")
        self.assertEqual(self.receiver.spans(), [("end", "a", {}), ("end", "b", {})])

    def test_says_how_many_spans_it_could_not_keep(self):
        self.run_live(
            PATIENT + "sys.modules['_sidetrace_live_table'].MAX_QUEUED = 10\nfor n in range(3000): begin('a').end()\n"
            "told(1)\nbegin('b').end()"
        )
        dropped = sum(record["spans"] for record in self.receiver.records("dropped"))
        self.assertGreater(dropped, 0)
        self.assertEqual(len(self.receiver.records("end")) + dropped, 3001)

    def test_does_not_count_what_ended_before_the_receiver_came(self):
        self.receiver.statuses = [503]
        self.run_live(PATIENT + "begin('a').end()\nasked(1)\nspan = begin('b')\ntold(1)\nspan.end()")
        self.assertEqual(self.receiver.records("dropped"), [])

    def test_leaves_what_is_no_receiver_of_live_records_in_peace(self):
        self.receiver.statuses = [404] * 100
        # Nothing comes that could be awaited: each is longer than changes are put together for, all are shorter than the first pause.
        self.run_live("begin('a').end()\nasked(1)\nfor n in range(4):\n  begin('a').end()\n  time.sleep(0.06)")
        self.assertEqual((self.receiver.bodies, len(self.receiver.statuses)), ([], 99))

    def test_a_forked_child_is_a_process_of_its_own_and_leaves_its_parents_spans_alone(self):
        self.run_live(
            "span = begin('parent')\ntold(1)\nchild = os.fork()\n"
            "if child:\n  os.waitpid(child, 0)\nelse:\n  span.end(); begin('child').end()\n"
        )
        ended = [(one["span"]["name"], body[0]["pid"]) for body in self.receiver.bodies for one in body if one["op"] == "end"]
        self.assertEqual([name for name, _ in ended], ["child"])
        self.assertEqual(len({body[0]["process"] for body in self.receiver.bodies}), 2)

    def test_python_does_not_warn_of_our_thread_at_a_fork_and_it_is_back_after_it(self):
        code = (
            "import warnings\nwarnings.simplefilter('always')\n"
            "first = begin('first')\ntold(1)\n"
            # A machine that is busy may answer later than a fork waits otherwise.
            "sys.modules['_sidetrace_boot'].load('_sidetrace_live_sender').FORK_SECONDS = 20\n"
            "second = begin('second')\nchild = os.fork()\n"
            "if not child: os._exit(0)\n"
            "os.waitpid(child, 0)\ntold(2)\n"
            "time.sleep(0.2)\n"  # A while in which the thread does not come back by itself.
            "print(len(os.listdir('/proc/self/task')) if os.path.isdir('/proc') else 1)\n"
            "first.set_attribute('x', 1)\ntold(3)\nsecond.end()\n"
        )
        self.assertEqual(self.run_live(code), "1")
        ops = [span[:2] for span in self.receiver.spans()]
        self.assertEqual(ops, [("start", "first"), ("start", "second"), ("update", "first"), ("end", "second")])

    def test_what_was_made_just_before_a_fork_is_told(self):
        # The other thread has not begun when the fork asks it to leave.
        code = "sys.setswitchinterval(5)\nbegin('loaded').end()\nchild = os.fork()\nif not child: os._exit(0)\nos.waitpid(child, 0)\ntold(1)\n"
        self.run_live(code)
        self.assertEqual([span[:2] for span in self.receiver.spans()], [("end", "loaded")])

    def test_what_could_not_be_told_before_a_fork_is_told_after_it(self):
        self.receiver.statuses = [200, 503]
        self.run_live(
            "begin('first').end()\ntold(1)\nbegin('second').end()\nasked(2)\nchild = os.fork()\nif not child: os._exit(0)\n"
            "os.waitpid(child, 0)\ntold(2)\n"
        )
        self.assertEqual([span[:2] for span in self.receiver.spans()], [("end", "first"), ("end", "second")])

    def test_says_where_a_span_begins(self):
        code = (
            "def traced(function):\n  def run():\n    begin(function.__name__).end(); function()\n  return run\n"
        )
        folder = self.write("sdk/site-packages/library.py", "from opentelemetry.sdk.trace import *\n" + code)
        own = self.write(
            "own/app.py", "from library import *\n\n@traced\ndef work():\n    begin('inside').end()\n\nwork()\n"
        )
        self.run_python("import app", path=[self.helper, folder, own], env={"SIDETRACE_URL": self.receiver.url})
        app = own + "/app.py"
        outside, inside = [record["code"] for record in self.receiver.records("end")]
        self.assertEqual(outside["call"], {"file": app, "line": 7, "function": "<module>"})
        self.assertEqual(outside["def"], {"file": app, "line": 3, "function": "work"})
        self.assertEqual(inside["call"], {"file": app, "line": 5, "function": "work"})

    def test_links_threads_and_work_given_to_them_with_the_span_around(self):
        code = (
            "import contextvars, threading\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "current = contextvars.ContextVar('c', default={})\n"
            "def work(name): begin(name).end()\n"
            "pool = ThreadPoolExecutor(1)\n"
            "outer = begin('outer'); current.set({'current-span-1': outer})\n"
            "pool.submit(work, 'pool').result()\n"
            "thread = threading.Thread(target=work, args=('thread',)); thread.start(); thread.join()\n"
            "current.set({}); pool.submit(work, 'later').result(); outer.end(); pool.shutdown()\n"
        )
        self.run_live(code)
        links = {one["span"]["name"]: one.get("spawnedFrom") for one in self.receiver.records() if "span" in one}
        outer = {"traceId": "1".zfill(32), "spanId": "1".zfill(16)}
        told = {"outer": None, "pool": dict(outer, by="submit"), "thread": dict(outer, by="Thread.start"), "later": None}
        self.assertEqual(links, told)

    def test_says_which_line_gave_work_to_a_thread_and_how(self):
        code = (
            "import asyncio, contextvars, threading\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "from opentelemetry.sdk.trace import *\n"
            "current = contextvars.ContextVar('c', default={})\n"
            "def work(name): begin(name).end()\n"
            "outer = begin('outer'); current.set({'current-span-1': outer})\n"
            "with ThreadPoolExecutor(1) as pool:\n"
            "    pool.submit(work, 'submit').result()\n"
            "    list(pool.map(work, ['map']))\n"
            "thread = threading.Thread(target=work, args=('thread',)); thread.start(); thread.join()\n"
            "async def main():\n"
            "    await asyncio.get_running_loop().run_in_executor(None, work, 'executor')\n"
            "asyncio.run(main()); outer.end()\n"
        )
        own = self.write("own/app.py", code)
        path = [self.helper, self.folder + "/sdk/site-packages", own]
        self.run_python("import app", path=path, env={"SIDETRACE_URL": self.receiver.url})
        told = {one["span"]["name"]: one.get("spawnedFrom", {}) for one in self.receiver.records() if "span" in one}
        seen = {name: (one.get("by"), one.get("at", {}).get("line")) for name, one in told.items()}
        ways = {"submit": ("submit", 8), "map": ("map", 9), "thread": ("Thread.start", 10), "executor": ("run_in_executor", 12)}
        self.assertEqual(seen, {"outer": (None, None), **ways})
        self.assertEqual(told["submit"]["at"]["file"], own + "/app.py")

    def test_says_in_which_function_that_line_is_also_where_python_has_one_of_its_own_for_a_list(self):
        code = (
            "import contextvars\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "from opentelemetry.sdk.trace import *\n"
            "current = contextvars.ContextVar('c', default={})\n"
            "def work(name): begin(name).end()\n"
            "def outer(pool):\n"
            "    [[pool.submit(work, name).result()\n"
            "      for name in names] for names in [['in lists']]]\n"
            "    sum(pool.submit(work, name).result() or 0 for name in ['generated'])\n"
            "    def inner():\n"
            "        pool.submit(work, 'inner').result()\n"
            "    inner()\n"
            "span = begin('outer'); current.set({'current-span-1': span})\n"
            "with ThreadPoolExecutor(1) as pool:\n"
            "    outer(pool)\n"
            "    pool.submit(work, 'top').result()\n"
            "span.end()\n"
        )
        path = [self.helper, self.folder + "/sdk/site-packages", self.write("own/app.py", code)]
        self.run_python("import app", path=path, env={"SIDETRACE_URL": self.receiver.url})
        places = {one["span"]["name"]: one["spawnedFrom"]["at"] for one in self.receiver.records() if "spawnedFrom" in one}
        # Python has the whole name from 3.11 on.
        told = {name: (at["line"], at["function"].split(".")[-1], at["first"]) for name, at in places.items()}
        lines = {"in lists": (7, "outer", 6), "generated": (9, "outer", 6), "inner": (11, "inner", 10), "top": (16, "<module>", 1)}
        self.assertEqual(told, lines)

    def test_says_on_which_line_a_span_stands_that_makes_no_progress(self):
        own = self.write(
            "own/app.py", "from receiver_seen import told\nfrom opentelemetry.sdk.trace import *\nspan = begin('b')\ntold(2)\n"
        )
        path = [self.helper, self.folder + "/sdk/site-packages", own]
        self.run_python("import app", path=path, env={"SIDETRACE_URL": self.receiver.url})
        places = [record["at"] for record in self.receiver.records("sample")]
        self.assertEqual(places, [{"file": own + "/app.py", "line": 4, "function": "<module>"}])

    def test_says_which_line_an_asyncio_task_awaits(self):
        code = """import asyncio
from receiver_seen import told
from opentelemetry.sdk.trace import *

async def fetch(name, until):
    span = begin(name)
    await until.wait()

async def main():
    until = asyncio.Event()
    outer = begin("outer")
    work = [asyncio.create_task(fetch(name, until)) for name in ("a", "b")]
    await asyncio.get_running_loop().run_in_executor(None, told, 8)
    until.set()
    await asyncio.gather(*work)

before = begin("before")
asyncio.run(main())
"""
        own = self.write("own/app.py", code)
        path = [self.helper, self.folder + "/sdk/site-packages", own]
        env = {"SIDETRACE_URL": self.receiver.url, "SIDETRACE_DEBUG": "1"}
        self.assertEqual(self.run_python("import app", path=path, env=env)[1:], ("", 0))
        names = {one["span"]["spanId"]: one["span"]["name"] for one in self.receiver.records() if "span" in one}
        lines = {names[one["spanId"]]: one["at"]["line"] for one in self.receiver.records("sample")}
        # `outer` awaits in main, each task in its own `fetch`, `before` in the line that runs the loop.
        self.assertEqual(lines, {"before": 18, "outer": 13, "a": 7, "b": 7})

    def test_says_no_line_that_is_not_the_users(self):
        # Code given with -c has no file. It stands for twenty looks, of which nothing comes that could be awaited.
        often = "sys.modules['_sidetrace_live_stall'].LOOK_SECONDS = sys.modules['_sidetrace_live_sender'].CHECK_SECONDS = 0.05\n"
        self.run_live(often + "span = begin('a')\ntime.sleep(1)\nspan.end()")
        self.assertEqual(self.receiver.records("sample"), [])
