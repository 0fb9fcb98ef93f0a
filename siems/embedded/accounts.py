"""The system account that the servers run as when we are root, since PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from siems.embedded.errors import EmbeddedError
from siems.embedded.locks import FileLock

ACCOUNT_NAME = "siems-postgres"
READ, TRAVERSE, RUN = 0o4, 0o1, 0o1

# Two useradds of the same name at once both succeed, and the second gives the account another uid: tried.
_ACCOUNT_LOCK = Path("/var/run") / f"{ACCOUNT_NAME}.lock"
_SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_WAYS_TO_ADD = (
    ("useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"),
    ("adduser", "-S", "-D", "-H", "-s", "/sbin/nologin"),  # busybox
)


@dataclass(frozen=True)
class Account:
    """A user of the operating system other than root."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Gives it the path. Raises EmbeddedError where even root may not, as in a container without capabilities."""
        try:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        except PermissionError as error:
            raise EmbeddedError(
                f"PostgreSQL does not run as root, and root may not give {path} to another user here: "
                "run siems as an ordinary user"
            ) from error

    def grant(self, path: Path, rights: int) -> None:
        """Adds those of the rights (as in the last digit of a mode) that this account lacks on the path.

        Raises EmbeddedError if the mode cannot be changed.
        """
        status = path.stat()
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        if missing := rights << shift & ~status.st_mode:
            try:
                path.chmod(stat.S_IMODE(status.st_mode) | missing)
            except OSError as error:
                raise EmbeddedError(
                    f"the servers do not run as root, and {path} is closed to others ({error.strerror}): "
                    "open it, or run siems as an ordinary user"
                ) from error

    def open_way_to(self, path: Path) -> None:
        """Lets the account pass through every folder above the path: traverse, not read."""
        for folder in path.resolve().parents:
            self.grant(folder, TRAVERSE)

    def open_tree(self, root: Path) -> None:
        """Lets the account read everything below the root, and run there what its owner may run."""
        self.open_way_to(root)
        for folder, _, files in os.walk(root):
            self.grant(Path(folder), READ | TRAVERSE)
            for file in (Path(folder, name) for name in files):
                self.grant(file, READ | RUN if file.stat().st_mode & stat.S_IXUSR else READ)


def server_account(pgdata: Path) -> Account | None:
    """Who runs the servers of a cluster: None (we ourselves), or another account when we are root.

    As root that is the owner of the cluster if it has one, so that a volume moved to another machine or a directory
    that an ordinary user made keeps its owner; else the account siems-postgres, made when missing.
    Raises EmbeddedError when the cluster belongs to somebody else, or the account cannot be made.
    """
    owner = pgdata.stat() if pgdata.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise EmbeddedError(f"{pgdata} belongs to {_name_of(owner.st_uid)}: run siems as that user, or as root")
        return None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    account = _system_account()
    if owner is not None:  # root made or copied it; as it is, nobody could serve it
        for folder, folders, files in os.walk(pgdata):
            for name in [".", *folders, *files]:
                account.own(Path(folder, name))
    return account


def _name_of(uid: int) -> str:
    try:
        return f"the user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"the user with the id {uid}"


def _system_account() -> Account:
    """The account siems-postgres, made if it is not there."""
    account = _find_account()
    if account is None:
        lock = FileLock(_ACCOUNT_LOCK)
        try:
            with lock.held():
                account = _find_account() or _add_account()
        finally:
            lock.close()
    return account


def _find_account() -> Account | None:
    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _add_account() -> Account:
    """Makes the account with the first program there is for it."""
    refusal = "there is no useradd here"
    for command, *options in _WAYS_TO_ADD:
        if (program := shutil.which(command, path=_SYSTEM_PATH)) is not None:
            done = subprocess.run([program, *options, ACCOUNT_NAME], capture_output=True, text=True, check=False)
            refusal = f"{command}: {done.stderr.strip() or done.returncode}"
            break
    if (account := _find_account()) is None:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the system user {ACCOUNT_NAME} could not be made ({refusal}): "
            "make that user, or run siems as an ordinary user"
        )
    return account
