"""What a refresh token that comes back is worth."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from siems.domain.sessions import Verdict, judge

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Session:
    expires_at: datetime = NOON + timedelta(days=60)
    ended_at: datetime | None = None


@dataclass(frozen=True)
class RefreshToken:
    issued_at: datetime = NOON - timedelta(minutes=15)
    used_at: datetime | None = None


@pytest.mark.parametrize(
    ("token", "session", "verdict"),
    [
        (RefreshToken(), Session(), Verdict.ROTATE),
        (RefreshToken(issued_at=NOON - timedelta(days=14) + INSTANT), Session(), Verdict.ROTATE),
        (RefreshToken(issued_at=NOON - timedelta(days=14)), Session(), Verdict.ENDED),
        (RefreshToken(used_at=NOON), Session(), Verdict.REPEAT),
        (RefreshToken(used_at=NOON - timedelta(seconds=10)), Session(), Verdict.REPEAT),
        (RefreshToken(used_at=NOON - timedelta(seconds=10) - INSTANT), Session(), Verdict.STOLEN),
        # Whoever waited for the other tab has read the clock before it.
        (RefreshToken(used_at=NOON + timedelta(seconds=1)), Session(), Verdict.REPEAT),
        (RefreshToken(), Session(expires_at=NOON + INSTANT), Verdict.ROTATE),
        (RefreshToken(), Session(expires_at=NOON), Verdict.ENDED),
        (RefreshToken(), Session(ended_at=NOON - timedelta(days=1)), Verdict.ENDED),
        (RefreshToken(used_at=NOON - timedelta(days=1)), Session(ended_at=NOON), Verdict.ENDED),
    ],
)
def test_a_token_is_worth_this(token: RefreshToken, session: Session, verdict: Verdict) -> None:
    assert judge(token, session, NOON) is verdict
