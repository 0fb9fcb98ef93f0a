"""Mutations on webhooks."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.webhooks import Webhook, webhook_of
from siems.services.webhooks import WebhookDraft

_ERRORS = "Why nothing changed; else empty."
_NAME = "Unique in the organization; one line, at most 100 characters."
_URL = "Where it is called: https, without user and password. It is stored encrypted, and never shown again."
_ACTIONS = "Which actions of an incident's log it is told of: REPORTED, ESCALATED ...; empty: all."
_RESTRICTED = "Whether it is told of restricted incidents too."
_ENABLED = "Whether it is told of anything."
_WHICH = "Which webhook."
_SECRET = "What its calls are signed with, `whsec_...`. Shown only here, only now."
_KIND, _FIELD = "Webhook", "webhookId"


@strawberry.input(description="A machine to be told of what happens to incidents.")
class CreateWebhookInput:
    name: str = strawberry.field(description=_NAME)
    url: str = strawberry.field(description=_URL)
    actions: list[str] | None = strawberry.field(default=None, description=_ACTIONS)
    restricted: bool = strawberry.field(default=False, description=_RESTRICTED)
    enabled: bool = strawberry.field(default=True, description=_ENABLED)


@strawberry.input(description="New values for a webhook; what is absent stays as it is.")
class UpdateWebhookInput:
    webhook_id: strawberry.ID = strawberry.field(description=_WHICH)
    name: str | None = strawberry.field(default=None, description=_NAME)
    url: str | None = strawberry.field(default=None, description=_URL)
    actions: list[str] | None = strawberry.field(default=None, description=_ACTIONS)
    restricted: bool | None = strawberry.field(default=None, description=_RESTRICTED)
    enabled: bool | None = strawberry.field(
        default=None, description=f"{_ENABLED} What it was yet to be told is cancelled when it is disabled."
    )


@strawberry.input(description="Which webhook gets a new secret.")
class RotateWebhookSecretInput:
    webhook_id: strawberry.ID = strawberry.field(description=_WHICH)
    immediately: bool = strawberry.field(
        default=False,
        description="True: the former secret ends at once. False: it signs beside the new one for 24 hours.",
    )


@strawberry.input(description="Which webhook to try.")
class TestWebhookInput:
    webhook_id: strawberry.ID = strawberry.field(description=_WHICH)


@strawberry.input(description="Which webhook to do away with.")
class DeleteWebhookInput:
    webhook_id: strawberry.ID = strawberry.field(description=_WHICH)
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type
class WebhookPayload:
    webhook: Webhook | None = strawberry.field(default=None, description="The webhook as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new webhook, or why there is none.")
class CreateWebhookPayload(WebhookPayload):
    secret: str | None = strawberry.field(default=None, description=_SECRET)


@strawberry.type(description="The webhook as it is now, or why nothing changed.")
class UpdateWebhookPayload(WebhookPayload):
    pass


@strawberry.type(description="The webhook with its new secret, or why it has none.")
class RotateWebhookSecretPayload(WebhookPayload):
    secret: str | None = strawberry.field(default=None, description=_SECRET)


@strawberry.type(description="The webhook that is about to be called, or why it is not.")
class TestWebhookPayload(WebhookPayload):
    delivery_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the delivery, which says what has become of it."
    )


@strawberry.type(description="Which webhook is gone, or why nothing changed.")
class DeleteWebhookPayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the webhook had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class WebhookMutations:
    @mutation(CreateWebhookPayload, IsSignedIn, MayAdminister, description="Adds a webhook, and shows its secret once.")
    async def create_webhook(self, info: Info, input: CreateWebhookInput) -> CreateWebhookPayload | None:
        draft = WebhookDraft(input.name, input.url, input.actions, input.restricted, input.enabled)
        issued = await info.context.app.webhooks.create(info.context.caller, draft)
        return CreateWebhookPayload(webhook=webhook_of(issued.row), secret=issued.secret)

    @mutation(UpdateWebhookPayload, IsSignedIn, MayAdminister, description="Changes a webhook.")
    async def update_webhook(self, info: Info, input: UpdateWebhookInput) -> UpdateWebhookPayload | None:
        id = ids.decode(_KIND, input.webhook_id, _FIELD)
        draft = WebhookDraft(input.name, input.url, input.actions, input.restricted, input.enabled)
        return UpdateWebhookPayload(
            webhook=webhook_of(await info.context.app.webhooks.update(info.context.caller, id, draft))
        )

    @mutation(
        RotateWebhookSecretPayload,
        IsSignedIn,
        MayAdminister,
        description="Gives a webhook a new secret, and shows it once.",
    )
    async def rotate_webhook_secret(
        self, info: Info, input: RotateWebhookSecretInput
    ) -> RotateWebhookSecretPayload | None:
        id = ids.decode(_KIND, input.webhook_id, _FIELD)
        issued = await info.context.app.webhooks.rotate(info.context.caller, id, input.immediately)
        return RotateWebhookSecretPayload(webhook=webhook_of(issued.row), secret=issued.secret)

    @mutation(
        TestWebhookPayload,
        IsSignedIn,
        MayAdminister,
        description="Calls a webhook, disabled or not, with an event of the type siems.test.",
    )
    async def test_webhook(self, info: Info, input: TestWebhookInput) -> TestWebhookPayload | None:
        id = ids.decode(_KIND, input.webhook_id, _FIELD)
        webhook, delivery = await info.context.app.webhooks.test(info.context.caller, id)
        return TestWebhookPayload(webhook=webhook_of(webhook), delivery_id=ids.encode("Delivery", delivery.id))

    @mutation(DeleteWebhookPayload, IsSignedIn, MayAdminister, description="Does away with a webhook.")
    async def delete_webhook(self, info: Info, input: DeleteWebhookInput) -> DeleteWebhookPayload | None:
        id = ids.decode(_KIND, input.webhook_id, _FIELD)
        await info.context.app.webhooks.delete(info.context.caller, id, input.reason)
        return DeleteWebhookPayload(deleted_id=input.webhook_id)
