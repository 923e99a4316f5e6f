"""What the receiver hears of this process, and what happens to the live records when it forks and when it ends."""

import atexit
import binascii
import json
import os
import sys
import threading

boot = sys.modules["_sidetrace_boot"]
# Which process, also where the number of one is used again; changed in a forked child.
IDENTITY = {}
MAX_ARGUMENTS = 50
MAX_ARGUMENT = 500
# In the environment, of which a system may not allow much.
MAX_HANDED_ON = 12
MAX_HANDED_ON_ARGUMENT = 80


# pytest sets them: 8.2 and up, while a test runs, in a worker of pytest-xdist.
TEST_VARIABLES = ("PYTEST_VERSION", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER")


def hello():
    return {
        "op": "hello",
        "v": 1,
        "process": IDENTITY["id"],
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "started": int(boot.STARTED * 1000),
        "command": command(MAX_ARGUMENTS, MAX_ARGUMENT),
        "python": sys.executable,
        "version": "%d.%d.%d" % sys.version_info[:3],
        "cwd": or_none(os.getcwd),
        "host": or_none(host_name),
        "terminal": has_terminal(),
        "testing": any(name in os.environ for name in TEST_VARIABLES),
        "run": os.environ.get("SIDETRACE_RUN"),
    }


def command(most, longest):
    arguments = getattr(sys, "orig_argv", None) or [sys.executable] + list(getattr(sys, "argv", []))
    return [str(argument)[:longest] for argument in arguments[:most]]


def has_terminal():
    return bool(or_none(lambda: os.isatty(0)))


def host_name():
    import _socket

    return _socket.gethostname()


def or_none(read):
    try:
        return read()
    except Exception:
        return None


def follow(table, sender):
    """Tells the last records at exit, and starts anew in a forked child: the spans that run are its parent's."""

    def start_anew():
        renew_identity()
        table.clear()
        sender.reset()

    renew_identity()
    name_run()
    quiet = boot.quiet
    atexit.register(quiet(sender.flush))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=quiet(sender.leave), after_in_parent=quiet(sender.come_back), after_in_child=quiet(start_anew)
        )


def name_run():
    """Child processes belong to the same run, unless the editor has named it already. Workers of pytest-xdist have a common
    name, but no parent that has imported the SDK."""
    name = os.environ.get("PYTEST_XDIST_TESTRUNUID") or IDENTITY["id"]
    run = {"id": name, "command": command(MAX_HANDED_ON, MAX_HANDED_ON_ARGUMENT), "terminal": has_terminal()}
    os.environ.setdefault("SIDETRACE_RUN", json.dumps(run))


def renew_identity():
    IDENTITY["id"] = binascii.hexlify(os.urandom(8)).decode()


def flush_forked_worker(flush):
    """Workers of multiprocessing leave by os._exit, without atexit; they have a way of their own to be told."""
    process = sys.modules.get("multiprocessing.process")
    if process is not None and process.parent_process() is not None:
        from multiprocessing.util import Finalize

        Finalize(None, boot.quiet(flush), exitpriority=0)


def hide_from_debuggers():
    """pydevd would list our thread as a dummy, and stop it with the others."""
    if "pydevd" in sys.modules or "_pydevd_bundle" in sys.modules:
        thread = threading.current_thread()
        thread.is_pydev_daemon_thread = thread.pydev_do_not_trace = True
