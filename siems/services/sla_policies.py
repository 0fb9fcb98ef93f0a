"""Service level policies: writing them, changing them, doing away with them, and what they come to."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, Final
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.incidents import Severity
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.sla import BusinessCalendar as DomainCalendar
from siems.domain.sla import Commitment, SlaTarget
from siems.domain.text import NAME, Checks
from siems.domain.users import Power
from siems.models import BusinessCalendar, SlaPolicy
from siems.repositories.sla import calendar_of
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.availability import FIRST_DAY, LAST_DAY
from siems.services.escalation_drafts import references
from siems.services.escalation_rules import logged_rule

MOST_POLICIES, MOST_MINUTES = 100, 365 * 24 * 60
KIND = SubjectKind.SLA_POLICY
NO_CALENDAR = "There is no business calendar with this id."
_DEFAULTS: Mapping[str, Any] = {
    "severities": [],
    "service_ids": [],
    "respond_minutes": None,
    "resolve_minutes": None,
    "calendar_id": None,
}


class Same(Enum):
    """Leaves something as it is, where None takes it away."""

    SAME = "same"


SAME: Final = Same.SAME


@dataclass(frozen=True)
class SlaPolicyDraft:
    """What a policy shall be. None and SAME leave something as it is, and give a new policy the default."""

    name: str | None = None
    severities: Sequence[Severity] | None = None
    service_ids: Sequence[UUID] | None = None
    respond_minutes: int | Same | None = SAME
    resolve_minutes: int | Same | None = SAME
    calendar_id: UUID | Same | None = SAME
    category_ids: ClassVar[None] = None
    team_ids: ClassVar[None] = None


@dataclass(frozen=True)
class DueTimes:
    """What a time to respond or to resolve comes to."""

    due_at: datetime
    at_risk_at: datetime


class SlaPolicyService:
    """Only admins change policies. A change counts from its commit on, and the worker then plans anew what is
    unresolved."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[SlaPolicy]:
        """Those that are not deleted, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.sla_policies.by_name()

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, SlaPolicy]:
        """Those of the policies that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.SEE_DIRECTORY):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            return await work.sla_policies.there_by_ids(ids)

    async def create(self, caller: Caller, draft: SlaPolicyDraft) -> SlaPolicy:
        """Adds a policy. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.sla_policies.keep_others_from_changing()
            columns = {**_DEFAULTS, **await _checked(work, draft)}
            await work.sla_policies.require_room(MOST_POLICIES, "policies")
            policy = await work.sla_policies.create(**columns)
            after = await _logged(work, columns)
            await configuration.log(work, caller, KIND, policy, ConfigurationAction.CREATED, {}, after)
            await work.escalation_rules.changed()
        return policy

    async def update(self, caller: Caller, policy_id: UUID, draft: SlaPolicyDraft) -> SlaPolicy:
        """Changes what the draft gives."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.sla_policies.keep_others_from_changing()
            policy = await work.sla_policies.get_locked(policy_id, "slaPolicyId")
            given = await _checked(work, draft, policy)
            changes = {column: value for column, value in given.items() if value != getattr(policy, column)}
            if changes:
                await _rewrite(work, caller, policy, changes)
        return policy

    async def delete(self, caller: Caller, policy_id: UUID, reason: str | None = None) -> SlaPolicy:
        """Does away with a policy. What it has promised and is over stays as it was decided."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            await work.sla_policies.keep_others_from_changing()
            policy = await work.sla_policies.get_locked(policy_id, "slaPolicyId")
            await work.sla_policies.delete(policy)
            await configuration.deleted(work, caller, KIND, policy, reason)
            await work.escalation_rules.changed()
        return policy

    async def due_times(
        self, caller: Caller, minutes: int, since: datetime | None = None, calendar_id: UUID | None = None
    ) -> DueTimes:
        """When so many minutes that begin to count then, or now, fall due: on all hours, or on those of a calendar."""
        caller.user.must(Power.SEE_DIRECTORY)
        checks = Checks()
        if not 1 <= minutes <= MOST_MINUTES:
            _blame(checks, "minutes", f"This must be 1 to {MOST_MINUTES:,} minutes; it is {minutes:,}.")
        if since is not None and not FIRST_DAY <= since.date() <= LAST_DAY:
            _blame(checks, "from", "This must be between 2000 and 2100.")
        checks.done()
        async with self._units.of(caller.user.organization_id) as work:
            since, calendar = since or work.now, None
            if calendar_id is not None:
                calendar = _as_domain(await work.business_calendars.get_there(calendar_id, "calendarId"))
        commitment = Commitment(SlaTarget.RESOLVE, since, timedelta(minutes=minutes), calendar)
        # In a thread, since hours that are few take a while to count.
        due_at, at_risk_at = await asyncio.to_thread(lambda: (commitment.due_at, commitment.at_risk_at))
        if due_at is None or at_risk_at is None:
            raise ValidationFailed.of("minutes", f"The calendar {_does_not_come_to(minutes)}.")
        return DueTimes(due_at, at_risk_at)


async def _rewrite(work: UnitOfWork, caller: Caller, policy: SlaPolicy, changes: Mapping[str, Any]) -> None:
    before = await _logged(work, {column: getattr(policy, column) for column in changes})
    for column, value in changes.items():
        setattr(policy, column, value)
    await work.sla_policies.rewrite(policy, *changes)
    after = await _logged(work, changes)
    await configuration.log(work, caller, KIND, policy, ConfigurationAction.UPDATED, before, after)
    await work.escalation_rules.changed()


async def _logged(work: UnitOfWork, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as the log keeps them: references with their names, so that an entry can be read on its own."""
    said = await logged_rule(work, {column: value for column, value in columns.items() if column != "calendar_id"})
    if "calendar_id" in columns:
        id = columns["calendar_id"]
        row = None if id is None else await work.business_calendars.get(id, "calendarId")
        said["calendar"] = None if row is None else {"id": str(row.id), "name": row.name}
    return said


