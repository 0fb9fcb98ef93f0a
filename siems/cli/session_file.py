"""Who is signed in from this machine, and where: a file that only its owner may read."""

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from siems.cli.failures import Failure
from siems.embedded.locks import FileLock


@dataclass
class KeptSession:
    """A session on one server. The refresh token is good for one use."""

    email: str
    refresh_token: str
    access_token: str
    expires_at: str


@dataclass
class KeptSessions:
    """One session for each server, by address, and the server that was signed in to last."""

    current: str | None = None
    by_address: dict[str, KeptSession] = field(default_factory=dict)

    def put(self, address: str, session: KeptSession) -> KeptSession | None:
        """Keeps a session, and makes its server the current one. What was kept for the server before."""
        before = self.by_address.get(address)
        self.by_address[address] = session
        self.current = address
        return before

    def forget(self, address: str) -> None:
        """Keeps nothing for this server any more. The current one is then whichever is left, if only one is."""
        self.by_address.pop(address, None)
        if self.current == address:
            self.current = next(iter(self.by_address)) if len(self.by_address) == 1 else None


class SessionFile:
    """The file. Whoever changes it holds a lock from reading it to writing it, so that no two use a token up."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def usual(cls) -> Self:
        """$XDG_CONFIG_HOME/siems/session.json, or ~/.config/siems/session.json."""
        folder = os.environ.get("XDG_CONFIG_HOME") or ""
        base = Path(folder) if os.path.isabs(folder) else Path("~/.config").expanduser()
        return cls(base / "siems" / "session.json")

    def read(self) -> KeptSessions:
        """What is kept; nothing if there is no file. Raises Failure if it cannot be understood."""
        try:
            kept = json.loads(self.path.read_bytes())
            sessions = {address: KeptSession(**each) for address, each in kept["sessions"].items()}
            return KeptSessions(_text_or_none(kept["current"]), sessions)
        except FileNotFoundError:
            return KeptSessions()
        except OSError as error:
            raise self._unusable("read", error) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            message = f"{self.path} is no file of sessions. Delete it, and run `siems login` again."
            raise Failure("NOT_SIGNED_IN", message) from None

    @contextmanager
    def changing(self) -> Iterator[KeptSessions]:
        """What is kept, to be changed within the block; `write` within it to make it last."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self.path.with_suffix(".lock"))
        except OSError as error:
            raise self._unusable("written", error) from None
        with closing(lock), lock.held():
            yield self.read()

    def write(self, kept: KeptSessions) -> None:
        """Replaces the file in one step: whoever reads it meanwhile finds the old one or the new one."""
        fresh = self.path.with_suffix(".new")
        sessions = {address: asdict(session) for address, session in kept.by_address.items()}
        try:
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump({"current": kept.current, "sessions": sessions}, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise self._unusable("written", error) from None

    def _unusable(self, how: str, error: OSError) -> Failure:
        reason = (error.strerror or str(error)).lower()
        return Failure("USAGE", f"{self.path} cannot be {how}: {reason}. Sessions are kept there.")


def _text_or_none(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value
