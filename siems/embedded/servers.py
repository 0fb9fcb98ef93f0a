"""The embedded servers of one data directory, shared by every process that uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from siems.embedded.accounts import server_account
from siems.embedded.cluster import SUPERUSER
from siems.embedded.database import APP_ROLE, DATABASE, OWNER_ROLE
from siems.embedded.directory import REDIS_SOCKET, DataDirectory, unusable
from siems.embedded.locks import FileLock
from siems.embedded.postgres import PostgresServer
from siems.embedded.redis import RedisServer

_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Endpoints:
    """Where the embedded servers of one data directory answer. Only this user of the machine (and root) can connect."""

    owner_url: str  # postgresql://siems_owner@/siems?host=/socket/dir
    app_url: str  # postgresql://siems_app@/siems?host=/socket/dir
    superuser_url: str  # postgresql://postgres@/siems?host=/socket/dir
    redis_url: str  # unix:///socket/dir/redis.sock

    @classmethod
    def of(cls, sockets: Path) -> Self:
        owner, app, superuser = (
            f"postgresql://{role}@/{DATABASE}?host={sockets}" for role in (OWNER_ROLE, APP_ROLE, SUPERUSER)
        )
        return cls(owner, app, superuser, f"unix://{sockets / REDIS_SOCKET}")


class EmbeddedServers:
    """A context in which a PostgreSQL and a Redis run inside a data directory.

    Any number of processes may be in it at the same time: the first to enter starts the servers, the last to leave
    stops them, whichever it is. Servers that outlived a killed process are taken over by the next one, and nothing
    that was committed is lost. Entering raises EmbeddedError when they cannot run here.

    `postgres_settings` are further settings of a PostgreSQL that is started (one that runs keeps its own).
    """

    def __init__(
        self, data_dir: Path, *, postgres_version: int = 18, postgres_settings: Mapping[str, str] = _NO_SETTINGS
    ) -> None:
        self._data_dir = data_dir
        self._postgres_version = postgres_version
        self._postgres_settings = postgres_settings
        self._use: _Use | None = None

    def __enter__(self) -> Endpoints:
        if self._use is not None:
            raise RuntimeError("these embedded servers are entered already: make another EmbeddedServers")
        directory = DataDirectory.create(self._data_dir)
        try:
            self._use = _Use.begin(directory, self._postgres_version, self._postgres_settings)
        except OSError as error:
            raise unusable(directory.root, error) from error
        return Endpoints.of(directory.sockets)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._use is not None:
            self._use.end()
            self._use = None

    def process_ids(self) -> set[int]:
        """The pids of the servers' processes while we use them, those of PostgreSQL's children too."""
        return self._use.process_ids() if self._use is not None else set()


class _Use:
    """One use of the servers, from entering to leaving."""

    def __init__(self, directory: DataDirectory) -> None:
        self._directory = directory
        self._startup = FileLock(directory.root / "startup.lock")  # held around starting and stopping
        self._users = FileLock(directory.root / "users.lock")  # shared by everybody who uses the servers

    @classmethod
    def begin(cls, directory: DataDirectory, version: int, settings: Mapping[str, str]) -> Self:
        """Joins the servers or starts them. If that fails, nothing that nobody else uses is left running."""
        use = cls(directory)
        try:
            with use._startup.held():
                use._users.share()
                use._ensure_running(version, settings)
        except BaseException:  # also Ctrl-C during a long recovery
            use._close()
            raise
        return use

    def end(self) -> None:
        """Leaves the servers, and stops them if nobody else uses them."""
        try:
            with self._startup.held():
                self._leave()
        finally:
            self._close()

    def process_ids(self) -> set[int]:
        return {process.pid for process in (*self._postgres.running(), *self._redis.running())}

    def _ensure_running(self, version: int, settings: Mapping[str, str]) -> None:
        self._account = server_account(self._directory.pgdata)
        if self._account is not None:
            self._account.open_way_to(self._directory.pgdata)
        self._postgres = PostgresServer(self._directory, self._account, version, settings)
        self._redis = RedisServer(self._directory, self._account)
        try:
            self._postgres.ensure_running()
            self._redis.ensure_running()
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        if self._users.try_exclusive():
            self._postgres.ask_to_stop()
            self._redis.ask_to_stop()
            self._postgres.wait_until_stopped()
            self._redis.wait_until_stopped()
            self._directory.remove_sockets(self._account)
        self._users.release()

    def _close(self) -> None:
        self._startup.close()
        self._users.close()
