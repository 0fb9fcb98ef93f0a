"""Signing in, and knowing who asks."""

from dataclasses import dataclass
from datetime import datetime

from siems.domain.callers import Caller
from siems.domain.errors import InvalidCredentials, Unauthenticated
from siems.domain.log import Act, Actor, ActorKind
from siems.domain.text import storable
from siems.models import User
from siems.repositories.unit_of_work import UnitsOfWork
from siems.security import AccessTokens, InvalidToken, Passwords

_REFUSAL = "E-mail address or password is wrong, or the account may not log in."


@dataclass(frozen=True)
class Session:
    """What a log-in gives."""

    access_token: str
    expires_at: datetime
    user: User


@dataclass(frozen=True)
class Origin:
    """The request that something came with."""

    request_id: str | None = None
    source_address: str | None = None


class AuthService:
    """Turns e-mail and password into an access token, and an access token into a caller."""

    def __init__(self, units: UnitsOfWork, passwords: Passwords, tokens: AccessTokens) -> None:
        self._units = units
        self._passwords = passwords
        self._tokens = tokens

    async def login(self, email: str, password: str, origin: Origin) -> Session:
        """Raises InvalidCredentials, which never says whether the account exists."""
        address = normalized_email(email)
        async with self._units.across_organizations() as work:
            user = await work.accounts.by_email(address) if storable(address) else None
        may_log_in = user is not None and user.deactivated_at is None
        # No transaction is open while argon2 works.
        matches = await self._passwords.matches(user.password_hash if user and may_log_in else None, password)
        if user is None or not matches:
            raise InvalidCredentials(_REFUSAL)
        async with self._units.of(user.organization_id) as work:
            actor = Actor(ActorKind.USER, user.name, user.id, origin.request_id, origin.source_address)
            await work.configuration_log.append("user", user.id, Act("LOGGED_IN", actor, work.now, {}, {}))
            token, expires_at = self._tokens.issue(user.id, work.now)
        return Session(token, expires_at, user)

    async def caller(self, token: str, origin: Origin) -> Caller:
        """Who holds the token. Raises Unauthenticated; a deactivated user's tokens stop working at once."""
        async with self._units.across_organizations() as work:
            try:
                claims = self._tokens.read(token, work.now)
            except InvalidToken as error:
                raise Unauthenticated(str(error)) from None
            user = await work.accounts.active(claims.user_id)
        if user is None:
            raise Unauthenticated("The account of this access token is not active.")
        return Caller(user.as_domain(), origin.request_id, origin.source_address)


def normalized_email(email: str) -> str:
    """E-mail addresses are told apart without regard to case."""
    return email.strip().lower()
