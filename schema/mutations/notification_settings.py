"""Mutations on how somebody is told of things."""

from typing import Any

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.permissions import IsSignedIn, MaySeeDirectory
from schema.types.enums import LowestSeverity, NotificationKind, Urgency
from schema.types.notification_settings import NotificationSettings, notification_settings_of
from siems.domain.contacts import QuietHours
from siems.services.notification_settings import StepDraft
from siems.services.sla_policies import SAME

_ERRORS = "Why nothing changed; else empty."
_SETTINGS = "How you are told of things from now on."


@strawberry.input(description="One step of how you are reached.")
class NotificationStepInput:
    contact_method_id: strawberry.ID = strawberry.field(description="One of your own, verified.")
    after_minutes: int = strawberry.field(
        default=0, description="How long after you were told: 0 to 1,440, and not before the step above."
    )


@strawberry.input(description="In which steps you are reached.")
class SetNotificationStepsInput:
    urgency: Urgency = strawberry.field(description="By pages or by information.")
    steps: list[NotificationStepInput] = strawberry.field(
        description="All of them, at most 10: they take the place of those before. Empty: a page goes to every "
        "verified contact method at once, information to the first verified e-mail address."
    )


@strawberry.input(description="How bad an incident must be.")
class LowestSeverityInput:
    kind: NotificationKind = strawberry.field(description="For being sent what of it.")
    severity: LowestSeverity = strawberry.field(
        description="What is less bad is not sent. ESCALATED takes LOW only: an escalation is a page, and always sent."
    )


@strawberry.input(description="When you are left alone.")
class QuietHoursInput:
    from_: str = strawberry.field(name="from", description='The time of day, "22:00".')
    until: str = strawberry.field(description='The time of day, "07:00"; on the next day if it is before `from`.')
    time_zone: str = strawberry.field(description="By the clocks of this zone: Europe/Berlin.")


@strawberry.input(description="What you want to be told. What is absent stays as it is.")
class SetNotificationSettingsInput:
    lowest_severities: list[LowestSeverityInput] | None = strawberry.field(
        default=None, description="By kind; kinds that are not named stay as they are."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(
        default=strawberry.UNSET, description="When information waits; null: never. Pages never wait."
    )


@strawberry.type
class NotificationSettingsPayload:
    notification_settings: NotificationSettings | None = strawberry.field(default=None, description=_SETTINGS)
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="How you are told of things now, or why nothing changed.")
class SetNotificationStepsPayload(NotificationSettingsPayload):
    pass


@strawberry.type(description="How you are told of things now, or why nothing changed.")
class SetNotificationSettingsPayload(NotificationSettingsPayload):
    pass


@strawberry.type
class NotificationSettingMutations:
    @mutation(
        SetNotificationStepsPayload, IsSignedIn, MaySeeDirectory, description="Says in which steps you are reached."
    )
    async def set_notification_steps(
        self, info: Info, input: SetNotificationStepsInput
    ) -> SetNotificationStepsPayload | None:
        steps = [_draft_of(step) for step in input.steps]
        settings = await info.context.app.notification_settings.set_steps(info.context.caller, input.urgency, steps)
        return SetNotificationStepsPayload(notification_settings=notification_settings_of(settings))

    @mutation(
        SetNotificationSettingsPayload,
        IsSignedIn,
        MaySeeDirectory,
        description="Says what you want to be sent, and when you are left alone.",
    )
    async def set_notification_settings(
        self, info: Info, input: SetNotificationSettingsInput
    ) -> SetNotificationSettingsPayload | None:
        lowest = [(one.kind, one.severity) for one in input.lowest_severities or ()]
        quiet = _quiet_of(input.quiet_hours)
        settings = await info.context.app.notification_settings.set(info.context.caller, lowest, quiet)
        return SetNotificationSettingsPayload(notification_settings=notification_settings_of(settings))


def _draft_of(step: NotificationStepInput) -> StepDraft:
    return StepDraft(ids.decode("ContactMethod", step.contact_method_id, "steps"), step.after_minutes)


def _quiet_of(input: Any) -> Any:
    """The hours, or None; what is absent stays as it is."""
    if input is strawberry.UNSET:
        return SAME
    return None if input is None else QuietHours(input.from_, input.until, input.time_zone)
