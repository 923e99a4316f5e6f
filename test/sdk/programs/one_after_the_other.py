"""Runs programs in one process, since importing MLflow takes seconds. argv: the programs [-- what they get as argv]."""

import os
import runpy
import sys

programs, _, arguments = " ".join(sys.argv[1:]).partition(" -- ")
sys.argv[1:] = arguments.split()
for program in programs.split():
    sys.path[0] = os.path.dirname(os.path.abspath(program))
    runpy.run_path(program, run_name="__main__")
