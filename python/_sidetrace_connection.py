"""A kept-alive HTTP connection to our receiver, on which every request ends in time.

The user's proxies, redirects and credentials play no part here, as they would with `requests`.
"""

import collections
import http.client
import socket
from time import monotonic

# The receiver puts it into every answer: whatever else has come to listen on its port does not.
SIGNATURE = "sidetrace"

# `headers`: pairs. `body`: bytes or None.
Request = collections.namedtuple("Request", "method path headers body")
# `headers`: http.client's message, which finds names in any case.
Answer = collections.namedtuple("Answer", "status headers body")


class Connection:
    """Not for two threads at once.

    `host`: an address in numbers, or `localhost`. Looking up a name would import modules in our thread, and the child of a fork
    in the middle of an import waits for that import forever.
    """

    def __init__(self, host, port):
        self.address = ("127.0.0.1" if host == "localhost" else host, port)
        self.open = None

    def send(self, request, seconds):
        """The receiver's Answer. Raises OSError or HTTPException where none came in that time, or not from our receiver."""
        deadline = monotonic() + seconds
        if self.open is not None:
            try:
                return self.exchange(request, deadline)
            except (ConnectionError, http.client.BadStatusLine):
                pass  # The receiver has closed what was kept alive; with a new connection it may be there.
        self.connect(deadline)
        return self.exchange(request, deadline)

    def connect(self, deadline):
        self.close()
        sock = TimedSocket(socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET, socket.SOCK_STREAM)
        try:
            sock.settimeout(max(deadline - monotonic(), 0.001))
            sock.connect(self.address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            sock.close()
            raise
        self.open = http.client.HTTPConnection(*self.address)
        self.open.sock = sock

    def exchange(self, request, deadline):
        done = False
        try:
            self.open.sock.deadline = deadline
            self.open.request(request.method, request.path, request.body, dict(request.headers))
            response = self.open.getresponse()
            if response.getheader("server") != SIGNATURE:
                raise http.client.HTTPException("not our receiver")
            answer = Answer(response.status, response.headers, response.read())
            done = self.open.sock is not None  # http.client lets go of it where the receiver will close it.
            return answer
        finally:
            if not done:
                self.close()

    def close(self):
        if self.open is not None:
            self.open.close()
        self.open = None


class TimedSocket(socket.socket):
    """A socket's own limit begins anew with each byte; this one is for all that is read and written until `deadline`."""

    deadline = 0.0

    def limit(self):
        left = self.deadline - monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        self.settimeout(left)

    def recv_into(self, *args):
        self.limit()
        return super().recv_into(*args)

    def sendall(self, *args):
        self.limit()
        return super().sendall(*args)
