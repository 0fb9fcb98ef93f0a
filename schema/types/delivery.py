"""Deliveries as the API shows them: to admins and to whom they are for with all there is to say, to others without."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.enums import Channel, DeliveryState, Urgency
from schema.types.incidents import Incident, load_incident
from schema.types.nodes import Node
from schema.types.users import User, load_user
from siems import models
from siems.domain.users import Power


@strawberry.type(description="Something that is sent to one contact method of a person, or to one webhook.")
class Delivery(Node):
    urgency: Urgency = strawberry.field(description="How urgent it is.")
    state: DeliveryState = strawberry.field(description="What has become of it.")
    step: int | None = strawberry.field(description="Which step of the person: 1, 2, 3 ...; null if they have none.")
    attempts: int = strawberry.field(description="How often it was tried.")
    created_at: datetime = strawberry.field(description="Since when it is owed.")
    due_at: datetime = strawberry.field(description="When its step comes, or quiet hours end.")
    next_attempt_at: datetime | None = strawberry.field(description="When it is tried next; null if it is not.")
    ended_at: datetime | None = strawberry.field(description="When it was sent, given up or cancelled.")
    message_id: strawberry.ID | None = strawberry.field(
        description="The id of the message, which several deliveries may share and every attempt repeats."
    )
    log_sequence: int | None = strawberry.field(description="The entry of the incident's log that it tells of.")
    user_id: strawberry.Private[UUID | None]
    contact_method_id: strawberry.Private[UUID | None]
    webhook_id: strawberry.Private[UUID | None]
    incident_id: strawberry.Private[UUID | None]
    said: strawberry.Private[str | None]

    @strawberry.field(description="The incident; null for a code, and once you do not see it any more.")
    async def incident(self, info: Info) -> Incident | None:
        return None if self.incident_id is None else await load_incident(info, self.incident_id)

    @strawberry.field(description="Whom it is for; null for a webhook.")
    async def user(self, info: Info) -> User | None:
        return await load_user(info, self.user_id)

    @strawberry.field(description="How the person is reached; null for a webhook.")
    async def channel(self, info: Info) -> Channel | None:
        method = await self._method(info)
        return None if method is None else method.channel

    @strawberry.field(description="What the contact method or the webhook is called, for admins and for whose it is.")
    async def name(self, info: Info) -> str | None:
        to = await self._to(info)
        return None if to is None else to.name

    @strawberry.field(description="What may be shown of the address, for admins and for whose it is.")
    async def hint(self, info: Info) -> str | None:
        to = await self._to(info)
        return None if to is None else to.hint

    @strawberry.field(
        description="Why the last attempt failed, or why it need not be sent, for admins and for whose it is."
    )
    async def reason(self, info: Info) -> str | None:
        return self.said if self._open_to(info) else None

    def _open_to(self, info: Info) -> bool:
        user = info.context.caller.user
        return user.id == self.user_id or user.may(Power.ADMINISTER)

    async def _method(self, info: Info) -> models.ContactMethod | None:
        id = self.contact_method_id
        return None if id is None else await info.context.loaders.delivered_to.load(id)

    async def _to(self, info: Info) -> models.ContactMethod | models.Webhook | None:
        if not self._open_to(info):
            return None
        if self.webhook_id is not None:
            return await info.context.loaders.delivered_to_webhooks.load(self.webhook_id)
        return await self._method(info)


_SAME_NAME = (
    "urgency", "state", "attempts", "created_at", "due_at", "next_attempt_at", "ended_at", "log_sequence", "user_id",
    "contact_method_id", "webhook_id", "incident_id",
)  # fmt: skip


def delivery_of(row: models.Delivery) -> Delivery:
    return Delivery(
        id=ids.encode("Delivery", row.id),
        step=None if row.step is None else row.step + 1,
        message_id=None if row.message_id is None else strawberry.ID(str(row.message_id)),
        said=row.reason,
        **{name: getattr(row, name) for name in _SAME_NAME},
    )


async def load_delivery(info: Info, id: UUID) -> Delivery | None:
    row = await info.context.app.delivery_lists.find(info.context.caller, id)
    return None if row is None else delivery_of(row)