async def _checked(work: UnitOfWork, draft: SlaPolicyDraft, present: SlaPolicy | None = None) -> dict[str, Any]:
    """The columns for what the draft gives. Raises ValidationFailed with everything that is wrong."""
    checks = Checks()
    columns, checks.violations = await references(work, draft)
    if draft.name is not None or present is None:
        columns["name"] = await _checked_name(work, checks, draft, present)
    if draft.severities is not None:
        columns["severities"] = [severity.name for severity in sorted(set(draft.severities))]
    for column in ("respond_minutes", "resolve_minutes", "calendar_id"):
        if (value := getattr(draft, column)) is not SAME:
            columns[column] = value
    whole = {column: getattr(present, column, default) for column, default in _DEFAULTS.items()} | columns
    sound = _check_times(checks, whole["respond_minutes"], whole["resolve_minutes"])
    if whole["calendar_id"] is not None:
        await _check_calendar(work, checks, whole, sound)
    await _check_twins(work, checks, whole, present)
    checks.done()
    return columns


async def _checked_name(work: UnitOfWork, checks: Checks, draft: SlaPolicyDraft, present: SlaPolicy | None) -> str:
    policies, before = work.sla_policies, len(checks.violations)
    name = checks.text("name", draft.name, NAME)
    if len(checks.violations) == before and await policies.is_taken(name, None if present is None else present.id):
        checks.violations.append(Violation(("name",), policies.taken(name)))
    return name


def _check_times(checks: Checks, respond: int | None, resolve: int | None) -> bool:
    """Notes what is wrong with the times; whether nothing is."""
    before = len(checks.violations)
    for spelt, minutes in (("respondMinutes", respond), ("resolveMinutes", resolve)):
        if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
            _blame(checks, spelt, f"This must be 1 to {MOST_MINUTES:,} minutes; it is {minutes:,}.")
    if respond is None and resolve is None:
        _blame(checks, "respondMinutes", "A policy promises something: give minutes to respond, to resolve, or both.")
    elif len(checks.violations) == before and respond is not None and resolve is not None and respond > resolve:
        _blame(checks, "respondMinutes", f"This must not be longer than the time to resolve, {resolve:,} minutes.")
    return len(checks.violations) == before


async def _check_calendar(work: UnitOfWork, checks: Checks, whole: Mapping[str, Any], sound: bool) -> None:
    """Notes it if there is no such calendar, or its hours do not come to the times, which are `sound` by themselves."""
    calendar = await work.business_calendars.find(whole["calendar_id"])
    if calendar is None or calendar.deleted_at is not None:
        _blame(checks, "calendarId", NO_CALENDAR)
    elif sound:
        spelt = "respondMinutes" if whole["resolve_minutes"] is None else "resolveMinutes"  # the longer one
        minutes = whole["resolve_minutes"] or whole["respond_minutes"]
        if _as_domain(calendar).after(work.now, timedelta(minutes=minutes)) is None:
            _blame(checks, spelt, f'The calendar "{calendar.name}" {_does_not_come_to(minutes)}.')


async def _check_twins(work: UnitOfWork, checks: Checks, whole: Mapping[str, Any], present: SlaPolicy | None) -> None:
    """Notes it if another policy is for the same severities and services: one of the two would never count."""
    for other in await work.sla_policies.by_name():
        itself = present is not None and other.id == present.id
        if not itself and (other.severities, other.service_ids) == (whole["severities"], whole["service_ids"]):
            _blame(checks, "severities", f'The policy "{other.name}" is for the very same severities and services.')


def _does_not_come_to(minutes: int) -> str:
    return f"does not come to {minutes:,} minutes within ten years"


def _as_domain(row: BusinessCalendar) -> DomainCalendar:
    return calendar_of({"hours": row.hours, "time_zone": row.time_zone, "holidays": row.holidays})


def _blame(checks: Checks, field: str, message: str) -> None:
    checks.violations.append(Violation((field,), message))
