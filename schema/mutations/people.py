"""Mutations on people, their invitations and passwords."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.people_inputs import (
    CreateUserInput,
    DeactivateUserInput,
    EndSessionsInput,
    InviteUserInput,
    ReactivateUserInput,
    SetPasswordInput,
    UpdateUserInput,
)
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.users import User, user_of
from siems import models
from siems.domain.errors import ValidationFailed
from siems.services.invitations import Invited
from siems.services.newcomers import Newcomer
from siems.services.people import PersonEdit

_DESCRIPTION = "The person as they are now, or why nothing changed."
_EITHER = "Give either `userId` for somebody who is there, or `email`, `name` and `role` for somebody new."


@strawberry.type
class UserPayload:
    user: User | None = strawberry.field(default=None, description="The person as they are now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type(description=_DESCRIPTION)
class CreateUserPayload(UserPayload):
    pass


@strawberry.type(description="The invitation, or why there is none.")
class InviteUserPayload(UserPayload):
    invite_token: str | None = strawberry.field(
        default=None, description="For `setPassword`, once. It is shown only here; hand it over on a safe way."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When the invitation ends.")


@strawberry.type(description=_DESCRIPTION)
class SetPasswordPayload(UserPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class UpdateUserPayload(UserPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class DeactivateUserPayload(UserPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class ReactivateUserPayload(UserPayload):
    pass


@strawberry.type(description="What has ended, or why nothing has.")
class EndSessionsPayload:
    sessions_ended: int | None = strawberry.field(default=None, description="How many sessions have ended by this.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type
class PeopleMutations:
    @mutation(CreateUserPayload, IsSignedIn, MayAdminister, description="Adds a person.")
    async def create_user(self, info: Info, input: CreateUserInput) -> CreateUserPayload | None:
        newcomer = Newcomer(input.email, input.name, input.role, input.password)
        return CreateUserPayload(user=user_of(await info.context.app.people.create(info.context.caller, newcomer)))

    @mutation(
        InviteUserPayload,
        IsSignedIn,
        MayAdminister,
        description="Invites somebody, new or there already, to set a password within 7 days.",
    )
    async def invite_user(self, info: Info, input: InviteUserInput) -> InviteUserPayload | None:
        invited = await _invite(info, input)
        return InviteUserPayload(user=user_of(invited.user), invite_token=invited.token, expires_at=invited.expires_at)

    @mutation(
        SetPasswordPayload,
        description="Sets the password of whoever holds an invitation or is signed in. Their other sessions end.",
    )
    async def set_password(self, info: Info, input: SetPasswordInput) -> SetPasswordPayload | None:
        return SetPasswordPayload(user=user_of(await _set_password(info, input)))

    @mutation(UpdateUserPayload, IsSignedIn, MayAdminister, description="Changes a person; a new role counts at once.")
    async def update_user(self, info: Info, input: UpdateUserInput) -> UpdateUserPayload | None:
        edit, id = PersonEdit(input.name, input.email, input.role), ids.decode("User", input.user_id, "userId")
        return UpdateUserPayload(user=user_of(await info.context.app.people.update(info.context.caller, id, edit)))

    @mutation(
        DeactivateUserPayload,
        IsSignedIn,
        MayAdminister,
        description="Takes somebody out of office at once: what they were working on is OPEN again.",
    )
    async def deactivate_user(self, info: Info, input: DeactivateUserInput) -> DeactivateUserPayload | None:
        id = ids.decode("User", input.user_id, "userId")
        user = await info.context.app.people.deactivate(info.context.caller, id, input.reason)
        return DeactivateUserPayload(user=user_of(user))

    @mutation(ReactivateUserPayload, IsSignedIn, MayAdminister, description="Puts somebody back into office.")
    async def reactivate_user(self, info: Info, input: ReactivateUserInput) -> ReactivateUserPayload | None:
        id = ids.decode("User", input.user_id, "userId")
        user = await info.context.app.people.reactivate(info.context.caller, id, input.reason)
        return ReactivateUserPayload(user=user_of(user))

    @mutation(
        EndSessionsPayload,
        IsSignedIn,
        MayAdminister,
        description="Signs somebody out everywhere at once. Their password stays good.",
    )
    async def end_sessions(self, info: Info, input: EndSessionsInput) -> EndSessionsPayload | None:
        id = ids.decode("User", input.user_id, "userId")
        ended = await info.context.app.people.end_sessions(info.context.caller, id, input.reason)
        return EndSessionsPayload(sessions_ended=ended)


async def _invite(info: Info, input: InviteUserInput) -> Invited:
    invitations, caller = info.context.app.invitations, info.context.caller
    if input.user_id is not None:
        if (input.email, input.name, input.role) != (None, None, None):
            raise ValidationFailed.of("userId", _EITHER)
        return await invitations.invite(caller, ids.decode("User", input.user_id, "userId"))
    if input.email is None or input.name is None or input.role is None:
        missing = next(name for name in ("email", "name", "role") if getattr(input, name) is None)
        raise ValidationFailed.of(missing, _EITHER)
    return await invitations.invite_newcomer(caller, Newcomer(input.email, input.name, input.role))


async def _set_password(info: Info, input: SetPasswordInput) -> models.User:
    context = info.context
    if (input.token is None) == (input.current_password is None):
        raise ValidationFailed.of("token", "Give either `token` or `currentPassword`.")
    if input.token is not None:
        return await context.app.invitations.accept(input.token, input.password, context.origin)
    return await context.app.invitations.change(context.caller, input.current_password or "", input.password)
