"""One kept-alive HTTP/1.1 connection to the receiver, over `_socket`, which gevent and the like leave alone."""

import _socket
from time import monotonic

CONNECT_SECONDS = 0.5
# For a request and its answer. Only our own thread waits.
ANSWER_SECONDS = 3.0
MAX_ANSWER = 1 << 16
HEADERS = (
    "POST /live/v1 HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\nX-Sidetrace-Unread: 1\r\nConnection: keep-alive\r\n\r\n"
)


def address_of(url):
    """(host, port) of `http://127.0.0.1:5005` or `http://[::1]:5005/…`; None for what is not on this machine."""
    authority = url.split("//", 1)[-1].split("/", 1)[0]
    host, _, port = authority.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")
    return (host, int(port)) if host in ("127.0.0.1", "::1") and port.isdigit() else None


class Connection:
    def __init__(self, address):
        self.address, self.socket, self.until = address, None, 0.0

    def is_open(self):
        return self.socket is not None

    def open(self):
        host, _ = self.address
        self.socket = _socket.socket(_socket.AF_INET6 if ":" in host else _socket.AF_INET, _socket.SOCK_STREAM, 0)
        self.socket.settimeout(CONNECT_SECONDS)
        self.socket.connect(self.address)

    def close(self):
        given, self.socket = self.socket, None
        if given is not None:
            try:
                given.close()
            except OSError:
                pass

    def is_lost(self):
        """Whether the receiver has closed it; asks the system only."""
        try:
            self.socket.settimeout(0)
            return self.socket.recv(1) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def post(self, body):
        """The answer's status. Raises OSError, also when nothing comes in time."""
        host, port = self.address
        name = "[%s]:%d" % self.address if ":" in host else "%s:%d" % (host, port)
        self.until = monotonic() + ANSWER_SECONDS
        data = memoryview((HEADERS % (name, len(body))).encode() + body)
        while data:
            self.wait()
            data = data[self.socket.send(data) :]
        return self.answer()

    def answer(self):
        got = b""
        while True:
            self.wait()
            piece = self.socket.recv(4096)
            got += piece
            head, end, rest = got.partition(b"\r\n\r\n")
            if end and len(rest) >= length_in(head):
                return int(head[9:12])
            if not piece or len(got) > MAX_ANSWER:
                raise OSError("no answer")

    def wait(self):
        left = self.until - monotonic()
        if left <= 0:
            raise OSError("no answer in time")
        self.socket.settimeout(left)


def length_in(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise OSError("an answer without a length")
