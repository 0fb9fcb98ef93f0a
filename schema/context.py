"""What resolvers know of the request: the application, who asks, their cookie, and the loaders of this operation."""

from dataclasses import dataclass, replace
from functools import cached_property

from strawberry.types import Info as StrawberryInfo

from schema.cookies import NoCookie, RefreshCookie
from schema.loaders import Loaders
from siems import logs
from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.errors import Unauthenticated


@dataclass
class Context:
    """One request. `denial` says why there is no caller although a token came with it."""

    app: Application
    origin: Origin
    cookie: RefreshCookie | NoCookie
    found: Caller | None = None
    denial: Unauthenticated | None = None

    @property
    def caller(self) -> Caller:
        """Who asks. Raises Unauthenticated if nobody known does."""
        if self.found is None:
            raise self.denial or Unauthenticated("Log in first, and send the access token: Authorization: Bearer ...")
        return self.found

    def anew(self, caller: Caller | None = None) -> "Context":
        """The same with loaders of its own, for one event; or as if this caller asked."""
        return replace(self, found=caller or self.found)

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self.app, self.caller)


Info = StrawberryInfo[Context, None]


async def identify(
    app: Application, authorization: str | None, origin: Origin, cookie: RefreshCookie | NoCookie
) -> Context:
    """The context of a request with this Authorization header."""
    context = Context(app, origin, cookie)
    if not authorization:
        return context
    scheme, _, token = authorization.partition(" ")
    try:
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("The Authorization header must be: Bearer <access token>")
        context.found = await app.auth.caller(token.strip(), origin)
        logs.asked_by(context.found.user.id, context.found.user.organization_id)
    except Unauthenticated as denial:
        context.denial = denial
    return context
