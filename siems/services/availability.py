"""When people work, when they are away, and whether they take anything new."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.availability import Arrangement, Presence
from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.hours import WeeklyHours, days, local_time
from siems.domain.log import ConfigurationAction, SubjectKind, timestamp
from siems.domain.text import Checks, TextRule
from siems.domain.users import Power
from siems.models import Absence, User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.team_authority import may_lead, must_act_for
from siems.services.weekly_hours import WindowDraft, check_apart, check_zone, checked_hours

__all__ = ["AvailabilityService", "WindowDraft"]

NOTE = TextRule(longest=200, one_line=True)
LONGEST = timedelta(days=366)
MOST_ABSENCES = 100
"""Of a person, that are not over."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Away:
    """An absence as somebody sees it: not everybody reads the note."""

    row: Absence
    note: str | None


class AvailabilityService:
    """Everybody writes their own; the manager of a team its members'; admins everybody's. All can see it."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def presences(self, caller: Caller, user_ids: list[UUID]) -> dict[UUID, Presence]:
        """How each of these people is at this moment."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            people = list((await work.users.by_ids(user_ids)).values())
            arranged = await arrangements(work, people)
            return {id: arrangement.presence(work.now) for id, arrangement in arranged.items()}

    async def coming(self, caller: Caller, user_ids: list[UUID]) -> dict[UUID, list[Away]]:
        """The absences of each of these people that are not over yet."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            # The earliest day that is not over anywhere.
            yesterday = work.now.date() - timedelta(days=1)
            found = await work.absences.from_day_on(user_ids, yesterday)
            rows = await _not_over(work, [row for each in found.values() for row in each])
            shown = await _as_seen_by(work, caller, rows)
        return {id: [away for away in shown if away.row.user_id == id] for id in found}

    async def absences(
        self, caller: Caller, first: date, last: date, team_id: UUID | None = None, user_id: UUID | None = None
    ) -> list[Away]:
        """Who is away on a day from `first` to `last`, in order: of a team, a person, or everybody."""
        caller.user.must(Power.SEE_DIRECTORY)
        if not timedelta() <= last - first <= LONGEST:
            raise ValidationFailed.of("to", f"This must be 0 to {LONGEST.days} days after `from`.")
        async with self._units.of(caller.user.organization_id) as work:
            if team_id is not None:
                await work.teams.get(team_id, "teamId")
            if user_id is not None:
                await work.users.get(user_id, "userId")
            rows = await work.absences.touching(first, last, None if user_id is None else [user_id], team_id)
            return await _as_seen_by(work, caller, rows)

    async def set_availability(
        self,
        caller: Caller,
        available: bool,
        user_id: UUID | None = None,
        until: datetime | None = None,
        reason: str | None = None,
    ) -> User:
        """Says whether somebody takes new incidents: `until` then they do again by themselves.

        Takes nothing from them that they have, and nobody off call.
        """
        reason = configuration.checked_reason(reason)
        async with self._changing(caller, user_id) as (work, user):
            if until is not None and available:
                raise ValidationFailed.of("until", "This goes with `available: false` only.")
            if until is not None and not work.now < until <= work.now + LONGEST:
                raise ValidationFailed.of("until", f"This must be in the future, by {LONGEST.days} days at most.")
            off = not available
            if (user.unavailable_until if off else None) != until or off != _is_off(user, work.now):
                before = _switch(user, work.now)
                user.unavailable_since, user.unavailable_until = work.now if off else None, until
                await work.users.store(user, "unavailable_since", "unavailable_until")
                changed = ConfigurationAction.AVAILABILITY_CHANGED
                await configuration.log(
                    work, caller, SubjectKind.USER, user, changed, before, _switch(user, work.now), reason
                )
        return user

    async def set_working_hours(
        self, caller: Caller, user_id: UUID | None, time_zone: str, windows: Sequence[WindowDraft] | None
    ) -> User:
        """Says in which time zone somebody lives and when they work; None: they do not say when."""
        checks = Checks()
        check_zone(checks, time_zone, "timeZone")
        hours = None if windows is None else checked_hours(checks, windows, "windows")
        if hours is not None and not checks.violations:
            check_apart(checks, hours, "windows")
        checks.done()
        async with self._changing(caller, user_id) as (work, user):
            values = {"time_zone": time_zone, "working_hours": None if hours is None else hours.stored()}
            changed = ConfigurationAction.AVAILABILITY_CHANGED
            if written := await configuration.apply(work, caller, SubjectKind.USER, user, values, changed):
                await work.users.store(user, *written)
        return user

    async def add_absence(
        self, caller: Caller, user_id: UUID | None, starts_on: date, ends_on: date, note: str | None = None
    ) -> Away:
        """Says that somebody is away for whole days, the last one included."""
        checks = Checks()
        note = checks.text("note", note, NOTE)
        checks.done()
        async with self._changing(caller, user_id) as (work, user):
            today = local_time(work.now, ZoneInfo(user.time_zone)).date()
            _check_days(starts_on, ends_on, today)
            await _check_others(work, user, starts_on, ends_on, today)
            absence = await work.absences.add(user.id, starts_on, ends_on, note)
            added = ConfigurationAction.ABSENCE_ADDED
            await configuration.log(work, caller, SubjectKind.USER, user, added, {}, _logged(absence))
        return Away(absence, absence.note)

    async def remove_absence(self, caller: Caller, absence_id: UUID, reason: str | None = None) -> Away:
        """Takes an absence back."""
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            absence = await work.absences.get(absence_id, "absenceId")
        async with self._changing(caller, absence.user_id) as (work, user):
            absence = await work.absences.get(absence_id, "absenceId")  # unless somebody else was faster
            await work.absences.remove(absence)
            removed = ConfigurationAction.ABSENCE_REMOVED
            await configuration.log(work, caller, SubjectKind.USER, user, removed, _logged(absence), {}, reason)
        return Away(absence, absence.note)

    @asynccontextmanager
    async def _changing(self, caller: Caller, user_id: UUID | None) -> AsyncIterator[tuple[UnitOfWork, User]]:
        """One transaction that holds the person's lock, once it is sure that the caller may act for them."""
        caller.user.must(Power.SEE_DIRECTORY)  # which no integration may
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row lock: see there
            user = await work.users.get_locked(user_id or caller.user.id, "userId")
            await must_act_for(work, caller, user.id)
            if user.deactivated_at is not None:
                raise ValidationFailed.of("userId", f"{user.name} is deactivated.")
            yield work, user


