"""The webhooks."""

import strawberry

from schema.context import Info
from schema.permissions import IsSignedIn, MayAdminister, allow
from schema.types.webhooks import Webhook, webhook_of


@strawberry.type
class WebhookQueries:
    @strawberry.field(
        description="All webhooks in the order of their names, disabled ones too.",
        extensions=[allow(IsSignedIn, MayAdminister)],
    )
    async def webhooks(self, info: Info) -> list[Webhook] | None:
        return [webhook_of(row) for row in await info.context.app.webhooks.all(info.context.caller)]
