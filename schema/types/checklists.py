"""The checklist of an incident as the API shows it."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.users import User, load_user
from siems import models


@strawberry.type(description="Something to do about an incident.")
class ChecklistItem:
    position: int = strawberry.field(description="1, 2, 3 ... in the incident.")
    text: str = strawberry.field(description="What is to be done.")
    ticked_at: datetime | None = strawberry.field(description="When it was ticked off; null: it is to be done.")
    ticked_by_id: strawberry.Private[UUID | None]

    @strawberry.field(description="Who ticked it off.")
    async def ticked_by(self, info: Info) -> User | None:
        return await load_user(info, self.ticked_by_id)


def checklist_item_of(row: models.ChecklistItem) -> ChecklistItem:
    return ChecklistItem(position=row.position, text=row.text, ticked_at=row.ticked_at, ticked_by_id=row.ticked_by_id)
