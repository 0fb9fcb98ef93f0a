"""Signing in."""

from datetime import datetime

import strawberry

from schema.context import Info
from schema.errors import UserError, mutation
from schema.types.users import User, user_of


@strawberry.input(description="Who wants to sign in.")
class LoginInput:
    email: str = strawberry.field(description="In any case.")
    password: str = strawberry.field(description="As it was set.")


@strawberry.type(description="A session, or why there is none.")
class LoginPayload:
    access_token: str | None = strawberry.field(
        default=None, description="For the header `Authorization: Bearer ...`; good for 15 minutes."
    )
    refresh_token: str | None = strawberry.field(
        default=None, description="Null: this version does not renew sessions, log in again."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When the access token ends.")
    viewer: User | None = strawberry.field(default=None, description="Who signed in.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why it was refused.")


@strawberry.type
class SessionMutations:
    @mutation(LoginPayload, description="Signs in with e-mail address and password.")
    async def login(self, info: Info, input: LoginInput) -> LoginPayload | None:
        context = info.context
        session = await context.app.auth.login(input.email, input.password, context.origin)
        return LoginPayload(
            access_token=session.access_token, expires_at=session.expires_at, viewer=user_of(session.user)
        )
