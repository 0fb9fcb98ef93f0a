"""Postmortems as the API shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.users import User, load_user
from siems import models


@strawberry.type(description="What was learnt from an incident. What it said before stands in the incident's log.")
class Postmortem:
    body: str = strawberry.field(description="Markdown, as it was given: whoever renders it makes it harmless first.")
    version: int = strawberry.field(description="1, 2, 3 ...: one for each save; send it back as `expectedVersion`.")
    created_at: datetime = strawberry.field(description="When it was first saved.")
    updated_at: datetime = strawberry.field(description="When it was last saved.")
    updated_by_id: strawberry.Private[UUID]

    @strawberry.field(description="Who saved it last.")
    async def updated_by(self, info: Info) -> User | None:
        return await load_user(info, self.updated_by_id)


def postmortem_of(row: models.Postmortem) -> Postmortem:
    return Postmortem(
        body=row.body,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        updated_by_id=row.updated_by_id,
    )


async def load_postmortem(info: Info, incident_id: UUID) -> Postmortem | None:
    row = await info.context.loaders.postmortems.load(incident_id)
    return None if row is None else postmortem_of(row)
