"""Who serves from a data directory: one process at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from siems.embedded.directory import DataDirectory, unusable
from siems.embedded.errors import EmbeddedError
from siems.embedded.locks import FileLock


@contextmanager
def sole_owner(data_dir: Path) -> Iterator[None]:
    """Held by `siems up` for as long as it serves from the data directory.

    Raises EmbeddedError, naming the other process, while another one holds it.
    """
    directory = DataDirectory.create(data_dir)
    try:
        lock = FileLock(directory.root / "owner.lock")
    except OSError as error:
        raise unusable(directory.root, error) from error
    try:
        if not lock.try_exclusive():
            raise EmbeddedError(
                f"siems already runs in {directory.root} (pid {lock.read() or 'unknown'}): "
                "stop that process first, or give this one another directory with SIEMS_DATA_DIR"
            )
        lock.write(str(os.getpid()))
        try:
            yield
        finally:
            lock.write("")
            lock.release()
    finally:
        lock.close()
