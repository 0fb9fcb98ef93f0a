"""The keys for integrations."""

import strawberry

from schema.context import Info
from schema.permissions import IsSignedIn, MaySeeApiKeys, allow
from schema.types.api_keys import ApiKey, api_key_of


@strawberry.type
class ApiKeyQueries:
    @strawberry.field(
        description="All keys for integrations in the order of their names, also those that no longer work.",
        extensions=[allow(IsSignedIn, MaySeeApiKeys)],
    )
    async def api_keys(self, info: Info) -> list[ApiKey] | None:
        return [api_key_of(row) for row in await info.context.app.api_keys.all(info.context.caller)]
