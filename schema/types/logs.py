"""What the entries of all logs show alike."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.types.enums import ActorKind
from schema.types.users import User, load_user


@strawberry.type
class LogEntry:
    sequence: int = strawberry.field(description="1, 2, 3 ... within what it is about.")
    action: str = strawberry.field(description="What was done: REPORTED, ASSIGNED, ROLE_CHANGED, LOGGED_IN ...")
    actor_kind: ActorKind = strawberry.field(description="Who or what acted.")
    actor_name: str = strawberry.field(description="The actor's name at the time.")
    before: JSON = strawberry.field(description="The fields that changed, as they were.")
    after: JSON = strawberry.field(description="The same fields, as they became.")
    reason: str | None = strawberry.field(description="Why, in the actor's words.")
    at: datetime = strawberry.field(description="When it happened.")
    recorded_at: datetime = strawberry.field(description="When it was written here.")
    hash: str = strawberry.field(description="SHA-256 over this entry and the hash before it.")
    actor_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The person who acted, as they are now; null if it was no person.")
    async def actor(self, info: Info) -> User | None:
        return await load_user(info, self.actor_id)


_SAME_NAME = (
    "sequence", "action", "actor_kind", "actor_name", "before", "after", "reason", "at", "recorded_at", "hash",
    "actor_id",
)  # fmt: skip


def shared_fields(row: Any) -> dict[str, Any]:
    """What a LogEntry takes from an entry of either log."""
    return {name: getattr(row, name) for name in _SAME_NAME}
