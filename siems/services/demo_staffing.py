"""Gives the people of the demo skills, hours, absences and schedules. All dates follow from now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.hours import DAY, local_time, moment
from siems.domain.incidents import Severity
from siems.domain.log import ConfigurationAction, SubjectKind, timestamp
from siems.domain.on_call import Layer, Rotation, RotationUnit
from siems.models import Absence, AssignmentRule, OnCallOverride, OnCallSchedule, RequiredSkill, Skill, UserSkill
from siems.models.base import new_id
from siems.repositories.on_call import layers_as_stored
from siems.repositories.staffing import StaffingRepository
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.demo_cast import TEAMS
from siems.services.demo_company import Cast
from siems.services.demo_roster import (
    ASKED_OF_CATEGORIES,
    ASKED_OF_SERVICES,
    HANDOFF,
    HOURS,
    LEAVES,
    ROSTERS,
    RULE,
    RULE_CATEGORY,
    RULE_SCORE,
    SKILLS,
    STAND_IN,
    WEEKS_BEFORE,
    Leave,
    Roster,
)

_WEEK = 7 * DAY


async def staff(work: UnitOfWork, cast: Cast) -> None:
    """Who can do what, who works when and who is on call, each with its entry in the log."""
    staffing = _Staffing(work, cast)
    await staffing.say_hours()
    await staffing.teach()
    await staffing.grant_leave()
    await staffing.put_on_call()
    await staffing.add_rule()


class _Staffing:
    def __init__(self, work: UnitOfWork, cast: Cast) -> None:
        self._work, self._cast = work, cast
        self._rows = StaffingRepository(work)
        self._common = {"organization_id": work.organization_id, "created_at": work.now}

    async def say_hours(self) -> None:
        for mailbox, (zone, hours) in HOURS.items():
            user = self._cast.people[mailbox]
            before = {"time_zone": user.time_zone, "working_hours": user.working_hours}
            user.time_zone, user.working_hours = zone, hours.stored()
            await self._work.users.store(user, "time_zone", "working_hours")
            after = {"time_zone": user.time_zone, "working_hours": user.working_hours}
            await self._log(SubjectKind.USER, user, ConfigurationAction.AVAILABILITY_CHANGED, after, before)

    async def teach(self) -> None:
        """Skills, who has them, and what asks for them."""
        skills = {name: Skill(id=new_id(), name=name, **self._common) for name in SKILLS}
        await self._rows.add(*skills.values())
        for skill in skills.values():
            await self._cast.created(self._work, SubjectKind.SKILL, skill, {})
        for mailbox, user in self._cast.people.items():
            has = {name: having[mailbox] for name, having in SKILLS.items() if mailbox in having}
            await self._ask(SubjectKind.USER, user, has, skills, "skills")
        for name, service in self._cast.services.items():
            await self._ask(SubjectKind.SERVICE, service, ASKED_OF_SERVICES[name], skills, "required_skills")
        for category in await self._work.categories.by_name():
            asked = ASKED_OF_CATEGORIES.get(category.name, {})
            await self._ask(SubjectKind.CATEGORY, category, asked, skills, "required_skills")

    async def _ask(
        self, kind: SubjectKind, row: Any, levels: Mapping[str, int], skills: Mapping[str, Skill], key: str
    ) -> None:
        """Stores and logs the levels that a person has, or that a service or a category asks for."""
        if not levels:
            return
        model = UserSkill if kind is SubjectKind.USER else RequiredSkill
        whose = {"organization_id": self._work.organization_id, f"{kind.value}_id": row.id}
        await self._rows.add(
            *(model(id=new_id(), skill_id=skills[name].id, level=level, **whose) for name, level in levels.items())
        )
        named = [{**self._cast.reference(skills[name].id), "level": levels[name]} for name in sorted(levels)]
        await self._log(kind, row, ConfigurationAction.SKILLS_CHANGED, {key: named}, {key: []})

    async def grant_leave(self) -> None:
        for leave in LEAVES:
            user = self._cast.people[leave.mailbox]
            absence = self._absence(leave, user.id, ZoneInfo(user.time_zone))
            await self._rows.add(absence)
            # Without the note, which is not for everybody who reads the trail.
            after = {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}
            await self._log(SubjectKind.USER, user, ConfigurationAction.ABSENCE_ADDED, after)

    def _absence(self, leave: Leave, user_id: UUID, zone: ZoneInfo) -> Absence:
        day = local_time(self._work.now, zone).date()
        if leave.after_handoff:
            [roster] = [each for each in ROSTERS.values() if leave.mailbox in each.layers["Engineers"]]
            day = (_handoff(self._work.now, ZoneInfo(roster.time_zone)) + _WEEK).date()
        starts_on = day + leave.begins * DAY
        ends_on = starts_on + (leave.lasts - 1) * DAY
        return Absence(
            id=new_id(), user_id=user_id, starts_on=starts_on, ends_on=ends_on, note=leave.note, **self._common
        )

    async def put_on_call(self) -> None:
        """A schedule for each roster, and somebody who stands in for a day."""
        for name, roster in ROSTERS.items():
            layers = layers_as_stored(self._layers(roster))
            schedule = OnCallSchedule(
                id=new_id(),
                team_id=self._cast.teams[roster.team],
                name=name,
                time_zone=roster.time_zone,
                layers=layers,
                **self._common,
            )
            await self._rows.add(schedule)
            named = [{**layer, "participants": self._named(layer["participants"])} for layer in layers]
            team = self._cast.reference(schedule.team_id)
            more = {"team": team, "time_zone": schedule.time_zone, "layers": named}
            await self._cast.created(self._work, SubjectKind.ON_CALL_SCHEDULE, schedule, more)
            if name == STAND_IN[0]:
                await self._stand_in(schedule)

    def _layers(self, roster: Roster) -> list[Layer]:
        since = _handoff(self._work.now, ZoneInfo(roster.time_zone)) - WEEKS_BEFORE * _WEEK
        return [
            Layer(name, Rotation(RotationUnit.WEEKS, 1, since, tuple(self._cast.people[one].id for one in people)))
            for name, people in roster.layers.items()
        ]

    async def _stand_in(self, schedule: OnCallSchedule) -> None:
        _, mailbox, day = STAND_IN
        zone = ZoneInfo(schedule.time_zone)
        begins = _handoff(self._work.now, zone) + _WEEK + day * DAY
        override = OnCallOverride(
            id=new_id(),
            schedule_id=schedule.id,
            user_id=self._cast.people[mailbox].id,
            starts_at=moment(begins, zone),
            ends_at=moment(begins + DAY, zone),
            created_by_id=self._cast.people[TEAMS[ROSTERS[schedule.name].team]].id,
            **self._common,
        )
        await self._rows.add(override)
        logged = {
            "id": str(override.id),
            "user": self._cast.reference(override.user_id),
            "starts_at": timestamp(override.starts_at),
            "ends_at": timestamp(override.ends_at),
        }
        after = {"schedule": self._cast.reference(schedule.id), "override": logged}
        await self._log(SubjectKind.ON_CALL_SCHEDULE, schedule, ConfigurationAction.OVERRIDE_ADDED, after)

    async def add_rule(self) -> None:
        """What is reported from now on, of one category and small, is assigned by itself."""
        category_id = self._cast.categories[RULE_CATEGORY]
        columns = {
            "severities": [Severity.LOW.name, Severity.MEDIUM.name],
            "service_ids": [],
            "category_ids": [str(category_id)],
            "team_ids": [],
            "minimum_score": RULE_SCORE,
            "enabled": True,
        }
        rule = AssignmentRule(id=new_id(), name=RULE, **columns, **self._common)
        await self._rows.add(rule)
        named = {"services": [], "categories": [self._cast.reference(category_id)], "teams": []}
        kept = {key: value for key, value in columns.items() if not key.endswith("_ids")}
        await self._cast.created(self._work, SubjectKind.ASSIGNMENT_RULE, rule, {**kept, **named})

    def _named(self, ids: list[str]) -> list[dict[str, str]]:
        return [self._cast.reference(UUID(id)) for id in ids]

    async def _log(
        self,
        kind: SubjectKind,
        row: Any,
        action: ConfigurationAction,
        after: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
    ) -> None:
        await self._cast.log(self._work, kind, row, action, before or {}, after)


def _handoff(now: datetime, zone: ZoneInfo) -> datetime:
    """The last handoff, in local time."""
    local = local_time(now, zone)
    at = datetime.combine(local.date() - timedelta(days=local.weekday()), HANDOFF)
    return at if at <= local else at - _WEEK
