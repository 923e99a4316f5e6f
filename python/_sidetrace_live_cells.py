"""Notebook cells: IPython's kernel compiles each under a file name that is made of its text; which cell of the notebook that
was, only the kernel knows, while it runs."""

import sys

boot = sys.modules["_sidetrace_boot"]


class Cells:
    def __init__(self):
        """By file name: {"id", "number"}."""
        self.known = {}

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
        self.known[name] = {"id": cell_id, "number": shell.execution_count}

    def cell_of(self, name):
        """{"id", "number"} of the cell behind a code's file name, as far as they are known; None where it is no cell."""
        if "ipykernel_" not in name and not name.startswith("<ipython-input"):
            return None
        return self.known.get(name, {"id": None, "number": None})
