"""How well incidents went, in figures: what each of them is, and of which incidents. No I/O, no clock.

An incident belongs to a range of time by when it was reported, whatever became of it later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.errors import ValidationFailed
from siems.domain.hours import DAY, Span, local_time, moment
from siems.domain.incidents import Severity

LONGEST = timedelta(days=3 * 366)
MOST_PERIODS = 400


class Grouping(StrEnum):
    """What incidents are told apart by."""

    SEVERITY = "SEVERITY"
    CATEGORY = "CATEGORY"
    SERVICE = "SERVICE"
    TEAM = "TEAM"
    ENGINEER = "ENGINEER"
    """Who has it, or had it in the end."""


class PeriodUnit(StrEnum):
    """What a range of time is divided into."""

    DAY = "DAY"
    WEEK = "WEEK"
    """From Monday to Sunday."""


@dataclass(frozen=True)
class Scope:
    """Which incidents are counted: those reported from `since` until just before `until` that are like everything
    that is not None. `now` decides what is overdue, and `zone` what a day is."""

    since: datetime
    until: datetime
    now: datetime
    zone: ZoneInfo
    severity: Severity | None = None
    category_id: UUID | None = None
    service_id: UUID | None = None
    team_id: UUID | None = None
    assignee_id: UUID | None = None


@dataclass(frozen=True)
class Durations:
    """How long something took, in seconds, for those incidents that got there. None if none did.

    Percentiles interpolate linearly between the two nearest values, as PostgreSQL's percentile_cont does.
    """

    count: int
    left_out: int
    """Incidents that did not get there. They count for nothing else."""
    mean: float | None
    p50: float | None
    p90: float | None
    p95: float | None


@dataclass(frozen=True)
class Attainment:
    """How often a promise of a service level was kept. What still runs and is not due counts nowhere."""

    met: int
    breached: int
    """What is not done and was due counts as well."""

    @property
    def rate(self) -> float | None:
        return share(self.met, self.met + self.breached)


@dataclass(frozen=True)
class IncidentFigures:
    """The figures of some incidents."""

    incidents: int
    to_acknowledge: Durations
    """From the report to the first acknowledgement, claim or start."""
    to_start: Durations
    """From the report until it first was IN_PROGRESS."""
    to_resolve: Durations
    """From the report until it last was RESOLVED. What was reopened has not got there."""
    escalated: int
    """Those escalated at least once, whether by a rule or by hand."""
    escalated_by_rule: int
    escalated_by_hand: int
    respond: Attainment
    """A response ends when work first started, or else when it was resolved."""
    resolve: Attainment
    ever_resolved: int
    """Those that were RESOLVED at least once, whatever they are now."""
    reopened: int
    """Those reopened at least once."""

    @property
    def escalation_rate(self) -> float | None:
        return share(self.escalated, self.incidents)

    @property
    def rule_escalation_rate(self) -> float | None:
        return share(self.escalated_by_rule, self.incidents)

    @property
    def hand_escalation_rate(self) -> float | None:
        return share(self.escalated_by_hand, self.incidents)

    @property
    def reopen_rate(self) -> float | None:
        """Of those that could be: that were resolved at least once."""
        return share(self.reopened, self.ever_resolved)


@dataclass(frozen=True)
class Group:
    """The incidents that have a severity, or refer to the same category, service, team or person."""

    by: Grouping
    key: Severity | UUID | None
    """None: those that refer to none."""
    name: str | None
    figures: IncidentFigures


@dataclass(frozen=True)
class Period:
    """The incidents that were reported in a day or a week, and what was open at its end."""

    span: Span
    figures: IncidentFigures
    backlog: int
    """Incidents reported before the end of the period, whenever that was, and not resolved before it. Resolved is what
    was RESOLVED last: an incident that was reopened since then counts as open all the time from its report on, and one
    that was resolved twice until the second time. Who has it, and what else the scope asks for, is as it is now."""


@dataclass(frozen=True)
class Pages:
    """How often a person was paged: see `domain.workload` for what that is, and when it is night."""

    user_id: UUID
    name: str
    pages: int
    night_pages: int


@dataclass(frozen=True)
class BusyHour:
    """An hour of the week, by the clocks of the scope's zone, and how many incidents were reported in it."""

    weekday: int
    """0 is Monday."""
    hour: int
    incidents: int


@dataclass(frozen=True)
class Lateness:
    """How long after they were due rules fired, in seconds. None if none did."""

    firings: int
    p50: float | None
    p99: float | None
    max: float | None


def share(part: int, whole: int) -> float | None:
    """The part as a fraction of the whole; None of nothing."""
    return part / whole if whole else None


def periods(unit: PeriodUnit, scope: Scope) -> list[Span]:
    """The days or weeks of the scope's zone that its range touches, in order and without gaps, also those in which
    nothing happens. The first and the last are cut to the range. A day is as long as the clocks make it.

    Raises ValidationFailed if there are more than MOST_PERIODS.
    """
    bounds: list[datetime] = []
    for bound in _bounds(unit, scope):
        bounds.append(bound)
        if bound >= scope.until:
            break
        if len(bounds) > MOST_PERIODS:
            raise ValidationFailed.of("by", f"This would be more than {MOST_PERIODS} periods; ask for less time.")
    spans = (Span(max(start, scope.since), min(end, scope.until)) for start, end in pairwise(bounds))
    return [span for span in spans if span.start < span.end]  # a zone may skip a day


def _bounds(unit: PeriodUnit, scope: Scope) -> Iterator[datetime]:
    """The moments at which the days or weeks begin, from the one that `since` is in, without end."""
    day: date = local_time(scope.since, scope.zone).date()
    step = DAY if unit is PeriodUnit.DAY else 7 * DAY
    if unit is PeriodUnit.WEEK:
        day -= day.weekday() * DAY
    while True:
        yield moment(datetime.combine(day, time()), scope.zone)
        day += step
