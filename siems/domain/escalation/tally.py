"""What a simulation comes to, incident by incident: how many, when, and compared with what did happen. No I/O."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import nsmallest
from operator import attrgetter
from typing import Generic, TypeVar
from uuid import UUID

from siems.domain.escalation.simulation import Firing, Replay

Key = TypeVar("Key", date, int)

_WEEK = timedelta(weeks=1)
_SLACK = 20
"""How many times as many firings as are kept are collected before they are sorted."""


@dataclass(frozen=True)
class Happenings:
    """How often an incident was really escalated in the time that is looked at."""

    by_rules: int = 0
    by_hand: int = 0


@dataclass(frozen=True)
class FiringOf:
    """A firing, and of which incident."""

    incident_id: UUID
    firing: Firing

    @property
    def place(self) -> tuple[datetime, UUID, int, int, int]:
        """Where it stands among all: by time, then incident by incident in the order of the ladder."""
        firing = self.firing
        return firing.fires_at, self.incident_id, firing.round, firing.repeat, firing.step


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday, in UTC."""

    starts_on: date
    incidents: int
    """How many would have been escalated in it. One may be in several weeks."""
    firings: int


@dataclass(frozen=True)
class Day:
    """A day in UTC."""

    on: date
    incidents: int
    """How many would have been escalated on it. One may be on several days."""
    firings: int


@dataclass(frozen=True)
class StepCount:
    """How often a step of the ladder would have fired."""

    step: int
    """0 is the first one."""
    incidents: int
    firings: int


@dataclass(frozen=True)
class Overlap:
    """Incidents that would have been escalated, beside those that really were."""

    both: int
    only_simulated: int
    only_really: int


class Tally:
    """Adds up the replays of incidents."""

    def __init__(self, since: datetime, until: datetime, kept: int) -> None:
        """Keeps the first `kept` firings."""
        self.incidents = 0
        """Those that were unresolved at some time of it."""
        self.escalated = 0
        self.firings = 0
        self.cut = 0
        self.by_rules = 0
        self.by_hand = 0
        self._since, self._until, self._kept = since, until, kept
        self._first: list[FiringOf] = []
        self._weeks, self._days, self._steps = _Counts[date](), _Counts[date](), _Counts[int]()
        self._overlap: Counter[tuple[bool, bool]] = Counter()

    def add(self, incident_id: UUID, found: Replay, really: Happenings) -> None:
        """Counts one incident."""
        self.incidents += found.unresolved
        self.escalated += bool(found.firings)
        self.firings += len(found.firings)
        self.cut += found.cut
        self.by_rules += really.by_rules
        self.by_hand += really.by_hand
        self._overlap[bool(found.firings), really != Happenings()] += 1
        if found.firings:
            self._weeks.add(monday(firing.fires_at) for firing in found.firings)
            self._days.add(firing.fires_at.astimezone(UTC).date() for firing in found.firings)
            self._steps.add(firing.step for firing in found.firings)
            self._first += [FiringOf(incident_id, firing) for firing in found.firings[: self._kept]]
            if len(self._first) > _SLACK * self._kept:
                self._first = self.first

    @property
    def weeks(self) -> list[Week]:
        """Every week that the time touches, in order, also those in which nothing would have been."""
        first, last = monday(self._since), monday(self._until - timedelta(microseconds=1))
        days = [first + number * _WEEK for number in range((last - first) // _WEEK + 1)]
        return [Week(day, self._weeks.incidents[day], self._weeks.firings[day]) for day in days]

    @property
    def days(self) -> list[Day]:
        """The days on which something would have been, in order."""
        return [Day(day, self._days.incidents[day], count) for day, count in sorted(self._days.firings.items())]

    @property
    def steps(self) -> list[StepCount]:
        """The steps that would have fired, in the order of the ladder."""
        counts = sorted(self._steps.firings.items())
        return [StepCount(step, self._steps.incidents[step], count) for step, count in counts]

    @property
    def overlap(self) -> Overlap:
        found = self._overlap
        return Overlap(found[True, True], found[True, False], found[False, True])

    @property
    def first(self) -> list[FiringOf]:
        """The first firings, in order."""
        return nsmallest(self._kept, self._first, key=attrgetter("place"))


class _Counts(Generic[Key]):
    """Firings by something, and beside it the incidents that have any there."""

    def __init__(self) -> None:
        self.firings: Counter[Key] = Counter()
        self.incidents: Counter[Key] = Counter()

    def add(self, of_an_incident: Iterable[Key]) -> None:
        found = Counter(of_an_incident)
        self.firings.update(found)
        self.incidents.update(found.keys())


def monday(moment: datetime) -> date:
    """The day on which the ISO week of the moment begins, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())
