"""Processes that begin where loading ends, which takes longer than most commands: forks of one that has loaded SIEMS.

Each is a process of its own, in a session of its own, with files, an environment and an exit code of its own.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing.reduction import DupFd
from typing import Any

from siems.cli.command import commands, main
from siems.cli.lazy import LazyCommand


def _modules_of(group: Any) -> Iterator[str]:
    """Where the code of every command is, which each loads by itself otherwise."""
    for command in group.commands.values():
        if isinstance(command, LazyCommand):
            yield command.module
        else:
            yield from _modules_of(command)


_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([main.__module__, *_modules_of(commands)])


class WarmProcess:
    """A process that runs, with the interface of `subprocess.Popen` as far as tests use it."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], stdin: int, stdout: int, stderr: int
    ) -> None:
        """Starts `siems` with arguments, or a script of Python: the first of them says which."""
        files = [DupFd(file) for file in (stdin, stdout, stderr)]
        self._process = _forks.Process(target=_become, args=(list(arguments), dict(environment), files), daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Signals it; nothing happens if it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _become(arguments: list[str], environment: dict[str, str], files: list[Any]) -> None:
    """Makes this process what a new one would be, and runs it."""
    os.setsid()
    for number, file in enumerate(files):
        os.dup2(file.detach(), number)
    sys.stdin = open(0)  # noqa: SIM115  (it is this process's for good)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    if arguments[0] == "siems":
        main()
    else:
        runpy.run_path(arguments[0], run_name="__main__")
