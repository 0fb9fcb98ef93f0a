"""Mutations on how people are reached."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MaySeeDirectory
from schema.types.contact_methods import ContactMethod, contact_method_of
from schema.types.enums import Channel

_ERRORS = "Why nothing changed; else empty."
_NAME = "What you call it; one line, at most 100 characters."
_WHICH = "Which contact method, one of your own."
_KIND, _FIELD = "ContactMethod", "contactMethodId"


@strawberry.input(description="Another way to reach you. Its first code is sent at once.")
class CreateContactMethodInput:
    channel: Channel = strawberry.field(description="What kind of address it is.")
    name: str = strawberry.field(description=_NAME)
    address: str = strawberry.field(
        description="An e-mail address; a telephone number with its country, +49 151 23456789; or for APP an Apprise "
        "URL. It is stored encrypted, and never shown again."
    )


@strawberry.input(description="Another name for a contact method.")
class RenameContactMethodInput:
    contact_method_id: strawberry.ID = strawberry.field(description=_WHICH)
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="Where to send a new code.")
class SendContactCodeInput:
    contact_method_id: strawberry.ID = strawberry.field(description=_WHICH)


@strawberry.input(description="The code that was sent to a contact method.")
class VerifyContactMethodInput:
    contact_method_id: strawberry.ID = strawberry.field(description=_WHICH)
    code: str = strawberry.field(description="The six digits, good for 10 minutes and five tries.")


@strawberry.input(description="Which contact method to do away with.")
class DeleteContactMethodInput:
    contact_method_id: strawberry.ID = strawberry.field(description="Which one: your own; for admins anybody's.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type
class ContactMethodPayload:
    contact_method: ContactMethod | None = strawberry.field(
        default=None, description="The contact method as it is now."
    )
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new contact method, which waits for its code, or why there is none.")
class CreateContactMethodPayload(ContactMethodPayload):
    pass


@strawberry.type(description="The contact method as it is now, or why nothing changed.")
class RenameContactMethodPayload(ContactMethodPayload):
    pass


@strawberry.type(description="The contact method that a code is on its way to, or why there is none.")
class SendContactCodePayload(ContactMethodPayload):
    pass


@strawberry.type(description="The contact method, verified, or why it is not. A wrong code counts.")
class VerifyContactMethodPayload(ContactMethodPayload):
    pass


@strawberry.type(description="Which contact method is gone, or why nothing changed.")
class DeleteContactMethodPayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that it had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class ContactMethodMutations:
    @mutation(
        CreateContactMethodPayload,
        IsSignedIn,
        MaySeeDirectory,
        description="Adds a way to reach you, and sends it a code to verify it by.",
    )
    async def create_contact_method(
        self, info: Info, input: CreateContactMethodInput
    ) -> CreateContactMethodPayload | None:
        methods = info.context.app.contact_methods
        method = await methods.create(info.context.caller, input.channel, input.name, input.address)
        return CreateContactMethodPayload(contact_method=contact_method_of(method))

    @mutation(RenameContactMethodPayload, IsSignedIn, MaySeeDirectory, description="Renames a contact method of yours.")
    async def rename_contact_method(
        self, info: Info, input: RenameContactMethodInput
    ) -> RenameContactMethodPayload | None:
        id = ids.decode(_KIND, input.contact_method_id, _FIELD)
        method = await info.context.app.contact_methods.rename(info.context.caller, id, input.name)
        return RenameContactMethodPayload(contact_method=contact_method_of(method))

    @mutation(
        SendContactCodePayload,
        IsSignedIn,
        MaySeeDirectory,
        description="Sends a new code, in place of the one before: three in 10 minutes at most.",
    )
    async def send_contact_code(self, info: Info, input: SendContactCodeInput) -> SendContactCodePayload | None:
        id = ids.decode(_KIND, input.contact_method_id, _FIELD)
        method = await info.context.app.contact_methods.send_code(info.context.caller, id)
        return SendContactCodePayload(contact_method=contact_method_of(method))

    @mutation(
        VerifyContactMethodPayload,
        IsSignedIn,
        MaySeeDirectory,
        description="Proves by a code that you read what is sent to a contact method.",
    )
    async def verify_contact_method(
        self, info: Info, input: VerifyContactMethodInput
    ) -> VerifyContactMethodPayload | None:
        id = ids.decode(_KIND, input.contact_method_id, _FIELD)
        method = await info.context.app.contact_methods.verify(info.context.caller, id, input.code)
        return VerifyContactMethodPayload(contact_method=contact_method_of(method))

    @mutation(
        DeleteContactMethodPayload,
        IsSignedIn,
        MaySeeDirectory,
        description="Does away with a contact method: what is yet to be sent to it is cancelled, its steps are gone.",
    )
    async def delete_contact_method(
        self, info: Info, input: DeleteContactMethodInput
    ) -> DeleteContactMethodPayload | None:
        id = ids.decode(_KIND, input.contact_method_id, _FIELD)
        await info.context.app.contact_methods.delete(info.context.caller, id, input.reason)
        return DeleteContactMethodPayload(deleted_id=input.contact_method_id)
