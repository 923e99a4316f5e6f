"""Runs programs in one process, since importing MLflow takes seconds. argv: the tracking server, the programs."""

import runpy
import sys

programs = sys.argv[2:]
del sys.argv[2:]
for program in programs:
    runpy.run_path(program, run_name="__main__")
