"""A notebook's kernel that an editor starts with an environment of its own, and has run some cells.

Its one argument is JSON: `{"environment": {…}, "cells": ["…"]}`. Prints what each cell has printed.
"""

import json
import os
import sys

from jupyter_client import KernelManager

given = json.loads(sys.argv[1])
manager = KernelManager()
manager.start_kernel(env={**os.environ, **given["environment"]})
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)


def show(message):
    if message["msg_type"] == "stream":
        sys.stdout.write(message["content"]["text"])


for cell in given["cells"]:
    reply = client.execute_interactive(cell, timeout=60, output_hook=show, store_history=False)
    assert reply["content"]["status"] == "ok", reply
client.stop_channels()
manager.shutdown_kernel()
