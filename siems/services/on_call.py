"""Who is on call for a team: the question that escalation, assignment and people ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from siems.domain.hours import Span
from siems.domain.on_call import Timeline, on_call_at, timeline
from siems.models import OnCallSchedule
from siems.repositories.on_call import people_of
from siems.repositories.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Plan:
    """A schedule, and who is on call through it in the time that was asked for."""

    row: OnCallSchedule
    timeline: Timeline


async def plans(work: UnitOfWork, rows: Collection[OnCallSchedule], within: Span) -> list[Plan]:
    """What each of these schedules says of a stretch of time. Three queries, however many schedules."""
    schedules = await work.on_call_schedules.as_domain(rows, within)
    away = await work.on_call_schedules.away(people_of(schedules.values()), within)
    return [Plan(row, timeline(schedules[row.id], within, away)) for row in rows]


async def people_on_call(work: UnitOfWork, team_id: UUID, at: datetime) -> list[UUID]:
    """Who is on call for the team: one person for each of its schedules that has one, in the order of the schedules'
    names, each once. Four queries, however many schedules."""
    rows = await work.on_call_schedules.by_name(team_id)
    moment = Span(at, at + timedelta(microseconds=1))
    schedules = await work.on_call_schedules.as_domain(rows, moment)
    away = await work.on_call_schedules.away(people_of(schedules.values()), moment)
    found = (on_call_at(schedules[row.id], at, away) for row in rows)
    return list(dict.fromkeys(id for id in found if id is not None))
