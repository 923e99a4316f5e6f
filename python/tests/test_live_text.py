"""The text of a function as it ran."""

import hashlib
import os

from .live import LiveTestCase
from .test_live_parts import PARTS

IMPORT = "from opentelemetry.sdk.trace import *\nfrom receiver_seen import told\nimport os, sys, time\n"
WORK = "def work(name):\n    begin(name).end()  # \u00fc\n"
EDITED = "WORK = open(__file__.replace('main', 'lib')).read().replace('begin', 'assert 1; begin')\n"
# Later than the process began, as an edit is.
EDIT = "open(lib.__file__, 'w').write(WORK); os.utime(lib.__file__, (time.time() + 5,) * 2)\n"


class LiveTextTest(LiveTestCase):
    def run_files(self, main, **files):
        """Runs own/main.py beside other modules; what is told of the code of each span that ended, and the texts by their hash."""
        for name, text in files.items():
            self.write("own/%s.py" % name, IMPORT + text)
        own = self.write("own/main.py", IMPORT + main)
        path = [self.helper, self.folder + "/sdk/site-packages", own]
        variables = {"SIDETRACE_URL": self.receiver.url, "SIDETRACE_DEBUG": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        run = "import runpy; runpy.run_path(%r, run_name='__main__')" % (own + "/main.py")
        self.assertEqual(self.run_python(run, path=path, env=variables)[1:], ("", 0))
        ended = [(one["span"]["name"], one["code"].get("ran")) for one in self.receiver.records("end")]
        return ended, {one["hash"]: one["text"] for one in self.receiver.records("text")}

    def test_tells_the_function_of_a_span_with_its_decorators_once(self):
        main = "import lib\nfor name in 'ab': lib.work(name)\nlib.C().run()\n"
        method = "    async def run(self):\n        pass\n\n    def run(self):\n        x = '''\nleft\n'''\n\n        begin('c').end()\n"
        ended, texts = self.run_files(main, lib=WORK + "class C:\n" + method + "        # the end\n\ny = 1\n")
        told = hashlib.sha256(WORK.encode()).hexdigest()
        self.assertEqual(ended[:2], [("a", {"hash": told, "line": 4, "name": "work"}), ("b", {"hash": told, "line": 4, "name": "work"})])
        self.assertEqual(texts[told], WORK)
        _, ran = ended[2]
        self.assertEqual((ran["line"], ran["name"].split(".")[-1]), (10, "run"))
        self.assertEqual(texts[ran["hash"]], method[method.index("    def run") :])
        self.assertEqual(len(self.receiver.records("text")), 2)

    def test_decorators_belong_to_the_function(self):
        own = "def same(f=None): return f or same\n\n@same\n# why\n@same(\n)\ndef f(\n  x=1,\n):\n    begin('a').end()\n    # more\n\nf()\n"
        _, texts = self.run_files(own)
        self.assertEqual(list(texts.values()), [own[own.index("@same") : own.index("    # more")]])

    def test_outside_of_functions_it_is_the_statement(self):
        block = "if True:\n    for name in 'ab':\n        begin(\n            name).end()\n        x = 1\n    y = 2\nz = 3\n"
        ended, texts = self.run_files(block)
        self.assertEqual([ran["line"] for _, ran in ended], [6, 6])
        self.assertEqual(list(texts.values()), ["        begin(\n            name).end()\n"])

    def test_tells_nothing_of_a_file_that_was_written_to_since(self):
        ended, texts = self.run_files("import lib\n" + EDITED + EDIT + "lib.work('a')\n", lib=WORK)
        self.assertEqual((ended, texts), ([("a", None)], {}))

    def test_remembers_a_file_that_it_read_before_it_was_written_to(self):
        other = "def other():\n    begin('b').end()\n"
        main = "import lib\nlib.work('a')\ntold(1)\n" + EDITED + EDIT + "lib.other()\n"
        ended, texts = self.run_files(main, lib=WORK + other)
        self.assertEqual([texts[ran["hash"]] for _, ran in ended], [WORK, other])

    def test_a_module_that_is_read_again_has_its_new_text(self):
        reload = "import importlib; os.utime(lib.__file__, (time.time() - 1,) * 2); importlib.reload(lib)\n"
        main = "import lib\nlib.work('a')\ntold(1)\n" + EDITED + EDIT + reload + "lib.work('b')\n"
        ended, texts = self.run_files(main, lib=WORK)
        self.assertEqual([texts[ran["hash"]] for _, ran in ended], [WORK, WORK.replace("begin", "assert 1; begin")])

    def test_a_module_may_be_written_while_the_program_runs_if_it_is_imported_after(self):
        main = "open(__file__.replace('main', 'made'), 'w').write(open(__file__.replace('main', 'lib')).read())\n"
        wait = "import time as t; e = t.time() + .05\nwhile t.time() < e: pass\n"
        ended, texts = self.run_files(main + wait + "import made\nmade.work('a')\n", lib=WORK)
        self.assertEqual(list(texts.values()), [WORK])
        self.assertEqual(len(ended), 1)

    def test_a_receiver_that_is_new_is_told_all_texts_again(self):
        code = (
            "exec(compile('def f(): pass', '/x.py', 'exec')); texts.lines_of = lambda name: ['def f(): pass\\n']\n"
            "place = texts.of(f.__code__, 0); print(len(texts.take()), len(texts.take()))\n"
            "texts.of(f.__code__, 0); print(len(texts.take())); texts.forget()\n"
            "print(texts.of(f.__code__, 0) == place, len(texts.take()))"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9").splitlines(), ["1 0", "0", "True 1"])

    def test_bounds(self):
        code = (
            "def named(n, body='pass'):\n"
            "  exec(compile('\\n' * n + 'def f(): ' + body, '/x.py', 'exec'), globals()); return f.__code__\n"
            "texts.lines_of = lambda name: ['def f(): pass\\n'] * 3000\n"
            "codes = [named(n) for n in range(2500)]\n"
            "print(sum(texts.of(code, 0) is not None for code in codes), len(texts.take()))\n"
            "texts.known.clear(); texts.lines_of = lambda name: ['def f(): %r\\n' % ('x' * 70000)]\n"
            "print(texts.of(named(0), 0), len(texts.take()))"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9").splitlines(), ["2000 1", "None 0"])

    def test_a_cells_text_is_that_which_ipython_ran(self):
        code = (
            "import linecache\n"
            "name = '/tmp/ipykernel_7/123.py'; text = 'x = 1\\ndef f():\\n    return x\\n\\nf()\\n'\n"
            "linecache.cache[name] = (len(text), None, text.splitlines(True), name)\n"
            "exec(compile(text, name, 'exec'))\n"
            "place = texts.of(f.__code__, 0); print(place['line'], json.dumps(texts.take()[0]['text']))"
        )
        printed = self.run_live(PARTS + code, url="http://127.0.0.1:9")
        self.assertEqual(printed, '2 "def f():\\n    return x\\n"')

    def test_nothing_is_told_of_what_cannot_be_read(self):
        odd = os.path.join(self.folder, "odd.py")
        with open(odd, "wb") as file:
            file.write(b"# coding: latin-1\ndef f(): return '\xe4'\n")
        os.utime(odd, (1, 1))
        code = (
            "print([texts.lines_of(name) for name in ('/nowhere.py', '<string>', os.getcwd(), %r)])\n"
            "block = boot.load('_sidetrace_live_text').block_of\n"
            "print([block(lines, first) for lines, first in (([], 1), (['x\\n'], 2), (['x\\n'], 0), (['x = (\\n'], 1), (['%%time\\n'], 1))])"
        ) % odd
        lines = self.run_live(PARTS + code, url="http://127.0.0.1:9").splitlines()
        self.assertEqual(lines, ["[None, None, None, None]", "['', '', '', '', '%time\\n']"])
