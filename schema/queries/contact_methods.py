"""Queries on how people are reached."""

from typing import Annotated

import strawberry

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.contact_methods import ContactMethod, contact_method_of
from schema.types.notification_settings import NotificationSettings, notification_settings_of

_OPEN = (IsSignedIn, MaySeeDirectory)
_WHOSE = "Whose, for admins; null: your own."


@strawberry.type
class ContactMethodQueries:
    @strawberry.field(description="How you are reached, the oldest first.", extensions=[allow(*_OPEN)])
    async def contact_methods(
        self, info: Info, user_id: Annotated[strawberry.ID | None, strawberry.argument(description=_WHOSE)] = None
    ) -> list[ContactMethod] | None:
        id = ids.decode_optional("User", user_id, "userId")
        return [contact_method_of(row) for row in await info.context.app.contact_methods.all(info.context.caller, id)]

    @strawberry.field(description="How you are told of things.", extensions=[allow(*_OPEN)])
    async def notification_settings(self, info: Info) -> NotificationSettings | None:
        return notification_settings_of(await info.context.app.notification_settings.of(info.context.caller))
