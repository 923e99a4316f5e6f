"""First step into the user's Python process; Python imports it at its start because this folder is first on PYTHONPATH.

It starts the helper where there is a receiver, and then runs the sitecustomize that it hides. It is the only module here
that old Pythons read, so it keeps to what Python 2.7 understands; from 3.8 on the helper works, below that it stays away.
"""
import os
import sys


def _start(folder):
    _drop_empty_tail(folder)
    if sys.version_info < (3, 8) or not os.environ.get("SIDETRACE_URL") or "_sidetrace_boot" in sys.modules:
        return
    with open(os.path.join(folder, "_sidetrace_boot.py"), "rb") as source:
        # Debuggers neither step into nor suspend code whose file name starts with "<frozen ".
        code = compile(source.read(), "<frozen _sidetrace_boot>", "exec")
    module = type(sys)("_sidetrace_boot")
    module.__file__ = os.path.join(folder, "_sidetrace_boot.py")
    sys.modules["_sidetrace_boot"] = module
    exec(code, module.__dict__)


def _drop_empty_tail(folder):
    """Who prepends "folder:" to an unset PYTHONPATH adds the working directory to the path by accident: takes it out."""
    if os.environ.get("PYTHONPATH") != folder + os.pathsep:
        return
    os.environ["PYTHONPATH"] = folder
    after = sys.path.index(folder) + 1
    if sys.path[after : after + 1] in ([""], [os.getcwd()]):
        del sys.path[after]


def _run_hidden(folder):
    """Runs the sitecustomize further down the path (of Debian, conda, the user); what it raises is site.py's to report."""
    # Two copies of this file, of two versions of Sidetrace, would otherwise run each other for ever.
    passed = sys.__dict__.setdefault("_sidetrace_folders", [])
    passed.append(folder)
    path = [entry for entry in sys.path if os.path.abspath(entry) not in passed]
    if sys.version_info < (3, 5):
        return _run_hidden_by_imp(path)
    # Both are in memory since Python's start; importlib.util would take milliseconds.
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import PathFinder

    spec = PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        sys.modules["sitecustomize"] = module = module_from_spec(spec)
        spec.loader.exec_module(module)


def _run_hidden_by_imp(path):
    import imp

    try:
        found = imp.find_module("sitecustomize", path)
    except ImportError:
        return
    imp.load_module("sitecustomize", *found)


_folder = os.path.dirname(os.path.abspath(__file__))
try:
    _start(_folder)
except Exception:  # The helper must never be the reason why a program does not start.
    pass
_run_hidden(_folder)
