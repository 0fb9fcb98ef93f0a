"""A private PostgreSQL for one data directory: found and joined, or started; and stopped."""

import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from siems.embedded import processes
from siems.embedded.accounts import Account
from siems.embedded.cluster import Installation, check_version, ensure_initialized
from siems.embedded.database import Superuser
from siems.embedded.directory import POSTGRES_SOCKET, DataDirectory
from siems.embedded.errors import EmbeddedError, last_lines
from siems.embedded.processes import Process

# Replaying what a crash left may take minutes; a server that cannot start ends by itself long before.
_READY_SECONDS = 600
_FAST_SECONDS = 20
_IMMEDIATE_SECONDS = 10
_LOG_SECONDS = 6 * 24 * 3600


@dataclass(frozen=True)
class PidFile:
    """What a postmaster says of itself in its data directory. It stays there when the machine crashes."""

    pid: int
    status: str  # starting, ready, stopping

    @classmethod
    def read(cls, pgdata: Path) -> Self | None:
        """None if there is none, or one that is not written to its end yet."""
        try:
            lines = (pgdata / "postmaster.pid").read_text().splitlines()
            return cls(int(lines[0]), lines[7].strip())
        except (FileNotFoundError, IndexError, ValueError):
            return None


class PostgresServer:
    """The PostgreSQL of a data directory. Callers hold the directory's start-up lock."""

    def __init__(
        self, directory: DataDirectory, account: Account | None, version: int, settings: Mapping[str, str]
    ) -> None:
        self._directory = directory
        self._account = account
        self._installation = Installation.find(version)
        self._settings = settings
        self._stopping: list[Process] = []

    def running(self) -> list[Process]:
        """Its processes: the postmaster's command line has the tag, and PostgreSQL puts it in its children's title."""
        return processes.running(lambda name, command: name == "postgres" and self._directory.tag in command)

    def ensure_running(self) -> None:
        """Takes the server that runs here, or starts one, and waits until it has recovered and has its database."""
        check_version(self._directory, self._installation)
        found = self._postmaster()
        if found is None or not self._becomes_ready(found):
            self._clear_remains()
            if not self._becomes_ready(self._start()):
                raise EmbeddedError(f"PostgreSQL did not start; {last_lines(self._logs())}")
        Superuser(self._installation, self._directory.sockets).ensure_database()

    def ask_to_stop(self) -> None:
        """Asks for a fast shutdown: open transactions are rolled back, everything committed is written."""
        self._stopping = self.running()
        if (postmaster := self._postmaster()) is None:
            self._force_to_end()  # its files were deleted under it, or it crashed
        else:
            postmaster.signal(signal.SIGINT)

    def wait_until_stopped(self) -> None:
        """Waits for the shutdown, and forces it when it takes too long. What was committed is safe either way."""
        if not processes.wait_until_gone(self._stopping, _FAST_SECONDS) or self.running():
            self._force_to_end()

    def _postmaster(self) -> Process | None:
        """The postmaster that serves these very files: not one that outlived files that were deleted."""
        pid_file = PidFile.read(self._directory.pgdata)
        found = [process for process in self.running() if pid_file is not None and process.pid == pid_file.pid]
        return found[0] if found else None

    def _becomes_ready(self, postmaster: Process) -> bool:
        """Waits until it takes connections; False if it ends instead."""
        ready = PidFile(postmaster.pid, "ready")

        def settled() -> bool:
            return PidFile.read(self._directory.pgdata) == ready or not postmaster.alive()

        if not processes.poll(settled, _READY_SECONDS):
            raise EmbeddedError(f"PostgreSQL is not ready after {_READY_SECONDS} s; {last_lines(self._logs())}")
        return postmaster.alive() and (self._directory.sockets / POSTGRES_SOCKET).is_socket()

    def _start(self) -> Process:
        if self._account is not None:
            self._installation.open_to(self._account)
        durable = self._settings.get("fsync", "on") != "off"
        ensure_initialized(self._directory, self._installation, self._account, durable=durable)
        settings = [f"--{name}={value}" for name, value in (self._own_settings() | dict(self._settings)).items()]
        command: list[str | Path] = [self._installation.program("postgres"), "-D", self._directory.pgdata, *settings]
        self._discard_old_logs()
        return processes.start(command, log=self._start_log(), account=self._account)

    def _own_settings(self) -> dict[str, str]:
        return {
            "cluster_name": self._directory.tag,
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self._directory.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # A write transaction left open holds back the live feed of everybody.
            "idle_in_transaction_session_timeout": "60s",
            # A file for each day of the week, begun anew a week later: a week of logs and no more.
            "logging_collector": "on",
            "log_filename": "postgres-%a.log",
            "log_checkpoints": "off",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            "log_truncate_on_rotation": "on",
        }

    def _clear_remains(self) -> None:
        """Ends what is left of an earlier server, and removes the files by which it would still hold the directory."""
        self._force_to_end()
        pid_file = self._directory.pgdata / "postmaster.pid"
        # After a crash of the machine its pid may be another program's by now, and would block the start.
        if pid_file.exists() and not self._serves_unknown_to_us():
            pid_file.unlink()
        self._directory.prepare_sockets(self._account)
        for name in (POSTGRES_SOCKET, POSTGRES_SOCKET + ".lock"):
            (self._directory.sockets / name).unlink(missing_ok=True)

    def _serves_unknown_to_us(self) -> bool:
        """Whether somebody started a PostgreSQL by hand on these files: then ours will refuse to, and say so."""
        pgdata = str(self._directory.pgdata)
        return bool(processes.running(lambda name, command: name == "postgres" and pgdata in command))

    def _force_to_end(self) -> None:
        left = self.running()
        for number, seconds in ((signal.SIGQUIT, _IMMEDIATE_SECONDS), (signal.SIGKILL, _IMMEDIATE_SECONDS)):
            for process in left:
                process.signal(number)
            if processes.wait_until_gone(left, seconds):
                return
        raise EmbeddedError(f"PostgreSQL does not stop: end the process {left[0].pid}")

    def _discard_old_logs(self) -> None:
        """PostgreSQL begins a day's file anew only at midnight, which a server that is stopped daily never sees."""
        for log in self._logs():
            if log.stat().st_mtime < time.time() - _LOG_SECONDS:
                log.unlink()

    def _start_log(self) -> Path:
        return self._directory.root / "postgres.log"

    def _logs(self) -> list[Path]:
        daily = (self._directory.pgdata / "log").glob("*.log")
        return [log for log in (self._start_log(), *daily) if log.exists()]
