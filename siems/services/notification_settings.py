"""What people want to be told, when they want to be left alone, and in which steps they are reached."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.contacts import LowestSeverity, QuietHours, minutes_of, time_of, with_lowest
from siems.domain.delivery import Urgency
from siems.domain.errors import NotFound, Violation
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import Checks
from siems.domain.users import Power
from siems.models import ContactMethod, NotificationSetting, NotificationStep, User
from siems.models.escalation import NotificationKind
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.offices import still_in_office
from siems.services.sla_policies import SAME, Same
from siems.services.weekly_hours import check_zone, checked_time

MOST_STEPS, LONGEST_WAIT = 10, 1440
ALWAYS_SENT = (
    "An escalation is a page: somebody has to act, and nobody else may know of it. It is always sent, whatever the "
    "severity and the hour."
)
SAME_HOURS = "The end must not be the start: to be left alone all day, say for each kind how bad it must be."


@dataclass(frozen=True)
class StepDraft:
    """One step: which contact method, and how many minutes after the person was told."""

    contact_method_id: UUID
    after_minutes: int


@dataclass(frozen=True)
class Settings:
    """All that one person has said of how they are told."""

    steps: list[NotificationStep]
    """Those for pages first, each in their order."""
    lowest_severities: dict[NotificationKind, LowestSeverity]
    """For every kind."""
    quiet_hours: QuietHours | None


class NotificationSettingService:
    """Everybody decides for themselves, and nobody for anybody else."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def of(self, caller: Caller) -> Settings:
        """The caller's."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await _settings(work, caller.user.id)

    async def set_steps(self, caller: Caller, urgency: Urgency, drafts: Sequence[StepDraft]) -> Settings:
        """Says in which steps the caller is reached: these take the place of those before. None: as by default.

        Raises ValidationFailed with everything that is wrong, and NotFound for a contact method of somebody else.
        """
        caller.user.must(Power.SEE_DIRECTORY)
        _check_order(urgency, drafts)
        async with self._self(caller) as (work, user):
            methods = {method.id: method for method in await work.contact_methods.of_person(user.id)}
            _check_methods(work, drafts, methods)
            present = [step for step in await work.notification_steps.of_person(user.id) if step.urgency is urgency]
            before = [(step.contact_method_id, step.after_seconds) for step in present]
            after = [(draft.contact_method_id, 60 * draft.after_minutes) for draft in drafts]
            if after != before:
                await work.notification_steps.replace(user.id, urgency, after)
                name = f"{urgency.value.lower()}_steps"
                was, becomes = ([_logged(*step, methods) for step in steps] for steps in (before, after))
                await _log(work, caller, user, {name: was}, {name: becomes})
            return await _settings(work, user.id)

    async def set(
        self,
        caller: Caller,
        lowest: Sequence[tuple[NotificationKind, LowestSeverity]] = (),
        quiet: QuietHours | Same | None = SAME,
    ) -> Settings:
        """Says how bad an incident must be for each of these kinds, and when the caller is left alone (None: never).

        Kinds that are not named stay as they are.
        """
        caller.user.must(Power.SEE_DIRECTORY)
        _check(lowest, quiet)
        async with self._self(caller) as (work, user):
            setting = await work.notification_settings.of_person(user.id)
            before = _said(setting)
            setting.lowest_severities = with_lowest(setting.lowest_severities, dict(lowest))
            if not isinstance(quiet, Same):
                _keep_quiet(setting, quiet)
            after = _said(setting)
            if changed := [name for name in after if after[name] != before[name]]:
                await work.notification_settings.put(setting)
                was, becomes = ({name: values[name] for name in changed} for values in (before, after))
                await _log(work, caller, user, was, becomes)
            return await _settings(work, user.id)

    @asynccontextmanager
    async def _self(self, caller: Caller) -> AsyncIterator[tuple[UnitOfWork, User]]:
        """One transaction that holds the caller's own row, which every change of what is theirs waits for."""
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row lock: see there
            await still_in_office(work, caller)
            yield work, await work.users.get_locked(caller.user.id, "userId")


