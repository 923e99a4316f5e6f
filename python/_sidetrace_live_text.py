"""The text of a function as this process runs it, so that the receiver can tell whether it was edited since.

Python keeps no text. A file has what runs where nobody has written to it since the module was looked for; a file that was
read once while that held is remembered. Where it cannot be known nothing is told. All of this is the sender thread's work, once
a function.
"""

import io
import os
import sys
import tokenize

# hashlib reads OpenSSL: milliseconds at the program's start.
try:
    from _sha2 import sha256  # Python 3.12 and up
except ImportError:
    try:
        from _sha256 import sha256
    except ImportError:
        from hashlib import sha256

boot = sys.modules["_sidetrace_boot"]

MAX_CHARACTERS = 64 << 10
MAX_FUNCTIONS = 2000
MAX_FILE, MAX_KEPT = 2 << 20, 16 << 20
# A file's time comes from a clock that moves on every 10 ms on some systems.
CLOCK_SECONDS = 0.01
# Of a code object: it is a function's.
OPTIMIZED = 1


class Texts:
    def __init__(self):
        """By code object (and line, outside of functions): the code, so that no other gets its id, and what is told of it."""
        self.known, self.files, self.kept = {}, {}, 0
        self.forget()

    def forget(self):
        """For a receiver that may know none of them."""
        self.told, self.waiting = set(), []

    def of(self, code, line):
        """{"hash", "line", "name"?} of the function, or of the statement on the line outside of functions; None: it is not known."""
        is_function = code.co_flags & OPTIMIZED
        first = code.co_firstlineno if is_function else line
        key = (id(code), first)
        if key not in self.known:
            if len(self.known) >= MAX_FUNCTIONS:
                return None
            self.known[key] = (code, self.read(code, first, is_function))
        found = self.known[key][1]
        if found is None:
            return None
        place, text = found
        if place["hash"] not in self.told:
            self.told.add(place["hash"])
            self.waiting.append({"op": "text", "hash": place["hash"], "text": text})
        return place

    def take(self):
        """Texts of which the receiver has not heard yet, as records."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def read(self, code, first, is_function):
        try:
            text = block_of(self.lines_of(code.co_filename) or [], first)
        except Exception:
            boot.report()
            return None
        if not text or len(text) > MAX_CHARACTERS:
            return None
        place = {"hash": sha256(text.encode("utf-8", "replace")).hexdigest(), "line": first}
        if is_function:
            place["name"] = getattr(code, "co_qualname", code.co_name)
        return place, text

    def lines_of(self, name):
        """The lines of a file, or of a notebook's cell, as they were when Python read them; None: they are not known."""
        if "ipykernel_" in name or name.startswith("<ipython-input"):
            # IPython puts what it runs there, for tracebacks.
            entry = getattr(sys.modules.get("linecache"), "cache", {}).get(name)
            return list(entry[2]) if entry is not None and len(entry) > 2 else None
        # `python /dev/stdin` reads what nobody else is to read.
        stat = os.stat(name) if os.path.isfile(name) else None
        loaded, version = loaded_at(name), stat and (stat.st_mtime_ns, stat.st_size)
        known = self.files.get(name)
        if known is not None and (known[0] == version or known[1] == loaded):
            return known[2]
        if stat is None or loaded is None or stat.st_size > MAX_FILE or stat.st_mtime > loaded - CLOCK_SECONDS:
            return None
        with open(name, "rb") as file:
            source = file.read()
        try:
            # UTF-8 only: other encodings are modules, and this thread imports nothing.
            lines = list(io.StringIO(source.decode("utf-8").lstrip("\ufeff"), newline=None))
        except ValueError:
            return None
        after = os.stat(name)
        if (after.st_mtime_ns, after.st_size) != version:
            return None
        if self.kept + stat.st_size <= MAX_KEPT:
            self.kept += stat.st_size - (known[3] if known else 0)
            self.files[name] = (version, loaded, lines, stat.st_size)
        return lines


def loaded_at(name):
    """When Python looked for the module of that file, before it read it, in seconds since the epoch; None: it did so before us."""
    for module_name, module in list(sys.modules.items()):
        try:
            # Not getattr: a lazy module would be read for it.
            if object.__getattribute__(module, "__dict__").get("__file__") != name:
                continue
        except Exception:
            continue
        found = boot.FOUND.get(module_name)
        if found is not None or module_name in boot.BEFORE:
            return found
    return boot.STARTED  # A script, or found by a finder that asks no other.


def block_of(lines, first):
    """The statement on a line (from 1), with its decorators and all that is indented below it; "" where there is none."""
    rows = iter(lines[max(first, 1) - 1 :])
    depth, base, last, is_inside, is_decorator = 0, None, 0, False, False
    try:
        for kind, text, _, (row, _), _ in tokenize.generate_tokens(lambda: next(rows, "")):
            if kind == tokenize.INDENT:
                depth += 1
            elif kind == tokenize.DEDENT:
                depth -= 1
            elif kind == tokenize.NEWLINE:
                last, is_inside = row, False
            elif kind not in (tokenize.COMMENT, tokenize.NL) and not is_inside:
                base = depth if base is None else base
                if last and depth <= base and not is_decorator:
                    break
                is_inside, is_decorator = True, depth == base and text == "@"
    except (tokenize.TokenError, SyntaxError):
        pass  # What is around it is further left, or not Python: a cell's magics.
    return "".join(lines[first - 1 : first - 1 + last])
