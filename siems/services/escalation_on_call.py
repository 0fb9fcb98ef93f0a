"""Who is on call at the moment at which something fires, with what the log says of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from siems.domain.hours import Span
from siems.domain.on_call import Away, Schedule, timeline
from siems.models import User
from siems.repositories.on_call import people_of
from siems.repositories.unit_of_work import UnitOfWork

_READ_FOR = timedelta(hours=1)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class OnCall:
    """Who is on call for a team at a moment: one person, with the schedule's name, for each schedule that has one."""

    shifts: tuple[tuple[User, str], ...] = ()
    away: tuple[User, ...] = ()
    """If nobody is on call: who would be, were they there."""

    @property
    def first(self) -> User | None:
        """Whoever takes over: the one of the first schedule, by name, that has somebody."""
        return self.shifts[0][0] if self.shifts else None

    def logged(self) -> dict[str, Any]:
        """For the log: everybody on call, or that it was nobody, and who was away."""
        on_call = [{"id": str(user.id), "name": user.name, "schedule": name} for user, name in self.shifts]
        away = [{"id": str(user.id), "name": user.name} for user in self.away]
        return {"on_call": on_call, **({"away": away} if away else {})}


@dataclass(frozen=True)
class _Read:
    """What the database says of a team's schedules for a while."""

    schedules: tuple[tuple[str, Schedule], ...]
    """With their names, in the order of these."""
    away: Away
    people: dict[UUID, User]

    def at(self, moment: datetime) -> OnCall:
        shifts, away = [], dict[UUID, User]()
        for name, schedule in self.schedules:
            found = timeline(schedule, Span(moment, moment + _MOMENT), self.away)
            shifts += [(self.people[shift.user_id], name) for shift in found.shifts]
            away |= {id: self.people[id] for gap in found.gaps for id in gap.away}
        return OnCall(tuple(shifts), () if shifts else tuple(away.values()))


class DutyRoster:
    """Answers who is on call in one transaction. Reads a team's schedules once an hour of the moments asked for, so
    that a batch of incidents costs as much as one."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._read: dict[tuple[UUID, datetime], _Read] = {}

    async def at(self, team_id: UUID | None, moment: datetime) -> OnCall:
        """Who is on call for the team. Nobody without a team, without schedules, and in a gap of all of them."""
        if team_id is None:
            return OnCall()
        hour = moment.replace(minute=0, second=0, microsecond=0)
        if (team_id, hour) not in self._read:
            self._read[team_id, hour] = await self._of(team_id, Span(hour, hour + _READ_FOR))
        return self._read[team_id, hour].at(moment)

    async def _of(self, team_id: UUID, within: Span) -> _Read:
        rows = await self._work.on_call_schedules.of_team(team_id)
        if not rows:
            return _Read((), {}, {})
        schedules = await self._work.on_call_schedules.as_domain(rows, within)
        ids = people_of(schedules.values())
        away = await self._work.on_call_schedules.away(ids, within)
        people = await self._work.users.by_ids(list(ids))
        # Whoever was deactivated while this transaction waited is gone too, though that is later than its `now`.
        gone = {id: [within] for id, user in people.items() if user.deactivated_at is not None}
        return _Read(tuple((row.name, schedules[row.id]) for row in rows), {**away, **gone}, people)