def _check_order(urgency: Urgency, drafts: Sequence[StepDraft]) -> None:
    """Raises ValidationFailed unless these are steps, in order."""
    checks = Checks()
    if urgency is Urgency.CODE:
        checks.violations.append(Violation(("urgency",), "Codes have no steps: each goes to what it verifies."))
    if len(drafts) > MOST_STEPS:
        checks.violations.append(Violation(("steps",), f"These are {len(drafts)}; at most {MOST_STEPS} are allowed."))
    for place, draft in enumerate(drafts):
        if problem := _problem(draft, drafts[:place]):
            checks.violations.append(Violation(("steps", str(place), "afterMinutes"), problem))
    checks.done()


def _problem(draft: StepDraft, earlier: Sequence[StepDraft]) -> str | None:
    if not 0 <= draft.after_minutes <= LONGEST_WAIT:
        return f"This must be 0 to {LONGEST_WAIT:,}."
    if earlier and draft.after_minutes < earlier[-1].after_minutes:
        return "This must not be before the step above."
    return "This step is there already." if draft in earlier else None


def _check_methods(work: UnitOfWork, drafts: Sequence[StepDraft], methods: dict[UUID, ContactMethod]) -> None:
    checks = Checks()
    for place, draft in enumerate(drafts):
        if (method := methods.get(draft.contact_method_id)) is None:
            raise NotFound(work.contact_methods.noun, "steps")
        if method.verified_at is None:
            message = f'"{method.name}" is not verified yet: nothing but codes is sent to it.'
            checks.violations.append(Violation(("steps", str(place), "contactMethodId"), message))
    checks.done()


def _check(lowest: Sequence[tuple[NotificationKind, LowestSeverity]], quiet: QuietHours | Same | None) -> None:
    checks, kinds = Checks(), [kind for kind, _ in lowest]
    for place, (kind, severity) in enumerate(lowest):
        path = ("lowestSeverities", str(place))
        if kind is NotificationKind.ESCALATED and severity is not LowestSeverity.LOW:
            checks.violations.append(Violation((*path, "severity"), ALWAYS_SENT))
        if kind in kinds[:place]:
            checks.violations.append(Violation((*path, "kind"), f"{kind} is named already."))
    if isinstance(quiet, QuietHours):
        starts_at = checked_time(checks, quiet.starts_at, "quietHours", "from")
        ends_at = checked_time(checks, quiet.ends_at, "quietHours", "until")
        if starts_at is not None and starts_at == ends_at:
            checks.violations.append(Violation(("quietHours", "until"), SAME_HOURS))
        check_zone(checks, quiet.time_zone, "quietHours", "timeZone")
    checks.done()


def _keep_quiet(setting: NotificationSetting, quiet: QuietHours | None) -> None:
    setting.quiet_from = None if quiet is None else minutes_of(quiet.starts_at)
    setting.quiet_until = None if quiet is None else minutes_of(quiet.ends_at)
    setting.time_zone = None if quiet is None else quiet.time_zone


async def _settings(work: UnitOfWork, user_id: UUID) -> Settings:
    setting = await work.notification_settings.of_person(user_id)
    lowest = {kind: LowestSeverity(setting.lowest_severities.get(kind, "LOW")) for kind in NotificationKind}
    return Settings(await work.notification_steps.of_person(user_id), lowest, _quiet(setting))


def _quiet(setting: NotificationSetting) -> QuietHours | None:
    if setting.quiet_from is None or setting.quiet_until is None or setting.time_zone is None:
        return None
    return QuietHours(time_of(setting.quiet_from), time_of(setting.quiet_until), setting.time_zone)


def _said(setting: NotificationSetting) -> dict[str, object]:
    """As the log keeps it."""
    quiet = _quiet(setting)
    hours = quiet and {"from": quiet.starts_at, "until": quiet.ends_at, "time_zone": quiet.time_zone}
    return {"lowest_severities": dict(setting.lowest_severities), "quiet_hours": hours}


def _logged(method_id: UUID, after_seconds: int, methods: dict[UUID, ContactMethod]) -> dict[str, object]:
    named = {"id": str(method_id), "name": methods[method_id].name}
    return {"contact_method": named, "after_seconds": after_seconds}


async def _log(
    work: UnitOfWork, caller: Caller, user: User, before: dict[str, object], after: dict[str, object]
) -> None:
    changed = ConfigurationAction.NOTIFICATION_SETTINGS_CHANGED
    await configuration.log(work, caller, SubjectKind.USER, user, changed, before, after)
