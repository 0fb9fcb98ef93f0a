"""Service levels: what a policy promises for an incident, when that falls due, and how it stands. No I/O, no clock.

RESPOND ends when work first starts (or the incident is resolved before that), RESOLVE when it is resolved. Both count
from the incident's report, on all hours or on those of a business calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.hours import DAY, Span, WeeklyHours, days
from siems.domain.incidents import UNRESOLVED, IncidentStatus
from siems.domain.matching import Match, Matchable

AT_RISK_PERCENT = 80
_LOOKED_AT = timedelta(weeks=4)
_LONGEST = timedelta(weeks=52 * 10)


class SlaTarget(StrEnum):
    """What is promised."""

    RESPOND = "RESPOND"
    RESOLVE = "RESOLVE"


class SlaState(StrEnum):
    """How a promise stands."""

    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    BREACHED = "BREACHED"
    MET = "MET"


_WORST_FIRST = (SlaState.BREACHED, SlaState.AT_RISK, SlaState.ON_TRACK, SlaState.MET)


@dataclass(frozen=True)
class BusinessCalendar:
    """The hours that count: weekly ones in a time zone, but not on holidays, which are whole days of that zone."""

    hours: WeeklyHours
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def after(self, start: datetime, time: timedelta) -> datetime | None:
        """When `time` of these hours has passed since `start`: the end of an hour that counts, never the start of the
        next one. None if that takes more than ten years."""
        left = time
        for span in self._open(start):
            if span.end - span.start >= left:
                return span.start + left
            left -= span.end - span.start
        return None

    def _open(self, start: datetime) -> Iterator[Span]:
        """The spans that count, from `start` on, in order."""
        end = start + _LONGEST
        while start < end:
            window = Span(start, start + _LOOKED_AT)
            closed = self._closed(window)
            for span in self.hours.spans(self.zone, window):
                yield from _without(span, closed)
            start = window.end

    def _closed(self, window: Span) -> list[Span]:
        """The holidays that may reach into the window, in order."""
        first, last = window.start.date() - 2 * DAY, window.end.date() + 2 * DAY
        return [days(day, day, self.zone) for day in sorted(self.holidays) if first <= day <= last]


def _without(span: Span, closed: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span; `closed` in order."""
    start = span.start
    for each in closed:
        if each.end <= start or each.start >= span.end:
            continue
        if start < each.start:
            yield Span(start, each.start)
        start = each.end
    if start < span.end:
        yield Span(start, span.end)


@lru_cache(maxsize=10_000)
def passed(calendar: BusinessCalendar | None, start: datetime, time: timedelta) -> datetime | None:
    """When `time` has passed since `start`, as `BusinessCalendar.after` says; without a calendar all hours count."""
    return start + time if calendar is None else calendar.after(start, time)


@dataclass(frozen=True)
class SlaPolicy:
    """What is promised for incidents that it matches. None: nothing is."""

    id: UUID
    name: str
    match: Match
    respond: timedelta | None
    resolve: timedelta | None
    calendar: BusinessCalendar | None = None


def policy_for(policies: Iterable[SlaPolicy], incident: Matchable) -> SlaPolicy | None:
    """The one that counts of those that match, which are given oldest first: one for services before one for all, then
    one for severities before one for all, then the oldest."""
    matching = [policy for policy in policies if policy.match.holds(incident)]
    return max(
        matching, key=lambda policy: (bool(policy.match.service_ids), bool(policy.match.severities)), default=None
    )


class Promisable(Matchable, Protocol):
    """What promises depend on in an incident."""

    @property
    def status(self) -> IncidentStatus: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def reopen_count(self) -> int: ...


@dataclass(frozen=True)
class Commitment:
    """One promise for one incident. Its moments are None if the calendar never comes to them."""

    target: SlaTarget
    since: datetime
    time: timedelta
    calendar: BusinessCalendar | None

    @property
    def due_at(self) -> datetime | None:
        return self.consumed_at(100)

    @property
    def at_risk_at(self) -> datetime | None:
        return self.consumed_at(AT_RISK_PERCENT)

    def consumed_at(self, percent: int) -> datetime | None:
        """When so much of the time has passed."""
        return passed(self.calendar, self.since, self.time * percent / 100)


def promised(policy: SlaPolicy | None, incident: Promisable) -> dict[SlaTarget, Commitment]:
    """What the policy promises for the incident, whatever has become of it."""
    times = {} if policy is None else {SlaTarget.RESPOND: policy.respond, SlaTarget.RESOLVE: policy.resolve}
    return {
        target: Commitment(target, incident.created_at, time, policy.calendar)
        for target, time in times.items()
        if policy is not None and time is not None
    }


def running(target: SlaTarget, incident: Promisable) -> bool:
    """Whether what is promised is still to be done. What was resolved once was responded to, whatever came after."""
    responded = incident.started_at is not None or incident.reopen_count > 0
    return incident.status in UNRESOLVED and (target is SlaTarget.RESOLVE or not responded)


def worst(states: Iterable[SlaState | None]) -> SlaState | None:
    """How the incident stands by all its promises together; None if it has none."""
    return min((state for state in states if state is not None), key=_WORST_FIRST.index, default=None)