async def arrangements(work: UnitOfWork, people: Sequence[User]) -> dict[UUID, Arrangement]:
    """What each of these people has said of when they work, as far as it is not over. One query, however many."""
    yesterday = work.now.date() - timedelta(days=1)
    coming = await work.absences.from_day_on([user.id for user in people], yesterday)
    return {
        user.id: Arrangement(
            ZoneInfo(user.time_zone),
            None if user.working_hours is None else WeeklyHours.read(user.working_hours),
            [(row.starts_on, row.ends_on) for row in coming.get(user.id, ())],
            user.unavailable_since,
            user.unavailable_until,
        )
        for user in people
    }


async def _not_over(work: UnitOfWork, rows: Sequence[Absence]) -> list[Absence]:
    people = await work.users.by_ids(list({row.user_id for row in rows}))
    zones = {id: ZoneInfo(user.time_zone) for id, user in people.items()}
    return [row for row in rows if work.now < days(row.starts_on, row.ends_on, zones[row.user_id]).end]


async def _as_seen_by(work: UnitOfWork, caller: Caller, rows: Sequence[Absence]) -> list[Away]:
    """With the notes that the caller may read: of themselves and of those whose team they manage."""
    led = await may_lead(work, caller, {row.user_id for row in rows})
    readable = led | {caller.user.id}
    return [Away(row, row.note if row.user_id in readable else None) for row in rows]


def _check_days(first: date, last: date, today: date) -> None:
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise ValidationFailed.of("endsOn", "This must not be before `startsOn`, and both between 2000 and 2100.")
    if last - first >= LONGEST:  # the last day belongs to it
        raise ValidationFailed.of("endsOn", f"An absence lasts {LONGEST.days} days at most.")
    if last < today:
        raise ValidationFailed.of("endsOn", "This is over already.")


async def _check_others(work: UnitOfWork, user: User, first: date, last: date, today: date) -> None:
    others = (await work.absences.from_day_on([user.id], min(first, today))).get(user.id, [])
    for other in others:
        if other.starts_on <= last and first <= other.ends_on:
            raise ValidationFailed.of("startsOn", f"{user.name} is away from {_said(other)} already.")
    if sum(other.ends_on >= today for other in others) >= MOST_ABSENCES:
        message = f"{user.name} has {MOST_ABSENCES} absences to come, which is all that one may have."
        raise ValidationFailed.of("userId", message)


def _is_off(user: User, now: datetime) -> bool:
    until = user.unavailable_until
    return user.unavailable_since is not None and (until is None or now < until)


def _switch(user: User, now: datetime) -> dict[str, object]:
    """As it is now: one whose time is up has no say any more."""
    off = _is_off(user, now)
    until = user.unavailable_until if off else None
    return {"available": not off, "until": None if until is None else timestamp(until)}


def _logged(absence: Absence) -> dict[str, object]:
    """Without the note, which is not for everybody who reads the trail."""
    return {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}


def _said(absence: Absence) -> str:
    return f"{absence.starts_on} to {absence.ends_on}"
