"""Escalations and notifications as the API shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.delivery import Delivery, delivery_of
from schema.types.enums import NotificationKind
from schema.types.escalation_rules import EscalationRule, load_escalation_rule
from schema.types.incidents import Incident, load_incident
from schema.types.nodes import Node
from schema.types.users import User, load_user, load_users
from siems import models


@strawberry.type(
    description="That an incident was escalated: by one step of a rule, by hand, or since nobody was reached."
)
class Escalation(Node):
    rule_name: str | None = strawberry.field(description="What the rule was called then; null if there was none.")
    strategy: str | None = strawberry.field(description="What started the rule's ladder; null if by hand.")
    round: int = strawberry.field(description="1, 2, 3 ...: reassigning, unassigning and reopening begin a new one.")
    step: int | None = strawberry.field(description="Which step of the ladder: 1, 2, 3 ...; null if by hand.")
    repeat: int | None = strawberry.field(description="0 for the first time up the ladder; null if by hand.")
    level: int = strawberry.field(description="1 for the first escalation of the round.")
    due_at: datetime = strawberry.field(description="When it should have happened.")
    fired_at: datetime = strawberry.field(description="When it happened.")
    lateness_seconds: float = strawberry.field(description="The time between the two.")
    reason: str | None = strawberry.field(
        description="Why, in the words of who escalated by hand, or since nobody could be reached."
    )
    acknowledged_at: datetime | None = strawberry.field(description="When somebody said that they look after it.")
    acknowledged_by_name: str | None = strawberry.field(description="Who that was, as they were called then.")
    row_id: strawberry.Private[UUID]
    incident_id: strawberry.Private[UUID]
    rule_id: strawberry.Private[UUID | None]
    raised_by_id: strawberry.Private[UUID | None]
    acknowledged_by_id: strawberry.Private[UUID | None]

    @strawberry.field(description="What was escalated; null once you do not see it any more.")
    async def incident(self, info: Info) -> Incident | None:
        return await load_incident(info, self.incident_id)

    @strawberry.field(description="The rule as it is now; null if it was deleted, or if this was by hand.")
    async def rule(self, info: Info) -> EscalationRule | None:
        return await load_escalation_rule(info, self.rule_id)

    @strawberry.field(
        description="Who escalated by hand; null if a rule did, or SIEMS itself, since nobody could be reached."
    )
    async def raised_by(self, info: Info) -> User | None:
        return await load_user(info, self.raised_by_id)

    @strawberry.field(description="Who was told.")
    async def notified(self, info: Info) -> list[User]:
        return await load_users(info, await info.context.loaders.notified.load(self.row_id))

    @strawberry.field(description="The person who acknowledged it; null if it was an integration.")
    async def acknowledged_by(self, info: Info) -> User | None:
        return await load_user(info, self.acknowledged_by_id)


@strawberry.type(description="Something that you are told.")
class Notification(Node):
    kind: NotificationKind = strawberry.field(description="Why.")
    created_at: datetime = strawberry.field(description="Since when.")
    read_at: datetime | None = strawberry.field(description="When you marked it as read.")
    row_id: strawberry.Private[UUID]
    incident_id: strawberry.Private[UUID]
    escalation_id: strawberry.Private[UUID | None]

    @strawberry.field(description="What it is about; null once you do not see it any more.")
    async def incident(self, info: Info) -> Incident | None:
        return await load_incident(info, self.incident_id)

    @strawberry.field(description="The escalation, if it was one.")
    async def escalation(self, info: Info) -> Escalation | None:
        return await load_escalation(info, self.escalation_id)

    @strawberry.field(description="How it was sent to you, or will be, and what became of it.")
    async def deliveries(self, info: Info) -> list[Delivery]:
        return [delivery_of(row) for row in await info.context.loaders.deliveries_of.load(self.row_id)]


_SAME_NAME = (
    "rule_name", "strategy", "round", "repeat", "level", "due_at", "fired_at", "reason", "acknowledged_at",
    "acknowledged_by_name", "incident_id", "rule_id", "raised_by_id", "acknowledged_by_id",
)  # fmt: skip


def escalation_of(row: models.Escalation) -> Escalation:
    return Escalation(
        id=ids.encode("Escalation", row.id),
        row_id=row.id,
        step=None if row.step is None else row.step + 1,
        lateness_seconds=row.lateness_ms / 1000,
        **{name: getattr(row, name) for name in _SAME_NAME},
    )


def notification_of(row: models.Notification) -> Notification:
    return Notification(
        id=ids.encode("Notification", row.id),
        row_id=row.id,
        kind=row.kind,
        created_at=row.created_at,
        read_at=row.read_at,
        incident_id=row.incident_id,
        escalation_id=row.escalation_id,
    )


async def load_escalation(info: Info, id: UUID | None) -> Escalation | None:
    row = None if id is None else await info.context.loaders.escalations.load(id)
    return None if row is None else escalation_of(row)


async def load_notification(info: Info, id: UUID) -> Notification | None:
    row = await info.context.app.notifications.find(info.context.caller, id)
    return None if row is None else notification_of(row)
