"""Starts the helper in a Python that runs already, a notebook's kernel: extension/kernels/lateStart.ts runs this file there.

It finds two globals: FOLDER, this folder, and VARIABLES, the environment that the program would have got, and prints one word:
`started`, `running` (it was there), `elsewhere` (it was there, for another receiver) or `old` (this Python is too old).
"""

import os
import sys


def start(folder, variables):
    if sys.version_info < (3, 8):
        return "old"
    if "_sidetrace_boot" in sys.modules:
        return "running" if os.environ.get("SIDETRACE_URL") == variables["SIDETRACE_URL"] else "elsewhere"
    os.environ.update(variables)
    put_first_on_path(folder)
    boot = type(sys)("_sidetrace_boot")
    boot.__file__ = os.path.join(folder, "_sidetrace_boot.py")
    with open(boot.__file__, "rb") as source:
        # Debuggers neither step into nor suspend code whose file name starts with "<frozen ".
        code = compile(source.read(), "<frozen _sidetrace_boot>", "exec")
    sys.modules["_sidetrace_boot"] = boot
    exec(code, boot.__dict__)
    boot.load("_sidetrace_env").take_offered(True)
    return "started"


def put_first_on_path(folder):
    """For the programs that this one starts."""
    rest = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry not in ("", folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join([folder] + rest)


print(start(FOLDER, VARIABLES))  # noqa: F821
