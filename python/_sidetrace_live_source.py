"""Where in the user's code a span begins: the nearest frame of theirs is the call, and a decorator on the way to it holds the
function that is traced.

A place is (file as Python names it, line, function); the sender's thread makes more of it, when there is time.
"""

import os
import sys

MAX_FRAMES = 150
# Reading a frame's variables copies them.
MAX_LOOKS = 6
COMPREHENSIONS = frozenset(("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"))
LOOP_NAMES = frozenset(("_run", "_run_once", "run_forever"))
# What decorators call the function they wrap: MLflow, OpenTelemetry's contextlib, wrapt, Langfuse, Logfire, Traceloop.
FUNCTION_NAMES = ("fn", "func", "wrapped", "function", "f", "method")
# What a frame's code may be.
LIBRARY, WRAPPER, LOOP, USER = range(4)
MAX_KNOWN = 5000


class Source:
    def __init__(self, cells, texts):
        self.cells, self.texts = cells, texts
        # With the separator: "/usr/lib/python3.11/", not "/usr/lib/python3.11-project/".
        self.library = os.path.join(os.path.dirname(os.__file__), "")
        self.by_file = {}
        # By a code object's id: the code, so that no other gets that id; what it is; a wrapper's variable for what it wraps; what
        # `find` gave by line.
        self.codes = {}

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
        """(call, definition, ran): the places of a span that begins at this frame, None where there is none; `ran`: the code that
        the span is of, and a line in it."""
        definition, looks, left, codes = None, 0, MAX_FRAMES, self.codes
        while frame is not None and left:
            code = frame.f_code
            known = codes.get(id(code)) or self.learn(code)
            what = known[1]
            if what:
                if what == USER:
                    line = frame.f_lineno
                    if definition is not None:
                        return place_in(code, line), definition_in(definition), (definition, 0)
                    found = known[3].get(line)
                    if found is None:
                        around = function_around(frame).f_code if code.co_name in COMPREHENSIONS else code
                        found = known[3][line] = place_in(code, line), None, (around, line)
                    return found
                if what == LOOP:
                    break  # Below an asyncio task is only the line that runs the loop, not a caller.
                if definition is None and looks < MAX_LOOKS:
                    looks += 1
                    definition = self.definition_of(frame.f_locals.get(known[2]))
            frame, left = frame.f_back, left - 1
        if definition is None:
            return None, None, None
        return None, definition_in(definition), (definition, 0)

    def learn(self, code):
        """Microseconds, and most frames are of the same few functions."""
        names, what = code.co_varnames[: code.co_argcount] + code.co_freevars, LIBRARY
        variable = next((name for name in FUNCTION_NAMES if name in names), None)
        if self.is_user(code.co_filename):
            what = USER
        elif is_event_loop(code):
            what = LOOP
        elif variable is not None:
            what = WRAPPER
        if len(self.codes) >= MAX_KNOWN:
            self.codes.clear()
        known = self.codes[id(code)] = code, what, variable, {}
        return known

    def definition_of(self, function):
        """The code of the user's function inside a wrapper, or None."""
        for _ in range(10):
            function = getattr(function, "__wrapped__", None) or getattr(function, "func", None) or function
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        if code is not None and self.is_user(code.co_filename):
            return code
        return None

    def standing(self, frame):
        """The line of the user's code on which a thread stands, or None."""
        left = MAX_FRAMES
        while frame is not None and left:
            code = frame.f_code
            if self.is_user(code.co_filename):
                return place_in(code, frame.f_lineno)
            frame, left = frame.f_back, left - 1
        return None

    def giver(self, frame):
        """The user's line that gives work to a thread, with the line on which the function around it begins, or None."""
        left = MAX_FRAMES
        while frame is not None and left and not is_event_loop(frame.f_code):
            if self.is_user(frame.f_code.co_filename):
                around = function_around(frame).f_code
                return place_in(around, frame.f_lineno) + (around.co_firstlineno,)
            frame, left = frame.f_back, left - 1
        return None

    def awaiting(self, task, frame):
        """The innermost line of the user's code that an asyncio task awaits; that of its thread's frame while it runs."""
        coroutine, place, left = task.get_coro(), None, MAX_FRAMES
        while coroutine is not None and left:
            if of_any_kind(coroutine, "running"):
                return self.standing(frame)
            inner = of_any_kind(coroutine, "frame")
            if inner is not None and self.is_user(inner.f_code.co_filename):
                place = place_in(inner.f_code, inner.f_lineno)
            coroutine, left = of_any_kind(coroutine, "await", "yieldfrom"), left - 1
        return place

    def told(self, place):
        """The place as plain data of a record."""
        name, line, function = place[:3]
        # A script is not absolute before Python 3.9.
        told = {"file": os.path.abspath(name), "line": line, "function": function}
        cell = self.cells.cell_of(name)
        if cell is not None:
            told["file"], told["cell"] = name, cell
        if len(place) > 3:
            told["first"] = place[3]
        return told

    def told_of(self, places):
        """{"call": …, "def": …, "ran": …} of what `find` gave."""
        told = {name: self.told(place) for name, place in zip(("call", "def"), places) if place is not None}
        ran = self.texts.of(*places[2]) if places[2] is not None else None
        if ran is not None:
            told["ran"] = ran
        return told


def function_around(frame):
    """A comprehension is a function of its own to Python (before 3.12), not to a person."""
    outer = frame.f_back
    while frame.f_code.co_name in COMPREHENSIONS and outer is not None and is_in(frame.f_code, outer.f_code):
        frame, outer = outer, outer.f_back
    return frame


def is_in(code, outer):
    return any(constant is code for constant in outer.co_consts)


def definition_in(code):
    return place_in(code, code.co_firstlineno)


def place_in(code, line):
    return code.co_filename, line, getattr(code, "co_qualname", code.co_name)


def of_any_kind(coroutine, *names):
    """An attribute of a coroutine (`cr_await`), a generator (`gi_yieldfrom`) or an asynchronous one (`ag_await`)."""
    for name in names:
        for prefix in ("cr_", "gi_", "ag_"):
            value = getattr(coroutine, prefix + name, None)
            if value is not None:
                return value
    return None


def is_event_loop(code):
    return code.co_name in LOOP_NAMES and code.co_filename.endswith(("events.py", "loop.py"))
