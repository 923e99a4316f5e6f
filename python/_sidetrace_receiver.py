"""Whether our receiver is there, and leaving it in peace for a while after it did not answer in time."""

import socket
from time import monotonic
from urllib.parse import urlsplit

CONNECT_SECONDS = 0.2
PAUSE_SECONDS = 15


def listens(url):
    """Whether somebody accepts connections at the address: a tenth of a millisecond on the same machine."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


class Pause:
    """After a request that timed out, the next ones fail at once for a while instead of holding up the program too."""

    def __init__(self):
        self.until = 0.0

    def is_on(self):
        return monotonic() < self.until

    def run(self, request, seconds, failed):
        """The request's result; one that raises, or whose result `failed` says so, after that time starts the pause."""
        started = monotonic()
        done = False
        try:
            result = request()
            done = not failed(result)
            return result
        finally:
            if not done and monotonic() - started >= seconds:
                self.until = monotonic() + PAUSE_SECONDS
