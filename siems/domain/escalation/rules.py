"""Escalation rules: what they match, when their ladder starts, and its steps."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from siems.domain.matching import Match

ACKNOWLEDGE_TIMEOUT = timedelta(minutes=30)


class TargetKind(StrEnum):
    """Who is to be told."""

    ASSIGNEE = "ASSIGNEE"
    ON_CALL = "ON_CALL"
    TEAM_MANAGER = "TEAM_MANAGER"
    ALL_MANAGERS = "ALL_MANAGERS"
    USER = "USER"


class EscalationAction(StrEnum):
    """What a step does."""

    NOTIFY = "NOTIFY"
    RAISE_SEVERITY = "RAISE_SEVERITY"
    REASSIGN_TO_ON_CALL = "REASSIGN_TO_ON_CALL"


@dataclass(frozen=True)
class Target:
    """Somebody to tell. `user_id` is set for USER only."""

    kind: TargetKind
    user_id: UUID | None = None


@dataclass(frozen=True)
class Step:
    """One step of a ladder: `delay` after the start of the ladder, or after the step before it has fired."""

    delay: timedelta
    targets: tuple[Target, ...] = ()
    actions: tuple[EscalationAction, ...] = (EscalationAction.NOTIFY,)


@dataclass(frozen=True)
class EscalationRule:
    """A rule in force. `strategy` names what starts its ladder, `after` so long since what the strategy looks at."""

    id: UUID
    name: str
    match: Match
    strategy: str
    after: timedelta
    steps: tuple[Step, ...]
    active_since: datetime
    """No time before this counts."""
    repeats: int = 0
    """How often the whole ladder is climbed again."""
    repeat_delay: timedelta = timedelta()
    """From the firing of the last step to the first one of the next time."""
    acknowledge_timeout: timedelta = ACKNOWLEDGE_TIMEOUT
    """How long an acknowledged incident stays quiet when nobody does anything to it."""
    parameters: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """What a strategy needs beside `after`."""
