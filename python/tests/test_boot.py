from .helper import HelperTestCase

HOOK = """
import sys
boot = sys.modules["_sidetrace_boot"]
boot.HOOKS["target"] = ("hook", "change")
"""


class HookTest(HelperTestCase):
    def setUp(self):
        super().setUp()
        self.own = self.write("own/target.py", "value = 1")
        self.write("helper/hook.py", "def change(module): module.value += 1")
        self.path = [self.helper, self.own]

    def test_changes_the_module_before_its_importer_sees_it(self):
        result = self.run_python(HOOK + "from target import value; print(value)", path=self.path)
        self.assertEqual(result, ("2", "", 0))

    def test_leaves_loader_and_spec_as_they_are(self):
        code = HOOK + "import target; print(target.__spec__.loader is target.__loader__, vars(target.__loader__).keys())"
        output = self.run_python(code, path=self.path)[0]
        self.assertEqual(output, "True dict_keys(['name', 'path'])")

    def test_changes_it_once_also_when_reloaded(self):
        code = HOOK + "import importlib, target; importlib.reload(target); print(target.value)"
        self.assertEqual(self.run_python(code, path=self.path)[0], "1")

    def test_a_missing_module_is_missing_as_ever(self):
        code = HOOK.replace('"target"', '"absent"') + "import absent"
        self.assertIn("No module named 'absent'", self.run_python(code, path=self.path)[1])

    def test_a_module_that_raises_can_be_imported_again(self):
        self.write("own/target.py", "import os; value = 1 / int(os.environ['DIVISOR'])")
        code = HOOK + "import os\ntry:\n  import target\nexcept ZeroDivisionError:\n  os.environ['DIVISOR'] = '1'\n"
        result = self.run_python(code + "import target; print(target.value)", path=self.path, env={"DIVISOR": "0"})
        self.assertEqual(result, ("2.0", "", 0))

    def test_a_hook_that_raises_is_silent_unless_asked(self):
        self.write("helper/hook.py", "def change(module): raise ValueError('broken hook')")
        code = HOOK + "import target; print(target.value)"
        self.assertEqual(self.run_python(code, path=self.path), ("1", "", 0))
        debug = self.run_python(code, path=self.path, env={"SIDETRACE_DEBUG": "1"})
        self.assertIn("broken hook", debug[1])

    def test_debuggers_take_its_code_for_pythons_own(self):
        code = "import sys; print(sys.modules['_sidetrace_boot'].load.__code__.co_filename)"
        self.assertTrue(self.run_python(code)[0].startswith("<frozen "))
