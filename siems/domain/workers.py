"""What a worker says of itself, and what follows from what all of them say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SEEN_WITHIN = timedelta(seconds=15)
"""Whoever has not been heard of for longer is taken for dead."""
SWEPT_WITHIN = timedelta(minutes=1)
"""Workers that work but have not swept for longer have a problem."""


class Mode(StrEnum):
    """What makes a worker sweep."""

    ARQ = "ARQ"
    TIMER = "TIMER"
    """Its own timer, since arq does not work: most often because Redis is gone."""


@dataclass(frozen=True)
class Heartbeat:
    """One worker's word. What lies in the past is said in spans of time, since the database's clock is not its own."""

    worker_id: UUID
    host: str
    pid: int
    started: timedelta
    swept: timedelta | None
    """How long ago a sweep last went well."""
    mode: Mode
    redis_missed: timedelta | None = None
    redis_error: str | None = None


@dataclass(frozen=True)
class Seen:
    """A heartbeat as it is stored. `mode` is None once the worker has stopped in good order."""

    seen_at: datetime
    swept_at: datetime | None
    mode: Mode | None
    redis_missed_since: datetime | None
    redis_error: str | None


@dataclass(frozen=True)
class WorkersHealth:
    """What is known of all workers together."""

    workers: int
    """How many work."""
    mode: Mode | None
    """ARQ if any of them sweeps when arq says so."""
    last_sweep: timedelta | None
    """How long ago any of them swept, also one that is gone."""
    redis_missed: timedelta | None = None
    """For how long some of them have missed Redis."""
    redis_error: str | None = None

    @property
    def sweeps(self) -> bool:
        """False if they do not sweep although they work."""
        return self.last_sweep is not None and self.last_sweep <= SWEPT_WITHIN


def health(seen: Iterable[Seen], now: datetime) -> WorkersHealth:
    """What these heartbeats say at the moment `now`."""
    everybody = list(seen)
    working = [each for each in everybody if each.mode is not None and now - each.seen_at <= SEEN_WITHIN]
    modes = {each.mode for each in working}
    swept = [each.swept_at for each in everybody if each.swept_at is not None]
    missing = [(each.redis_missed_since, each) for each in working if each.redis_missed_since is not None]
    since, first = min(missing, key=lambda pair: pair[0], default=(None, None))
    return WorkersHealth(
        workers=len(working),
        mode=Mode.ARQ if Mode.ARQ in modes else Mode.TIMER if modes else None,
        last_sweep=max(now - max(swept), timedelta()) if swept else None,
        redis_missed=None if since is None else now - since,
        redis_error=None if first is None else first.redis_error,
    )
