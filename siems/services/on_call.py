"""Who is on call for a team: the question that escalation, assignment and people ask."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.hours import Span
from siems.domain.on_call import Away, Gap, Schedule, Shift, Timeline, on_call_at, timeline
from siems.domain.users import Power
from siems.models import OnCallOverride, OnCallSchedule
from siems.repositories.on_call import people_of, schedule_of
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork

MOST_TURNS = 20_000
"""Of all that is asked for with one period: a year of rotations that hand off every day in 50 layers."""
LONGEST_PERIOD = timedelta(days=366)
SHOWN_BY_DEFAULT = timedelta(days=14)
SHOWN_AROUND = timedelta(days=31)
YEARS = range(1990, 2201)
"""Of the moments that may be asked about."""


@dataclass(frozen=True)
class Plan:
    """A schedule, and who is on call through it in the time that was asked for."""

    row: OnCallSchedule
    timeline: Timeline


@dataclass(frozen=True)
class Duty:
    """Who is on call through a schedule at a moment: a shift, or a gap. `within` is how far was looked around it."""

    row: OnCallSchedule
    found: Shift | Gap
    within: Span
    override: OnCallOverride | None = None

    @property
    def since(self) -> datetime | None:
        """None: for longer than was looked."""
        return self.found.span.start if self.found.span.start > self.within.start else None

    @property
    def until(self) -> datetime | None:
        """None: for longer than was looked."""
        return self.found.span.end if self.found.span.end < self.within.end else None


@dataclass(frozen=True)
class Period:
    """From when to when, as somebody asks; None is from now on, and for two weeks."""

    start: datetime | None = None
    end: datetime | None = None

    def span(self, now: datetime) -> Span:
        """Raises ValidationFailed if it is none, or too long."""
        start = self.start or now
        _check_year(start, "from")
        end = self.end or start + SHOWN_BY_DEFAULT
        if start >= end:
            raise ValidationFailed.of("to", "This must be after `from`, which is now if it is absent.")
        if end - start > LONGEST_PERIOD:
            raise ValidationFailed.of("to", f"This must be at most {LONGEST_PERIOD.days} days after `from`.")
        return Span(start, end)


Asked = tuple[UUID, Period]
"""A schedule, and from when to when."""


class OnCallService:
    """Every person of the organization may ask."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def of_teams(self, caller: Caller, team_ids: list[UUID]) -> dict[UUID, list[UUID]]:
        """Who is on call now for each of the teams."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await people_on_call_for_teams(work, team_ids, work.now)

    async def duties(self, caller: Caller, team_id: UUID, at: datetime | None = None) -> list[Duty]:
        """Who is on call at a moment (None: now), one entry for each schedule of the team, in the order of names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            team = await work.teams.get(team_id, "teamId")
            at = at or work.now
            _check_year(at, "at")
            rows = await work.on_call_schedules.of_team(team.id)
            within = _shown_around(at, [schedule_of(row) for row in rows])
            found = await plans(work, rows, within)
            overrides = await work.on_call_schedules.overrides([plan.row.id for plan in found], within)
        by_id = {override.id: override for override in overrides}
        return [_duty(plan, at, within, by_id) for plan in found]

    async def timelines(self, caller: Caller, asked: Collection[Asked]) -> dict[Asked, Timeline | ValidationFailed]:
        """Who is on call through each of the schedules that there are. The same number of queries for each period."""
        caller.user.must(Power.SEE_DIRECTORY)
        answers: dict[Asked, Timeline | ValidationFailed] = {}
        async with self._units.of(caller.user.organization_id) as work:
            rows = await work.on_call_schedules.by_ids(list({id for id, _ in asked}))
            for period, ids in _by_period(asked).items():
                there = [rows[id] for id in ids if id in rows]
                try:
                    span = period.span(work.now)
                    check_turns([schedule_of(row) for row in there], span)
                    found = await plans(work, there, span)
                except ValidationFailed as refusal:
                    answers |= {(id, period): refusal for id in ids}
                else:
                    answers |= {(plan.row.id, period): plan.timeline for plan in found}
        return answers

    async def overrides(
        self, caller: Caller, asked: Collection[Asked]
    ) -> dict[Asked, list[OnCallOverride] | ValidationFailed]:
        """The overrides that touch each period, the newest first. One query for each period."""
        caller.user.must(Power.SEE_DIRECTORY)
        answers: dict[Asked, list[OnCallOverride] | ValidationFailed] = {}
        async with self._units.of(caller.user.organization_id) as work:
            for period, ids in _by_period(asked).items():
                try:
                    found = await work.on_call_schedules.overrides(ids, period.span(work.now))
                except ValidationFailed as refusal:
                    answers |= {(id, period): refusal for id in ids}
                else:
                    answers |= {(id, period): [row for row in found if row.schedule_id == id] for id in ids}
        return answers

    async def overrides_by_id(self, caller: Caller, ids: list[UUID]) -> dict[UUID, OnCallOverride]:
        """Those of the overrides that there are, by id."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.on_call_schedules.overrides_by_id(ids)


async def plans(work: UnitOfWork, rows: Collection[OnCallSchedule], within: Span) -> list[Plan]:
    """What each of these schedules says of a stretch of time. Three queries, however many schedules."""
    schedules = await work.on_call_schedules.as_domain(rows, within)
    away = await work.on_call_schedules.away(people_of(schedules.values()), within)
    # In a thread, since thousands of turns take a second for which everybody else would wait.
    return await asyncio.to_thread(_planned, rows, schedules, within, away)


def _planned(
    rows: Collection[OnCallSchedule], schedules: Mapping[UUID, Schedule], within: Span, away: Away
) -> list[Plan]:
    return [Plan(row, timeline(schedules[row.id], within, away)) for row in rows]


def _shown_around(at: datetime, schedules: Collection[Schedule]) -> Span:
    """How far is looked for where shifts begin and end: less far where they are short and many."""
    spans = [Span(at - around, at + around) for around in (SHOWN_AROUND, timedelta(days=2))]
    return next((span for span in spans if count_turns(schedules, span) <= MOST_TURNS), spans[-1])


def count_turns(schedules: Collection[Schedule], within: Span) -> int:
    """About how many turns there are in a stretch of time."""
    return sum(layer.rotation.turns_in(within) for schedule in schedules for layer in schedule.layers)


def check_turns(schedules: Collection[Schedule], within: Span) -> None:
    """Raises ValidationFailed if there are more turns in a stretch of time than anybody can look at."""
    turns = count_turns(schedules, within)
    if turns > MOST_TURNS:
        raise ValidationFailed.of(
            "to", f"This asks for about {turns:,} turns; at most {MOST_TURNS:,} are shown. Ask for a shorter time."
        )


async def people_on_call(work: UnitOfWork, team_id: UUID, at: datetime) -> list[UUID]:
    """Who is on call for the team: one person for each of its schedules that has one, in the order of the schedules'
    names, each once. Four queries, however many schedules."""
    return (await people_on_call_for_teams(work, [team_id], at)).get(team_id, [])


async def people_on_call_for_teams(
    work: UnitOfWork, team_ids: Collection[UUID], at: datetime
) -> dict[UUID, list[UUID]]:
    """What `people_on_call` says, by team; of teams that have schedules. Four queries, however many teams."""
    of_teams = await work.on_call_schedules.of_teams(team_ids)
    moment = Span(at, at + timedelta(microseconds=1))
    schedules = await work.on_call_schedules.as_domain([row for rows in of_teams.values() for row in rows], moment)
    away = await work.on_call_schedules.away(people_of(schedules.values()), moment)
    return {
        team_id: _each_once(on_call_at(schedules[row.id], at, away) for row in rows)
        for team_id, rows in of_teams.items()
    }


def _each_once(ids: Iterable[UUID | None]) -> list[UUID]:
    return list(dict.fromkeys(id for id in ids if id is not None))


def _by_period(asked: Collection[Asked]) -> Mapping[Period, list[UUID]]:
    found: dict[Period, list[UUID]] = {}
    for id, period in dict.fromkeys(asked):
        found.setdefault(period, []).append(id)
    return found


def _duty(plan: Plan, at: datetime, within: Span, overrides: Mapping[UUID, OnCallOverride]) -> Duty:
    parts: list[Shift | Gap] = [*plan.timeline.shifts, *plan.timeline.gaps]
    found = next(part for part in parts if at in part.span)
    override = overrides.get(found.override_id) if isinstance(found, Shift) and found.override_id else None
    return Duty(plan.row, found, within, override)


def _check_year(moment: datetime, field: str) -> None:
    """Raises ValidationFailed where the calendar ends, or nobody was on call yet."""
    if moment.year not in YEARS:
        raise ValidationFailed.of(field, f"This must be in the years {YEARS[0]} to {YEARS[-1]}.")
