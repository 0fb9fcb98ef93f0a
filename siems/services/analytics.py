"""How well incidents go: the figures that a dashboard shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.analytics import LONGEST, Grouping, PeriodUnit, Scope, periods
from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.incidents import Severity
from siems.domain.text import Checks
from siems.domain.users import Power
from siems.repositories.analytics import READS_MUCH
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.ranges import checked_range
from siems.services.weekly_hours import check_zone


class Part(Enum):
    """What can be asked besides figures by group or period, and the type of the answer."""

    SUMMARY = "IncidentFigures"
    PAGES = "list[Pages]"
    BUSIEST_HOURS = "list[BusyHour]"
    LATENESS = "Lateness"


About = Grouping | PeriodUnit | Part


@dataclass(frozen=True)
class Question:
    """One thing that is asked of the incidents of a scope: groups (a list of Group), periods (of Period), or a part."""

    scope: Scope
    about: About


@dataclass(frozen=True)
class ScopeDraft:
    """A scope as somebody asks for it; it ends now unless said."""

    since: datetime
    until: datetime | None = None
    time_zone: str = "UTC"
    severity: Severity | None = None
    category_id: UUID | None = None
    service_id: UUID | None = None
    team_id: UUID | None = None
    assignee_id: UUID | None = None


class AnalyticsService:
    """Managers and admins see all figures, of restricted incidents too. An engineer sees those of the incidents that
    are assigned to them, which they take part in, and their own pages."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def scope(self, caller: Caller, draft: ScopeDraft) -> Scope:
        """What the caller may ask about. Of an engineer it has them as its assignee.

        Raises Forbidden for somebody else's figures, ValidationFailed for a time or a zone that makes no sense, and
        NotFound for what is not there.
        """
        alone = None if caller.user.may(Power.SEE_WORKLOAD) else caller.user.id
        assignee_id = draft.assignee_id or alone
        _must_see(caller, assignee_id)
        checks = Checks()
        check_zone(checks, draft.time_zone, "timeZone")
        checks.done()
        async with self._units.of(caller.user.organization_id) as work:
            since, until = checked_range(draft.since, draft.until, work.now, LONGEST)
            await _must_be_there(work, draft)
            now = work.now
        return Scope(
            since=since,
            until=until,
            now=now,
            zone=ZoneInfo(draft.time_zone),
            severity=draft.severity,
            category_id=draft.category_id,
            service_id=draft.service_id,
            team_id=draft.team_id,
            assignee_id=assignee_id,
        )

    async def answers(self, caller: Caller, questions: Collection[Question]) -> dict[Question, Any]:
        """What is to be said to each question, which may be a ValidationFailed. In one transaction: one statement for
        the summary and all the ways to group a scope, and one for each other question."""
        found: dict[Question, Any] = {}
        async with self._units.of(caller.user.organization_id, READS_MUCH) as work:
            for scope in dict.fromkeys(question.scope for question in questions):
                _must_see(caller, scope.assignee_id)
                asked = [question.about for question in questions if question.scope == scope]
                told = await _answers(work, scope, list(dict.fromkeys(asked)))
                found |= {Question(scope, about): answer for about, answer in told.items()}
        return found


async def _answers(work: UnitOfWork, scope: Scope, asked: Sequence[About]) -> dict[About, Any]:
    """What is to be said of one scope, by what was asked."""
    told: dict[Any, Any] = {}
    by = [about for about in asked if isinstance(about, Grouping)]
    if by and Part.SUMMARY in asked:
        told[Part.SUMMARY], groups = await work.analytics.summary_and_groups(scope, by)
        told |= groups
    elif by:
        told |= await work.analytics.groups(scope, by)
    for about in asked:
        if about not in told:
            told[about] = await _answer(work, scope, about)
    return told


async def _answer(work: UnitOfWork, scope: Scope, about: About) -> Any:
    match about:
        case Part.SUMMARY:
            return await work.analytics.summary(scope)
        case Part.PAGES:
            return await work.analytics.pages(scope)
        case Part.BUSIEST_HOURS:
            return await work.analytics.busiest_hours(scope)
        case Part.LATENESS:
            return await work.analytics.lateness(scope)
        case PeriodUnit():
            try:
                return await work.analytics.periods(scope, periods(about, scope))
            except ValidationFailed as refusal:
                return refusal


def _must_see(caller: Caller, assignee_id: UUID | None) -> None:
    """Raises Forbidden for whoever may see no figures, or not those of others."""
    caller.user.must(Power.SEE_DIRECTORY)
    if assignee_id != caller.user.id:
        caller.user.must(Power.SEE_WORKLOAD)


async def _must_be_there(work: UnitOfWork, draft: ScopeDraft) -> None:
    """Raises NotFound for what the organization does not have."""
    if draft.category_id is not None:
        await work.categories.get(draft.category_id, "categoryId")
    if draft.service_id is not None:
        await work.services.get(draft.service_id, "serviceId")
    if draft.team_id is not None:
        await work.teams.get(draft.team_id, "teamId")
    if draft.assignee_id is not None:
        await work.users.get(draft.assignee_id, "assigneeId")
