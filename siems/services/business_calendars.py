"""Business calendars: the hours that service levels count on. Writing them, changing them, doing away with them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks
from siems.domain.users import Power
from siems.models import BusinessCalendar, SlaPolicy
from siems.repositories.sla import calendar_of
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.availability import FIRST_DAY, LAST_DAY
from siems.services.weekly_hours import WindowDraft, check_apart, check_zone, checked_hours

__all__ = ["BusinessCalendarDraft", "BusinessCalendarService", "HolidayDraft", "WindowDraft"]

MOST_CALENDARS, MOST_HOLIDAYS = 50, 200
KIND = SubjectKind.BUSINESS_CALENDAR


@dataclass(frozen=True)
class HolidayDraft:
    """A day on which no hour counts, by the clocks of the calendar's time zone."""

    on: date
    name: str


@dataclass(frozen=True)
class BusinessCalendarDraft:
    """What a calendar shall be. None leaves something as it is; a new one needs all but the holidays."""

    name: str | None = None
    time_zone: str | None = None
    hours: Sequence[WindowDraft] | None = None
    holidays: Sequence[HolidayDraft] | None = None
    """All of them: they replace those that there are."""


class BusinessCalendarService:
    """Only admins change calendars. The worker then plans anew what is unresolved, if any policy counts on them."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[BusinessCalendar]:
        """Those that are not deleted, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.business_calendars.by_name()

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, BusinessCalendar]:
        """Those of the calendars that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.SEE_DIRECTORY):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            return await work.business_calendars.there_by_ids(ids)

    async def create(self, caller: Caller, draft: BusinessCalendarDraft) -> BusinessCalendar:
        """Adds a calendar. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.sla_policies.keep_others_from_changing()
            columns = {"holidays": [], **await _checked(work, draft)}
            await work.business_calendars.require_room(MOST_CALENDARS, "business calendars")
            calendar = await work.business_calendars.create(**columns)
            await configuration.log(work, caller, KIND, calendar, ConfigurationAction.CREATED, {}, columns)
        return calendar

    async def update(self, caller: Caller, calendar_id: UUID, draft: BusinessCalendarDraft) -> BusinessCalendar:
        """Changes what the draft gives."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.sla_policies.keep_others_from_changing()
            calendar = await work.business_calendars.get_locked(calendar_id, "businessCalendarId")
            given = await _checked(work, draft, calendar)
            if written := await configuration.apply(work, caller, KIND, calendar, given):
                await work.business_calendars.rewrite(calendar, *written)
                if await work.sla_policies.on_calendar(calendar.id):
                    await work.escalation_rules.changed()
        return calendar

    async def delete(self, caller: Caller, calendar_id: UUID, reason: str | None = None) -> BusinessCalendar:
        """Does away with a calendar. Raises ValidationFailed, naming them, if policies count on it."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            await work.sla_policies.keep_others_from_changing()
            calendar = await work.business_calendars.get_locked(calendar_id, "businessCalendarId")
            if policies := await work.sla_policies.on_calendar(calendar.id):
                names = ", ".join(f'"{policy.name}"' for policy in policies)
                raise ValidationFailed.of("businessCalendarId", f"Policies count on this calendar: {names}.")
            await work.business_calendars.delete(calendar)
            await configuration.deleted(work, caller, KIND, calendar, reason)
        return calendar


async def _checked(
    work: UnitOfWork, draft: BusinessCalendarDraft, present: BusinessCalendar | None = None
) -> dict[str, Any]:
    """The columns for what the draft gives. Raises ValidationFailed with everything that is wrong."""
    checks, columns = Checks(), dict[str, Any]()
    if draft.name is not None or present is None:
        columns["name"] = await _checked_name(work, checks, draft, present)
    if draft.time_zone is not None or present is None:
        check_zone(checks, draft.time_zone, "timeZone")
        columns["time_zone"] = draft.time_zone
    if draft.hours is not None or present is None:
        columns["hours"] = _checked_windows(checks, draft.hours or ())
    if draft.holidays is not None:
        columns["holidays"] = _checked_holidays(checks, draft.holidays)
    checks.done()
    if present is not None:
        await _check_policies(work, present, columns)
    return columns


async def _checked_name(
    work: UnitOfWork, checks: Checks, draft: BusinessCalendarDraft, present: BusinessCalendar | None
) -> str:
    calendars, before = work.business_calendars, len(checks.violations)
    name = checks.text("name", draft.name, NAME)
    if len(checks.violations) == before and await calendars.is_taken(name, None if present is None else present.id):
        checks.violations.append(Violation(("name",), calendars.taken(name)))
    return name


def _checked_windows(checks: Checks, windows: Sequence[WindowDraft]) -> list[dict[str, Any]]:
    before = len(checks.violations)
    hours = checked_hours(checks, windows, "hours", otherwise="; a policy that counts all hours has no calendar")
    if len(checks.violations) == before:
        check_apart(checks, hours, "hours")
    return hours.stored()


def _checked_holidays(checks: Checks, holidays: Sequence[HolidayDraft]) -> list[dict[str, str]]:
    if len(holidays) > MOST_HOLIDAYS:
        message = f"These are {len(holidays)}; at most {MOST_HOLIDAYS} are allowed. Leave out those that are over."
        checks.violations.append(Violation(("holidays",), message))
    seen, found = Counter[date](), list[dict[str, str]]()
    for place, holiday in enumerate(holidays):
        of_one, path = Checks(), ("holidays", str(place))
        name = of_one.text("name", holiday.name, NAME)
        if not FIRST_DAY <= holiday.on <= LAST_DAY:
            of_one.violations.append(Violation(("on",), "This must be between 2000 and 2100."))
        elif seen[holiday.on]:
            of_one.violations.append(Violation(("on",), f"{holiday.on} is a holiday already."))
        seen[holiday.on] += 1
        checks.violations += [Violation((*path, *each.field), each.message) for each in of_one.violations]
        found.append({"on": holiday.on.isoformat(), "name": name})
    return sorted(found, key=lambda holiday: holiday["on"])


async def _check_policies(work: UnitOfWork, present: BusinessCalendar, columns: Mapping[str, Any]) -> None:
    """Raises ValidationFailed if the hours do not come to what a policy promises any more."""
    names = ("time_zone", "hours", "holidays")
    longest = max(await work.sla_policies.on_calendar(present.id), key=_minutes, default=None)
    if longest is None or not columns.keys() & set(names):
        return
    calendar, minutes = (
        calendar_of({name: columns.get(name, getattr(present, name)) for name in names}),
        _minutes(longest),
    )
    if calendar.after(work.now, timedelta(minutes=minutes)) is None:
        message = f'These hours do not come to the {minutes:,} minutes of the policy "{longest.name}" within ten years.'
        raise ValidationFailed.of("hours", message)


def _minutes(policy: SlaPolicy) -> int:
    """The longer of its times."""
    return max(policy.respond_minutes or 0, policy.resolve_minutes or 0)
