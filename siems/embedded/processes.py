"""Starting, finding and ending server processes, told apart by what stands in their command line."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import psutil

from siems.embedded.accounts import Account
from siems.embedded.errors import EmbeddedError

_POLL_SECONDS = 0.02
_LARGEST_LOG = 1_000_000

# Kept for as long as we live: so we reap our own children, whoever told them to end.
_children: list[subprocess.Popen[bytes]] = []


class Process:
    """A running process. It stays that process: a later one with the same pid is neither seen as it nor signalled."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.pid: int = process.pid

    def alive(self) -> bool:
        """Whether it still runs. One that has ended but that its parent has not yet reaped does not."""
        try:
            return bool(self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    def signal(self, number: signal.Signals) -> None:
        """Signals it; nothing happens if it is gone."""
        try:
            self._process.send_signal(number)
        except psutil.NoSuchProcess:
            pass
        except psutil.AccessDenied as error:
            raise EmbeddedError(
                f"the server process {self.pid} belongs to another user: stop it as that user"
            ) from error


def running(matches: Callable[[str, str], bool]) -> list[Process]:
    """The running processes whose name and command line match. Works without the right to look into them."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        # A command line and not a working directory: in a container, root may not see the latter of other users.
        if matches(process.info["name"] or "", " ".join(process.info["cmdline"] or [])):
            found.append(Process(process))
    return [process for process in found if process.alive()]


def start(
    command: Sequence[str | Path], *, log: Path, account: Account | None, executable: Path | None = None
) -> Process:
    """Starts a server in a session of its own, so that Ctrl-C at our terminal does not reach it.

    It writes to the log, and inherits nothing else: neither our locks nor our environment with its secrets.
    Raises EmbeddedError if it cannot be run.
    """
    _keep_small(log)
    with log.open("ab") as output:
        log.chmod(0o600)
        try:
            child = subprocess.Popen(
                command,
                executable=executable,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **confinement(account),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedError(f"cannot run {executable or command[0]}: {error}") from error
    _children.append(child)
    return Process(psutil.Process(child.pid))


def confinement(account: Account | None) -> dict[str, Any]:
    """What a program of a server gets from us: a plain environment, no working directory of ours, its account."""
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    plain: dict[str, Any] = {"env": environment | {"LC_ALL": "C", "PGCLIENTENCODING": "UTF8"}, "cwd": "/"}
    return plain if account is None else plain | {"user": account.uid, "group": account.gid, "extra_groups": []}


def wait_until_gone(processes: Iterable[Process], seconds: float) -> bool:
    """Waits until none of the processes runs; False if one still does when the time is over."""
    left, deadline = list(processes), time.monotonic() + seconds
    while left := [process for process in left if process.alive()]:
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    _reap()
    return True


def poll(condition: Callable[[], bool], seconds: float) -> bool:
    """Waits until the condition holds; False if it still does not when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _reap() -> None:
    _children[:] = [child for child in _children if child.poll() is None]


def _keep_small(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
