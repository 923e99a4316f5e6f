"""Notebook cells: IPython's kernel compiles each under a file name that is made of its text; the receiver needs to know which
cell that was."""

import json
import sys

boot = sys.modules["_sidetrace_boot"]
MAX_SOURCE = 64 << 10


class Cells:
    def __init__(self):
        self.known, self.told = {}, set()

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
        self.known[name] = {"id": cell_id, "number": shell.execution_count, "source": text[:MAX_SOURCE]}
        self.told.discard(name)

    def cell_of(self, name):
        """{"id", "number"} of the cell behind a code's file name; None where it is none."""
        if "ipykernel_" not in name and not name.startswith("<ipython-input"):
            return None
        cell = self.known.get(name)
        if cell is None:
            cell = self.known[name] = self.from_cache(name)
        return {"id": cell["id"], "number": cell["number"]}

    def from_cache(self, name):
        import linecache

        cached = linecache.cache.get(name)
        text = "".join(cached[2])[:MAX_SOURCE] if cached and len(cached) > 2 else None
        return {"id": None, "number": None, "source": text}

    def tell_all_again(self):
        self.told = set()

    def lines(self):
        """Records of the cells that the receiver does not know."""
        new = [(name, cell) for name, cell in list(self.known.items()) if name not in self.told]
        self.told.update(name for name, _ in new)
        return [json.dumps(dict(cell, op="cell", file=name)) for name, cell in new]
