"""Data directories whose PostgreSQL is set up: copies of one, since setting one up takes longer than most tests."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from commands import servers_of

from siems import migrate
from siems.embedded import EmbeddedServers
from siems.embedded.directory import DataDirectory

_MEMORY, _ROOM = Path("/dev/shm"), 4 * 1024**3
FAST_POSTGRES = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def new_data_dir() -> Iterator[Path]:
    """A data directory that is not there yet. Whatever is left running in it is stopped.

    Not in pytest's tmp_path, which another session may at any time close to the account that PostgreSQL runs as.
    """
    with tempfile.TemporaryDirectory(prefix="siems-test-", dir=_in_memory(), ignore_cleanup_errors=True) as folder:
        directory = Path(folder).resolve() / "data"
        try:
            yield directory
        finally:
            if directory.exists():
                for pid in servers_of(directory):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


def _in_memory() -> Path | None:
    """A folder in memory, if there is one with room: of a PostgreSQL that is new most time goes into making files."""
    roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if roomy else None


@asynccontextmanager
async def new_migrated_data_dir() -> AsyncIterator[Path]:
    """A data directory that is migrated and whose servers do not run, to make copies of."""
    with new_data_dir() as data_dir:
        with EmbeddedServers(data_dir, postgres_settings=FAST_POSTGRES) as endpoints:
            await migrate.upgrade(endpoints.owner_url)
        yield data_dir


def copy_cluster(source: Path, data_dir: Path) -> Path:
    """Makes a data directory that has the PostgreSQL of another one, whose servers do not run. Returns the new one."""
    subprocess.run(["cp", "-a", DataDirectory.create(source).pgdata, DataDirectory.create(data_dir).pgdata], check=True)
    return data_dir
