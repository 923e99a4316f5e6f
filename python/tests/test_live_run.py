import json

from .live import LiveTestCase

PRINT_RUN = "print(os.environ['SIDETRACE_RUN'])\n"


class LiveRunTest(LiveTestCase):
    def hello(self):
        return self.receiver.bodies[0][0]

    def test_hands_its_run_on_to_its_children(self):
        given = json.loads(self.run_live(PRINT_RUN + "begin('a').end()"))
        self.assertEqual(given["id"], self.hello()["process"])
        self.assertEqual(given["command"][0], self.hello()["command"][0])
        self.assertFalse(given["terminal"])
        self.assertEqual(json.loads(self.hello()["run"]), given)

    def test_what_it_hands_on_is_short(self):
        code = "sys.orig_argv = ['python'] + ['x' * 10000] * 1000\nsys.argv = sys.orig_argv[1:]\n"
        given = self.run_live(
            code + "process = sys.modules['_sidetrace_live_process']\nos.environ.pop('SIDETRACE_RUN')\nprocess.name_run()\n" + PRINT_RUN
        )
        self.assertLess(len(given), 1500)

    def test_keeps_the_run_that_its_environment_names(self):
        named = "debug:7:Python: agent"
        self.assertEqual(self.run_live(PRINT_RUN + "begin('a').end()", SIDETRACE_RUN=named), named)
        self.assertEqual(self.hello()["run"], named)

    def test_workers_of_pytest_xdist_have_one_run(self):
        given = json.loads(self.run_live(PRINT_RUN, PYTEST_XDIST_TESTRUNUID="all-of-them", PYTEST_XDIST_WORKER="gw0"))
        self.assertEqual(given["id"], "all-of-them")

    def test_a_root_says_in_which_test_it_began_in_each_of_its_records(self):
        self.run_live(
            "root = begin('root')\nbegin('child', root).end()\ntold(2)\n"
            "os.environ['PYTEST_CURRENT_TEST'] = 'test_a.py::test_other (call)'\nroot.set_attribute('x', 1)\ntold(3)\nroot.end()",
            PYTEST_CURRENT_TEST="tests/test_a.py::test_b[x (1)] (call)",
        )
        tests = [(one["span"]["name"], one.get("test")) for one in self.receiver.records() if "span" in one]
        of_root = "tests/test_a.py::test_b[x (1)]"
        self.assertEqual(sorted(tests, key=str), sorted([("root", of_root), ("child", None), ("root", of_root), ("root", of_root)], key=str))
        self.assertTrue(self.hello()["testing"])

    def test_a_root_says_in_which_cell_it_began(self):
        code = (
            "from types import SimpleNamespace as Bag\n"
            "cells = sys.modules['_sidetrace_live_cells'].Cells()\n"
            "def shell(number, **names):\n"
            "  compile = Bag(get_code_name=lambda *args: 'ipykernel_1/x.py')\n"
            "  return Bag(compile=compile, execution_count=number, user_ns=names)\n"
            "print(cells.setting())\n"
            "cells.note(shell(7, __vsc_ipynb_file__='/work/agent.ipynb'), 'x', None); print(cells.setting())\n"
            "os.environ['JPY_SESSION_NAME'] = 'folder/other.ipynb'\n"
            "cells.note(shell(8), 'x', None); print(cells.setting())\n"
            "def run_cell_async():\n"
            "  result = Bag(execution_count=9)\n"
            "  (lambda: cells.note(shell(10), 'x', None))(); print(cells.setting())\n"
            "run_cell_async()\n"
        )
        self.assertEqual(
            self.run_live(code).splitlines(),
            [
                "{}",
                "{'cell': {'number': 7, 'notebook': 'agent.ipynb'}}",
                "{'cell': {'number': 8, 'notebook': 'other.ipynb'}}",
                "{'cell': {'number': 9, 'notebook': 'other.ipynb'}}",
            ],
        )
