"""Locks between processes.

They are flock(2) locks: the kernel releases them when their holder dies, however it dies, so a crash never leaves
a stale count of users. Python opens files close-on-exec, so the servers that we start do not inherit them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """A lock on a file, shared or exclusive. Two FileLocks exclude each other also within one process."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Waits for the exclusive lock and holds it for the block."""
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            self.release()

    def share(self) -> None:
        """Waits for a shared lock and keeps it."""
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """Takes the exclusive lock if nobody else holds any. If somebody does, a shared lock held before is lost."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        # Said aloud, since closing would not release a lock whose descriptor a forked child holds too.
        fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._fd)

    def read(self) -> str:
        return os.pread(self._fd, 100, 0).decode(errors="replace").strip()

    def write(self, text: str) -> None:
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)
