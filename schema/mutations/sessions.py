"""Signing in, staying signed in, signing out."""

from datetime import datetime
from typing import TypeVar

import strawberry

from schema.context import Info
from schema.errors import UserError, mutation
from schema.types.users import User, user_of
from siems.domain.errors import SessionEnded
from siems.services.sessions import SignedIn


@strawberry.input(description="Who wants to sign in.")
class LoginInput:
    email: str = strawberry.field(description="In any case.")
    password: str = strawberry.field(description="As it was set.")
    use_cookie: bool | None = strawberry.field(
        default=None, description="For pages of this site: put the refresh token into a cookie that no script can read."
    )


@strawberry.input(description="Which session to renew.")
class RefreshSessionInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="The latest one; a browser leaves it out, since its cookie holds it."
    )


@strawberry.input(description="Which session to end.")
class LogoutInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="That of the session to end; else the cookie's, else the access token's session ends."
    )
    everywhere: bool | None = strawberry.field(default=None, description="True: end all sessions of this person.")


@strawberry.type
class SessionPayload:
    access_token: str | None = strawberry.field(
        default=None, description="For the header `Authorization: Bearer ...`; good for 15 minutes."
    )
    refresh_token: str | None = strawberry.field(
        default=None,
        description="For `refreshSession`, once, within 14 days. Null where a cookie holds it.",
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When the access token ends.")
    viewer: User | None = strawberry.field(default=None, description="Who is signed in.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why it was refused; else empty.")


@strawberry.type(description="A new session, or why there is none.")
class LoginPayload(SessionPayload):
    pass


@strawberry.type(description="The session's new tokens, or why there are none.")
class RefreshSessionPayload(SessionPayload):
    pass


@strawberry.type(description="What has ended, or why nothing has.")
class LogoutPayload:
    sessions_ended: int | None = strawberry.field(default=None, description="How many sessions have ended by this.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why it was refused; else empty.")


Payload = TypeVar("Payload", bound=SessionPayload)


@strawberry.type
class SessionMutations:
    @mutation(LoginPayload, description="Signs in with e-mail address and password: a new session.")
    async def login(self, info: Info, input: LoginInput) -> LoginPayload | None:
        if input.use_cookie:
            info.context.cookie.must_be_usable()
        signed_in = await info.context.app.auth.login(input.email, input.password, info.context.origin)
        return _given(info, LoginPayload, signed_in, by_cookie=bool(input.use_cookie))

    @mutation(
        RefreshSessionPayload,
        description="Renews a session: a new access token, and a new refresh token in exchange for the one sent. "
        "The same one again within 10 seconds gives the same answer; later it counts as stolen and ends the session.",
    )
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> RefreshSessionPayload | None:
        token = input.refresh_token or info.context.cookie.read()
        try:
            signed_in = await info.context.app.sessions.renew(token or "", info.context.origin)
        except SessionEnded:
            info.context.cookie.clear()
            raise
        return _given(info, RefreshSessionPayload, signed_in, by_cookie=not input.refresh_token)

    @mutation(
        LogoutPayload,
        description="Ends a session, or with `everywhere` all of the person's: their access and refresh tokens stop "
        "working at once.",
    )
    async def logout(self, info: Info, input: LogoutInput) -> LogoutPayload | None:
        context = info.context
        token = input.refresh_token or context.cookie.read()
        context.cookie.clear()
        ended = await context.app.sessions.log_out(context.found, token, bool(input.everywhere), context.origin)
        return LogoutPayload(sessions_ended=ended)


def _given(info: Info, payload: type[Payload], signed_in: SignedIn, *, by_cookie: bool) -> Payload:
    if by_cookie:
        info.context.cookie.write(signed_in.refresh_token, signed_in.refresh_lifetime)
    return payload(
        access_token=signed_in.access_token,
        refresh_token=None if by_cookie else signed_in.refresh_token,
        expires_at=signed_in.expires_at,
        viewer=user_of(signed_in.user),
    )
