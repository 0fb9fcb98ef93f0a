"""Processes that begin where loading ends: forks of one that has loaded SIEMS, which takes longer than most commands.

Each is a process of its own, in a session of its own, with files, an environment and an exit code of its own.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LOADED = Path(__file__).with_name("loaded.py")


class WarmProcess:
    """A process that was started, with the interface of `subprocess.Popen` as far as tests use it."""

    def __init__(self, arguments: Sequence[str], channel: socket.socket) -> None:
        self._arguments = arguments
        self._channel = channel
        self._lines = channel.makefile("r")
        self.pid = int(self._lines.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        if (code := self._ended(timeout)) is None:
            raise subprocess.TimeoutExpired(self._arguments, timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Signals it; nothing happens if it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, within: float | None) -> int | None:
        if self.returncode is None and select.select([self._channel], [], [], within)[0]:
            self.returncode = int(self._lines.readline())
            self._lines.close()
            self._channel.close()
        return self.returncode


class _Loaded:
    """The process that is forked, started when the first of its forks is wanted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: socket.socket | None = None

    def orders(self, environment: Mapping[str, str]) -> socket.socket:
        with self._lock:
            if self._orders is None:
                self._orders = self._start(environment)
            return self._orders

    def _start(self, environment: Mapping[str, str]) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, _LOADED, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=environment,
            )

        def end() -> None:
            ours.close()
            process.wait()

        atexit.register(end)
        return ours


_loaded = _Loaded()


def start(
    arguments: Sequence[str], environment: Mapping[str, str], stdin: int, stdout: int, stderr: int
) -> WarmProcess:
    """Starts `siems` with arguments, or a script of Python: the first of them says which. Three files to give it."""
    neutral = {name: value for name, value in environment.items() if not name.startswith("SIEMS_")}
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(_loaded.orders(neutral), [b"!"], [theirs.fileno(), stdin, stdout, stderr])
    ours.sendall(json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode())
    ours.shutdown(socket.SHUT_WR)
    return WarmProcess(arguments, ours)
