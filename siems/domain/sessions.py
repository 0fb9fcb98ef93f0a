"""Sessions: how long they last, and what a refresh token that comes back is worth. No I/O."""

from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Protocol

SESSION_LIFETIME = timedelta(days=90)
"""After so long one logs in again, however often the session was renewed."""
IDLE_LIFETIME = timedelta(days=14)
"""A refresh token that nobody uses for so long is worth nothing any more."""
GRACE = timedelta(seconds=10)
"""Two tabs may send the same refresh token at once: the second gets the answer of the first."""


class SessionEnd(StrEnum):
    """Why a session ended before its time."""

    LOGGED_OUT = "LOGGED_OUT"
    STOLEN = "STOLEN"
    PASSWORD_SET = "PASSWORD_SET"
    DEACTIVATED = "DEACTIVATED"


class Verdict(Enum):
    """What becomes of a refresh token."""

    ROTATE = "it is used up, and a new one given"
    REPEAT = "it was used a moment ago: the same answer again"
    STOLEN = "it was used before, so two people have it: its session ends"
    ENDED = "its session is over"


class Session(Protocol):
    """What decides about a session."""

    @property
    def expires_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...


class RefreshToken(Protocol):
    """What decides about a refresh token."""

    @property
    def issued_at(self) -> datetime: ...
    @property
    def used_at(self) -> datetime | None: ...


def judge(token: RefreshToken, session: Session, now: datetime) -> Verdict:
    """What a refresh token of this session is worth at `now`."""
    if session.ended_at is not None or session.expires_at <= now:
        return Verdict.ENDED
    if token.used_at is not None:
        return Verdict.REPEAT if now - token.used_at <= GRACE else Verdict.STOLEN
    return Verdict.ROTATE if now < token.issued_at + IDLE_LIFETIME else Verdict.ENDED
