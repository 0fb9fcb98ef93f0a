"""What people may say of how they are reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

CODE_LIFETIME = timedelta(minutes=10)
WRONG_CODES = 5
"""So many wrong tries end a code."""


class LowestSeverity(StrEnum):
    """How bad an incident must be for somebody to be sent something of it."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"
    NEVER = "NEVER"


@dataclass(frozen=True)
class QuietHours:
    """When somebody is left alone, as "HH:MM" by the clocks of an IANA time zone. An end before the start is on the
    next day."""

    starts_at: str
    ends_at: str
    time_zone: str


def minutes_of(time: str) -> int:
    """ "HH:MM" in minutes after midnight."""
    hours, _, minutes = time.partition(":")
    return 60 * int(hours) + int(minutes)


def time_of(minutes: int) -> str:
    """Minutes after midnight as "HH:MM"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def with_lowest(present: Mapping[str, str], changes: Mapping[str, LowestSeverity]) -> dict[str, str]:
    """What is stored: by kind, without those for which everything is sent."""
    merged = {**present, **{kind: lowest.value for kind, lowest in changes.items()}}
    return {kind: lowest for kind, lowest in sorted(merged.items()) if lowest != LowestSeverity.LOW}
