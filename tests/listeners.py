"""Real servers on loopback for the tests of what goes out, and what they were sent."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """What the HTTP server answers to one request."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    drip: bool = False
    """Sends its body a byte at a time and never ends."""


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


HANG = Answer(status=0)
"""Reads the request and says nothing until the other side has gone."""


class HTTPListener:
    """Answers with each of its answers in turn, and goes on with the last one."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers) or [Answer()]
        self.received: list[Received] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_listener(*answers: Answer) -> Iterator[HTTPListener]:
    listener = HTTPListener(*answers)
    with _serving(_handler(listener)) as server:
        listener.port = server.server_address[1]
        yield listener


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(listener: HTTPListener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listener.received.append(Received(self.command, self.path, headers, body))
            answer = listener.next_answer()
            if answer is HANG:
                self.rfile.read(1)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not answer.drip:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.write(answer)

        def write(self, answer: Answer) -> None:
            try:
                self.wfile.write(answer.body)
                while answer.drip:
                    time.sleep(0.02)
                    self.wfile.write(b" ")
            except OSError:
                self.close_connection = True

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


@contextmanager
def replaced(owner: object, name: str, value: Callable[..., object]) -> Iterator[None]:
    """`owner.name` is `value` for as long as the block lasts, seen by all threads."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
