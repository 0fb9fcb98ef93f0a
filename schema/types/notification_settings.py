"""What somebody wants to be told, and how, as the API shows it."""

from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.contact_methods import ContactMethod, load_contact_method
from schema.types.enums import LowestSeverity, NotificationKind, Urgency
from siems.services.notification_settings import Settings


@strawberry.type(description="One step of how somebody is reached.")
class NotificationStep:
    urgency: Urgency = strawberry.field(description="What it is for: pages or information.")
    after_minutes: int = strawberry.field(
        description="How long after they were told, unless it is acknowledged by then."
    )
    contact_method_id: strawberry.Private[UUID]

    @strawberry.field(description="What it is sent by.")
    async def contact_method(self, info: Info) -> ContactMethod | None:
        return await load_contact_method(info, self.contact_method_id)


@strawberry.type(description="How bad an incident must be for somebody to be sent something of it.")
class LowestSeverityOfKind:
    kind: NotificationKind = strawberry.field(description="Why they are told.")
    severity: LowestSeverity = strawberry.field(
        description="What is less bad is not sent. Pages always are: an escalation, and a HIGH or CRITICAL assignment."
    )


@strawberry.type(description="When somebody is left alone: information waits until the end, pages do not.")
class QuietHours:
    from_: str = strawberry.field(name="from", description='The time of day, "22:00".')
    until: str = strawberry.field(description='The time of day, "07:00"; on the next day if it is before `from`.')
    time_zone: str = strawberry.field(description="By the clocks of this zone: Europe/Berlin.")


@strawberry.type(description="How you are told of things. The inbox has all of it, whatever this says.")
class NotificationSettings:
    steps: list[NotificationStep] = strawberry.field(
        description="Those for pages first, in order. Without any for pages, a page goes to every verified contact "
        "method at once; without any for information, that goes to the first verified e-mail address."
    )
    lowest_severities: list[LowestSeverityOfKind] = strawberry.field(description="For every kind.")
    quiet_hours: QuietHours | None = strawberry.field(description="Null: never.")


def notification_settings_of(settings: Settings) -> NotificationSettings:
    quiet = settings.quiet_hours
    return NotificationSettings(
        steps=[
            NotificationStep(
                urgency=step.urgency,
                after_minutes=step.after_seconds // 60,
                contact_method_id=step.contact_method_id,
            )
            for step in settings.steps
        ],
        lowest_severities=[
            LowestSeverityOfKind(kind=kind, severity=severity) for kind, severity in settings.lowest_severities.items()
        ],
        quiet_hours=None
        if quiet is None
        else QuietHours(from_=quiet.starts_at, until=quiet.ends_at, time_zone=quiet.time_zone),
    )
