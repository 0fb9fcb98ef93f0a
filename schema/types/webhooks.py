"""Webhooks as the API shows them: neither the secret nor the whole URL."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.nodes import Node
from schema.types.users import User, load_user
from siems import models


@strawberry.type(description="A machine that is told, by signed calls, of what happens to incidents.")
class Webhook(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    hint: str = strawberry.field(description="What is shown of the URL: the host and how the path begins.")
    actions: list[str] = strawberry.field(
        description="Which actions of an incident's log it is told of: REPORTED, ESCALATED ...; empty: all."
    )
    restricted: bool = strawberry.field(description="Whether it is told of restricted incidents too.")
    enabled: bool = strawberry.field(description="Whether it is told of anything.")
    created_at: datetime = strawberry.field(description="When it was added.")
    former_secret_until: datetime | None = strawberry.field(
        description="Until when the secret before the present one signs too, or did; null if it never does."
    )
    created_by_id: strawberry.Private[UUID]

    @strawberry.field(description="Who added it.")
    async def created_by(self, info: Info) -> User | None:
        return await load_user(info, self.created_by_id)


async def load_webhook(info: Info, id: UUID) -> Webhook | None:
    row = await info.context.loaders.webhooks.load(id)
    return None if row is None else webhook_of(row)


def webhook_of(row: models.Webhook) -> Webhook:
    return Webhook(
        id=ids.encode("Webhook", row.id),
        name=row.name,
        hint=row.hint,
        actions=row.actions,
        restricted=row.restricted,
        enabled=row.enabled,
        created_at=row.created_at,
        former_secret_until=row.previous_secret_until,
        created_by_id=row.created_by_id,
    )
