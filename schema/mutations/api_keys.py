"""Giving out keys for integrations, and taking them back."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.moments import in_utc
from schema.mutations.escalation_inputs import rule_ids_of
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.api_keys import ApiKey, api_key_of


@strawberry.input(description="What a new key is for.")
class CreateApiKeyInput:
    name: str = strawberry.field(description="What it is for, at most 100 characters; what the log calls it.")
    expires_at: datetime | None = strawberry.field(default=None, description="When it stops working by itself.")
    service_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="It may report incidents of these services only; absent or empty: of all."
    )


@strawberry.input(description="Which key to take back.")
class RevokeApiKeyInput:
    api_key_id: strawberry.ID = strawberry.field(description="Which key.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type(description="A new key, or why there is none.")
class CreateApiKeyPayload:
    api_key: ApiKey | None = strawberry.field(default=None, description="What is known of the key from now on.")
    key: str | None = strawberry.field(
        default=None, description="The key, for `Authorization: Bearer ...`. Shown only here, only now."
    )
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type(description="The key as it is now, or why nothing changed.")
class RevokeApiKeyPayload:
    api_key: ApiKey | None = strawberry.field(default=None, description="The key as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type
class ApiKeyMutations:
    @mutation(CreateApiKeyPayload, IsSignedIn, MayAdminister, description="Gives out a key for an integration.")
    async def create_api_key(self, info: Info, input: CreateApiKeyInput) -> CreateApiKeyPayload | None:
        expires_at = in_utc(input.expires_at, "expiresAt")
        services = rule_ids_of(input.service_ids, None, None)["service_ids"] or []
        issued = await info.context.app.api_keys.create(info.context.caller, input.name, expires_at, services)
        return CreateApiKeyPayload(api_key=api_key_of(issued.row), key=issued.secret)

    @mutation(
        RevokeApiKeyPayload,
        IsSignedIn,
        MayAdminister,
        description="Ends a key at once and for ever.",
    )
    async def revoke_api_key(self, info: Info, input: RevokeApiKeyInput) -> RevokeApiKeyPayload | None:
        id = ids.decode("ApiKey", input.api_key_id, "apiKeyId")
        key = await info.context.app.api_keys.revoke(info.context.caller, id, input.reason)
        return RevokeApiKeyPayload(api_key=api_key_of(key))
