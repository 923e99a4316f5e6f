"""A real kernel behind lines of JSON: each line of the input is code; the answers are `{"text"}`, `{"error"}` and, last, `{"done"}`."""

import json
import sys

from jupyter_client import KernelManager

manager = KernelManager()
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)


def tell(**answer):
    print(json.dumps(answer), flush=True)


def show(message):
    content = message["content"]
    if message["msg_type"] == "stream":
        tell(text=content["text"])
    if message["msg_type"] == "error":
        tell(error={"name": content["ename"], "message": content["evalue"], "stack": ""})


for line in sys.stdin:
    client.execute_interactive(json.loads(line), timeout=60, output_hook=show, store_history=False)
    tell(done=True)
client.stop_channels()
manager.shutdown_kernel(now=True)
