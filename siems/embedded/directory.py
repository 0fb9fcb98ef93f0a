"""The layout of a data directory, and the short directory its sockets lie in."""

import hashlib
import os
import re
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from siems.embedded.accounts import Account
from siems.embedded.errors import EmbeddedError

# The address of a unix socket holds 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 103
POSTGRES_SOCKET = ".s.PGSQL.5432"
REDIS_SOCKET = "redis.sock"

# Commas, spaces and the like mean something in a list of hosts, a URL or a configuration file.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class DataDirectory:
    """One data directory on this machine."""

    root: Path
    tag: str  # in the command line of every server process of this directory, so that we find them and kill no other

    @classmethod
    def create(cls, path: Path) -> Self:
        """The directory at this path, made private to us if it is not there. Raises EmbeddedError if it cannot be."""
        try:
            root = path.expanduser().resolve()
            if not root.exists():
                root.mkdir(parents=True, exist_ok=True)
                root.chmod(0o711 if os.geteuid() == 0 else 0o700)
            status = root.stat()
            if not stat.S_ISDIR(status.st_mode):
                raise EmbeddedError(f"the data directory {root} is not a directory: give another with SIEMS_DATA_DIR")
        except OSError as error:
            raise unusable(path, error) from error
        # By inode and not by path: a moved directory keeps its servers, a copied one is another.
        identity = f"{status.st_dev}:{status.st_ino}"
        return cls(root, "siems-" + hashlib.sha256(identity.encode()).hexdigest()[:12])

    @property
    def pgdata(self) -> Path:
        return self.root / "postgres"

    @property
    def sockets(self) -> Path:
        """Where the servers listen: inside the data directory, unless its path is too long or odd for a socket."""
        inside = self.root / "sockets"
        fits = len(os.fsencode(inside / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH
        return inside if fits and _PLAIN_PATH.fullmatch(str(inside)) else _temporary_root() / self.tag

    def prepare_sockets(self, account: Account | None) -> None:
        """Makes the socket directory, open to the account only. Raises EmbeddedError if somebody else made it."""
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if not self._sockets_are_ours(account):
            raise EmbeddedError(f"{self.sockets} belongs to somebody else: remove it, or give a shorter SIEMS_DATA_DIR")
        self.sockets.chmod(0o700)
        if account is not None:
            account.own(self.sockets)
            account.open_way_to(self.sockets)

    def remove_sockets(self, account: Account | None) -> None:
        """Removes what stopped servers leave, and their directory if it lies outside of the data directory."""
        with suppress(OSError):  # there is none, or somebody put something else into it
            if self._sockets_are_ours(account):
                for name in (POSTGRES_SOCKET, POSTGRES_SOCKET + ".lock", REDIS_SOCKET):
                    (self.sockets / name).unlink(missing_ok=True)
                if self.sockets.parent != self.root:
                    self.sockets.rmdir()

    def _sockets_are_ours(self, account: Account | None) -> bool:
        status = self.sockets.lstat()
        owners = {os.geteuid(), account.uid if account else os.geteuid()}
        return stat.S_ISDIR(status.st_mode) and status.st_uid in owners


def unusable(path: Path, error: OSError) -> EmbeddedError:
    """What to tell whoever gave us a data directory in which we cannot work."""
    where = f" ({error.filename})" if error.filename not in (None, str(path)) else ""
    return EmbeddedError(
        f"cannot use the data directory {path}: {error.strerror}{where}; "
        "give a directory that you may write in with SIEMS_DATA_DIR"
    )


def _temporary_root() -> Path:
    # Not TMPDIR if that can be: processes with different environments must find the same sockets.
    shared = Path("/tmp")
    return shared if os.access(shared, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
