"""A notebook's kernel that runs three cells, as an editor has it do: the traced function, its call, and the call from a thread."""

from jupyter_client import KernelManager

CELLS = (
    (
        "imports",
        "from opentelemetry.sdk.trace import TracerProvider\ntracer = TracerProvider().get_tracer('app')",
    ),
    ("function", "@tracer.start_as_current_span('work')\ndef work():\n    pass"),
    ("call", "x = 1\nwork()"),
    (None, "import threading\nthread = threading.Thread(target=work)\nthread.start()\nthread.join()"),
)

manager = KernelManager()
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready()
for cell_id, text in CELLS:
    content = {"code": text, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    metadata = {} if cell_id is None else {"cellId": cell_id}
    request = client.session.msg("execute_request", content, metadata=metadata)
    client.shell_channel.send(request)
    reply = {}
    while reply.get("parent_header", {}).get("msg_id") != request["header"]["msg_id"]:
        reply = client.get_shell_msg(timeout=60)
    assert reply["content"]["status"] == "ok", reply
client.stop_channels()
manager.shutdown_kernel()
