"""Runs the code cells of a notebook one after the other, as a kernel does. argv: the notebook."""

import json
import sys

from IPython.core.interactiveshell import InteractiveShell

with open(sys.argv[1], encoding="utf-8") as file:
    cells = json.load(file)["cells"]

shell = InteractiveShell.instance()
for cell in cells:
    if cell["cell_type"] == "code":
        shell.run_cell("".join(cell["source"]), store_history=True)
