"""Contact methods as the API shows them: never the address itself."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.enums import Channel
from schema.types.nodes import Node
from siems import models


@strawberry.type(description="One way to reach a person. Nothing but codes is sent to it before it is verified.")
class ContactMethod(Node):
    channel: Channel = strawberry.field(description="What kind of address it is.")
    name: str = strawberry.field(description="What the person calls it.")
    hint: str = strawberry.field(description="What is shown of the address, to recognise it by: g…@example.com.")
    created_at: datetime = strawberry.field(description="When it was added.")
    verified_at: datetime | None = strawberry.field(description="When a code proved that the person reads it.")
    code_expires_at: datetime | None = strawberry.field(
        description="Until when the code is good that was sent last; null if there is none to enter."
    )


async def load_contact_method(info: Info, id: UUID) -> ContactMethod | None:
    row = await info.context.loaders.contact_methods.load(id)
    return None if row is None else contact_method_of(row)


def contact_method_of(row: models.ContactMethod) -> ContactMethod:
    return ContactMethod(
        id=ids.encode("ContactMethod", row.id),
        channel=row.channel,
        name=row.name,
        hint=row.hint,
        created_at=row.created_at,
        verified_at=row.verified_at,
        code_expires_at=row.code_expires_at,
    )
