"""Keys for integrations as the API shows them: never the key itself."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.nodes import Node
from schema.types.organizations import Service, service_of
from schema.types.users import User, load_user
from siems import models


@strawberry.type(description="What a machine reports incidents with.")
class ApiKey(Node):
    name: str = strawberry.field(description="What it is for; what the log calls it.")
    prefix: str = strawberry.field(description="How the key begins, to recognise it by.")
    created_at: datetime = strawberry.field(description="When it was given out.")
    expires_at: datetime | None = strawberry.field(description="When it stops working by itself, if it does.")
    last_used_at: datetime | None = strawberry.field(description="When it was last used, to the minute.")
    revoked_at: datetime | None = strawberry.field(description="When it was taken back.")
    created_by_id: strawberry.Private[UUID]
    service_ids: strawberry.Private[list[UUID]]

    @strawberry.field(description="Who gave it out.")
    async def created_by(self, info: Info) -> User | None:
        return await load_user(info, self.created_by_id)

    @strawberry.field(description="It may report incidents of these services only; empty: of all.")
    async def services(self, info: Info) -> list[Service]:
        rows = await info.context.loaders.services.load_many(self.service_ids)
        return [service_of(row) for row in rows if row is not None]


async def load_api_key(info: Info, id: UUID) -> ApiKey | None:
    row = await info.context.app.api_keys.find(info.context.caller, id)
    return None if row is None else api_key_of(row)


def api_key_of(row: models.ApiKey) -> ApiKey:
    return ApiKey(
        id=ids.encode("ApiKey", row.id),
        name=row.name,
        prefix=row.prefix,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        created_by_id=row.created_by_id,
        service_ids=[UUID(id) for id in row.service_ids],
    )
