"""Live records: the receiver hears of a span when it starts, not only when it has ended.

`tell_spans` is a hook of `_sidetrace_boot`; what it puts together:

    _sidetrace_live_tap      hears of each start, change and end, in the program's own thread
    _sidetrace_live_table    the spans that run, and the queue of what is to be told of them
    _sidetrace_live_sender   a thread that tells it, 40 ms later, over _sidetrace_live_connection
    _sidetrace_live_record   a span as a line of the request
    _sidetrace_live_source   where in the code a span begins; _sidetrace_live_cells: in a notebook
    _sidetrace_live_text     the text of the function that runs there
    _sidetrace_live_threads  inside which span a thread was started
    _sidetrace_live_process  what the receiver hears of the process; fork and exit
    _sidetrace_live_stall    the line on which a span stands that makes no progress
"""

import os
import sys

boot = sys.modules["_sidetrace_boot"]


def tell_spans(module):
    """Changes `opentelemetry.sdk.trace`, in which every SDK's spans begin."""
    address = boot.load("_sidetrace_live_connection").address_of(os.environ.get("SIDETRACE_URL", ""))
    if address is None:
        return
    cells = boot.load("_sidetrace_live_cells").Cells()
    texts = boot.load("_sidetrace_live_text").Texts()
    source = boot.load("_sidetrace_live_source").Source(cells, texts)
    table = boot.load("_sidetrace_live_table").Table()
    sender = boot.load("_sidetrace_live_sender").Sender(address, table, source)
    threads = boot.load("_sidetrace_live_threads").Threads(table, source)
    boot.load("_sidetrace_live_tap").tap(module, table, source, threads)
    boot.load("_sidetrace_live_process").follow(table, sender)
    silence = boot.load("_sidetrace_silence")
    for optional in (threads.watch, cells.watch, lambda: silence.watch_sdk(module, table)):
        try:
            optional()
        except Exception:
            boot.report()
