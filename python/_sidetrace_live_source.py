"""Where in the user's code a span begins: the nearest frame of theirs is the call, and a decorator on the way to it holds the
function that is traced."""

import os
import sys

MAX_FRAMES = 150
# Reading a frame's variables copies them.
MAX_LOOKS = 6
# What decorators call the function they wrap: MLflow, OpenTelemetry's contextlib, wrapt, Langfuse, Logfire, Traceloop.
FUNCTION_NAMES = ("fn", "func", "wrapped", "function", "f", "method")


class Source:
    def __init__(self, cells):
        self.cells = cells
        # With the separator: "/usr/lib/python3.11/", not "/usr/lib/python3.11-project/".
        self.library = os.path.join(os.path.dirname(os.__file__), "")
        self.by_file = {}
        self.by_code = {}

    def is_user(self, name):
        known = self.by_file.get(name)
        if known is None:
            known = self.by_file[name] = self.look_at(name)
        return known

    def look_at(self, name):
        path = name.replace("\\", "/")
        return not (
            path.startswith(("<frozen", "<string>", "<attrs", "<decorator"))
            or name.startswith(self.library)
            or "/site-packages/" in path
            or "/dist-packages/" in path
            or "/debugpy/" in path
        )

    def find(self, frame):
        """{"call": place, "def": place} as far as they are there, for a span that begins at this frame."""
        found, looks, left, by_file = {}, 0, MAX_FRAMES, self.by_file
        while frame is not None and left:
            code = frame.f_code
            name = code.co_filename
            user = by_file.get(name)
            if user or (user is None and self.is_user(name)):
                found["call"] = self.place(code, frame.f_lineno)
                break
            if is_event_loop(code):
                break  # Below an asyncio task is only the line that runs the loop, not a caller.
            if looks < MAX_LOOKS and "def" not in found:
                variable = self.function_variable(code)
                if variable is not None:
                    looks += 1
                    self.add_definition(found, frame.f_locals.get(variable))
            frame, left = frame.f_back, left - 1
        return found

    def function_variable(self, code):
        key = (code.co_filename, code.co_firstlineno)
        if key not in self.by_code:
            names = code.co_varnames[: code.co_argcount] + code.co_freevars
            self.by_code[key] = next((name for name in FUNCTION_NAMES if name in names), None)
        return self.by_code[key]

    def add_definition(self, found, function):
        for _ in range(10):
            function = getattr(function, "__wrapped__", None) or getattr(function, "func", None) or function
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        if code is not None and self.is_user(code.co_filename):
            found["def"] = self.place(code, code.co_firstlineno)

    def standing(self, frame):
        """The line of the user's code on which a thread stands, or None."""
        left = MAX_FRAMES
        while frame is not None and left:
            code = frame.f_code
            if self.is_user(code.co_filename):
                return self.place(code, frame.f_lineno)
            if is_event_loop(code):
                return None
            frame, left = frame.f_back, left - 1
        return None

    def place(self, code, line):
        name = code.co_filename
        place = {"file": name, "line": line, "function": getattr(code, "co_qualname", code.co_name)}
        if not os.path.isabs(name):  # A script, before Python 3.9.
            place["file"] = os.path.abspath(name)
        cell = self.cells.cell_of(name)
        if cell is not None:
            place["file"], place["cell"] = name, cell
        return place


def is_event_loop(code):
    return code.co_name in ("_run", "_run_once", "run_forever") and code.co_filename.endswith(("events.py", "loop.py"))
