"""Signing in, and knowing who asks."""

import ipaddress
from collections.abc import Sequence
from datetime import timedelta

from siems.domain.callers import Caller, Origin
from siems.domain.errors import InvalidCredentials, Unauthenticated
from siems.domain.text import storable
from siems.models import User
from siems.repositories.unit_of_work import UnitsOfWork
from siems.security import API_KEY_PREFIX, AccessTokens, InvalidToken, Passwords, token_hash
from siems.services.attempts import Attempts, Limit
from siems.services.sessions import SessionService, SignedIn

_REFUSAL = "E-mail address or password is wrong, or the account may not log in."
WINDOW = timedelta(minutes=15)
FAILURES_BY_ACCOUNT_AND_ADDRESS = 20
FAILURES_BY_ACCOUNT = 100
"""Above what one address may do, so that one stranger cannot lock out somebody who logs in from elsewhere."""
FAILURES_BY_ADDRESS = 100


class AuthService:
    """Turns e-mail and password into a session, and an access token into a caller."""

    def __init__(
        self,
        units: UnitsOfWork,
        passwords: Passwords,
        tokens: AccessTokens,
        sessions: SessionService,
        attempts: Attempts,
    ) -> None:
        self._units = units
        self._passwords = passwords
        self._tokens = tokens
        self._sessions = sessions
        self._attempts = attempts

    async def login(self, email: str, password: str, origin: Origin) -> SignedIn:
        """Raises InvalidCredentials, which never says whether the account exists, and RateLimited."""
        address = normalized_email(email)
        async with self._units.across_organizations() as installation:
            now = installation.now
            user = await installation.accounts.by_email(address) if storable(address) else None
        limits = login_limits(address, origin)
        attempt = await self._attempts.take("failed log-ins", limits, now)
        # No transaction is open while argon2 works.
        user = await self._proven(user, password)
        async with self._units.of(user.organization_id) as work:
            if not await work.users.unchanged(user):
                raise InvalidCredentials(_REFUSAL)
            signed_in = await self._sessions.begin(work, user, origin)
        await self._attempts.give_back(limits, attempt)
        return signed_in

    async def _proven(self, user: User | None, password: str) -> User:
        may_log_in = user is not None and user.deactivated_at is None
        matches = await self._passwords.matches(user.password_hash if user and may_log_in else None, password)
        if user is None or not matches:
            raise InvalidCredentials(_REFUSAL)
        return user

    async def caller(self, token: str, origin: Origin) -> Caller:
        """Who holds the token: a person's access token, or an integration's key. Raises Unauthenticated.

        A deactivated user's tokens stop working at once, and so do those of a session that has ended.
        """
        if token.startswith(API_KEY_PREFIX):
            return await self.integration(token, origin)
        async with self._units.across_organizations() as work:
            try:
                claims = self._tokens.read(token, work.now)
            except InvalidToken as error:
                raise Unauthenticated(str(error)) from None
            user = await work.accounts.signed_in(claims.user_id, claims.session_id)
        if user is None:
            raise Unauthenticated("The session of this access token is over. Log in again.")
        return Caller(user.as_domain(), origin.request_id, origin.source_address, claims.session_id, claims.expires_at)

    async def integration(self, key: str, origin: Origin) -> Caller:
        """Whose key it is. Raises Unauthenticated, also for what is no key."""
        async with self._units.across_organizations() as installation:
            row = await installation.accounts.api_key(token_hash(key))
            now = installation.now
        if row is None or not row.works(now):
            raise Unauthenticated("The API key is unknown, has expired or was revoked.")
        if not row.used_lately(now):
            async with self._units.of(row.organization_id) as work:
                await work.api_keys.touch(row)
        return Caller(row.as_domain(), origin.request_id, origin.source_address)


def login_limits(email: str, origin: Origin) -> Sequence[Limit]:
    """What bounds failed log-ins to this account from this origin."""
    limits = [Limit("account", email, FAILURES_BY_ACCOUNT, WINDOW)]
    if origin.source_address is not None:
        network = _network(origin.source_address)
        limits.append(Limit("account from address", f"{email} {network}", FAILURES_BY_ACCOUNT_AND_ADDRESS, WINDOW))
        limits.append(Limit("address", network, FAILURES_BY_ADDRESS, WINDOW))
    return limits[::-1]


def _network(address: str) -> str:
    """The address, or the /64 of an IPv6 one, all of which one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))


def normalized_email(email: str) -> str:
    """E-mail addresses are told apart without regard to case."""
    return email.strip().lower()
