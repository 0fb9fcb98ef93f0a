"""What the mutations on people take."""

import strawberry

from schema.types.enums import Role

_NAME = "One line, at most 100 characters."
_EMAIL = "The address to log in with; unique in the whole installation, in any case."
_REASON = "Why, for the log; at most 1,000 characters."
_WHO = "Who."


@strawberry.input(description="Somebody to add.")
class CreateUserInput:
    email: str = strawberry.field(description=_EMAIL)
    name: str = strawberry.field(description=_NAME)
    role: Role = strawberry.field(description="What the person may do.")
    password: str | None = strawberry.field(
        default=None, description="10 to 1,024 characters; without one nobody can log in as them until invited."
    )


@strawberry.input(description="Whom to invite: somebody new (`email`, `name`, `role`), or somebody there (`userId`).")
class InviteUserInput:
    email: str | None = strawberry.field(default=None, description=_EMAIL)
    name: str | None = strawberry.field(default=None, description=_NAME)
    role: Role | None = strawberry.field(default=None, description="What the person may do.")
    user_id: strawberry.ID | None = strawberry.field(
        default=None, description="Somebody who is there and shall set a first or a new password."
    )


@strawberry.input(description="The new password, and proof: either `token` or `currentPassword`.")
class SetPasswordInput:
    password: str = strawberry.field(description="10 to 1,024 characters.")
    token: str | None = strawberry.field(default=None, description="The token of an invitation; no sign-in is needed.")
    current_password: str | None = strawberry.field(
        default=None, description="The present password of whoever is signed in."
    )


@strawberry.input(description="New values for a person; what is absent or null stays as it is.")
class UpdateUserInput:
    user_id: strawberry.ID = strawberry.field(description=_WHO)
    name: str | None = strawberry.field(default=None, description=_NAME)
    email: str | None = strawberry.field(default=None, description=_EMAIL)
    role: Role | None = strawberry.field(default=None, description="What the person may do.")


@strawberry.input
class OfficeInput:
    user_id: strawberry.ID = strawberry.field(description=_WHO)
    reason: str | None = strawberry.field(default=None, description=_REASON)


@strawberry.input(description="Whom to deactivate, and why.")
class DeactivateUserInput(OfficeInput):
    pass


@strawberry.input(description="Whom to reactivate, and why.")
class ReactivateUserInput(OfficeInput):
    pass


@strawberry.input(description="Whom to sign out, and why.")
class EndSessionsInput(OfficeInput):
    pass
