"""`opentelemetry-instrument` puts a sitecustomize of its own before ours and starts Python anew: puts us back to the front."""

import functools
import os
import sys

boot = sys.modules["_sidetrace_boot"]


def stay_first(module):
    """Changes `opentelemetry.instrumentation.auto_instrumentation`; its own sitecustomize is then run by ours."""
    real = module.execl

    @functools.wraps(real)
    def execl(*args):
        others = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry and entry != boot.FOLDER]
        os.environ["PYTHONPATH"] = os.pathsep.join([boot.FOLDER, *others])
        return real(*args)

    module.execl = execl
