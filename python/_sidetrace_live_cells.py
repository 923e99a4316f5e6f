"""Notebook cells: IPython's kernel compiles each under a file name that is made of its text; which cell of the notebook that
was, only the kernel knows, while it runs. Also: inside which cell or test a trace begins."""

import os
import sys

# Between an import in a cell and the shell that runs it.
MAX_FRAMES = 200
# pytest names the test here that runs.
TEST_VARIABLE = "PYTEST_CURRENT_TEST"

boot = sys.modules["_sidetrace_boot"]


class Cells:
    def __init__(self):
        """By file name: {"id", "number"}; the cell that ran last: {"number", "notebook"}."""
        self.known, self.last = {}, None
        self.inherited = TEST_VARIABLE in os.environ

    def watch(self):
        """Notes each cell before it runs, and the one that runs now."""
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        if shell is None:
            return

        def note(info):
            try:
                self.note(shell, info.raw_cell, getattr(info, "cell_id", None))
            except Exception:
                boot.report()

        shell.events.register("pre_run_cell", note)
        message = shell.kernel.get_parent("shell") if hasattr(shell, "kernel") else {}
        text = (message.get("content") or {}).get("code")
        if text:
            self.note(shell, text, (message.get("metadata") or {}).get("cellId"))

    def note(self, shell, text, cell_id):
        name = shell.compile.get_code_name(text, text, shell.execution_count)
        number = number_of_cell(sys._getframe(1), shell.execution_count)
        self.known[name] = {"id": cell_id, "number": number}
        self.last = {"number": number, "notebook": notebook_of(shell)}

    def cell_of(self, name):
        """{"id", "number"} of the cell behind a code's file name, as far as they are known; None where it is no cell."""
        if "ipykernel_" not in name and not name.startswith("<ipython-input"):
            return None
        return self.known.get(name, {"id": None, "number": None})

    def setting(self):
        """What a trace that begins now belongs to: {"cell", "test"}, as far as there is one."""
        found = {}
        # Reading the environment takes longer than all else here.
        if "_pytest" in sys.modules or self.inherited:
            test = os.environ.get(TEST_VARIABLE)
            if test:
                found["test"] = test.rsplit(" (", 1)[0][:1000]  # Without its phase, `(call)`.
        if self.last is not None:
            found["cell"] = self.last
        return found


def number_of_cell(frame, counted):
    """What stands beside the cell, `[7]`: in the result that is being made. The shell's own count is the next cell's by then in
    IPython 9.9, but not in 9.7."""
    left = MAX_FRAMES
    while frame is not None and left:
        if frame.f_code.co_name == "run_cell_async":
            result = frame.f_locals.get("result")
            return getattr(result, "execution_count", None) or counted
        frame, left = frame.f_back, left - 1
    return counted


def notebook_of(shell):
    """The notebook's file name, where VS Code or the Jupyter server tell it; None."""
    path = getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or ""
    return str(path).replace("\\", "/").rsplit("/", 1)[-1][:200] or None
