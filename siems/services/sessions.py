"""Sessions: beginning one, renewing it with a refresh token, ending it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from siems.domain.callers import Caller, Origin
from siems.domain.errors import SessionEnded, Unauthenticated
from siems.domain.log import Act, Actor, ActorKind, ConfigurationAction, Snapshot, SubjectKind
from siems.domain.sessions import IDLE_LIFETIME, SessionEnd, Verdict, judge
from siems.models import RefreshToken, Session, User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import AccessTokens, RefreshTokens, token_hash

KEPT = timedelta(days=30)
"""How long a session that is over is kept, so that its tokens are still known when they come back."""
_BATCH = 1000
SIEMS = "SIEMS"
_NOTHING_TO_END = "Neither an access token nor a refresh token says which session to end."
_STOLEN = "a refresh token came a second time, so somebody else has had it"


@dataclass(frozen=True)
class SignedIn:
    """What a log-in or a renewal gives."""

    user: User
    access_token: str
    expires_at: datetime
    refresh_token: str
    refresh_lifetime: timedelta
    """How long the refresh token may still be used, counted from when it was given."""


class SessionService:
    """Whoever holds a session's latest refresh token may renew the session or end it."""

    def __init__(self, units: UnitsOfWork, access: AccessTokens, refresh: RefreshTokens) -> None:
        self._units = units
        self._access = access
        self._refresh = refresh

    async def begin(self, work: UnitOfWork, user: User, origin: Origin) -> SignedIn:
        """Opens a session for somebody who has proved who they are, within the transaction of that proof."""
        session = await work.sessions.open(user.id, origin.source_address)
        token = self._refresh.first()
        row = await work.sessions.add_token(session.id, token_hash(token))
        await _log(work, user, origin, ConfigurationAction.LOGGED_IN)
        return self._answer(user, session, token, row.issued_at)

    async def renew(self, token: str, origin: Origin) -> SignedIn:
        """Uses the token up for a new one; the same token again within 10 s gives the same answer.

        Raises SessionEnded. A token that comes back later is taken for stolen, which ends its session.
        """
        async with self._units.of(await self._organization_of(token)) as work:
            renewed = await self._renew(work, token, origin)
        if renewed is None:  # raised only now, since an error would take back the end of a stolen session
            raise SessionEnded
        return renewed

    async def log_out(self, caller: Caller | None, token: str | None, everywhere: bool, origin: Origin) -> int:
        """Ends the session that the refresh token renews, or else the caller's, or all of that person's sessions.

        Returns how many ended. Raises SessionEnded for a token that is worth nothing, Unauthenticated without any.
        """
        if token is None:
            if caller is None or caller.session_id is None:
                raise Unauthenticated(_NOTHING_TO_END)
            async with self._units.of(caller.user.organization_id) as work:
                session = await work.sessions.get(caller.session_id, "refreshToken")
                return await _end(work, session, everywhere, origin)
        async with self._units.of(await self._organization_of(token)) as work:
            held = await self._held(work, token, origin, and_all=everywhere)
            ended = 0 if held is None else await _end(work, held[0], everywhere, origin)
        if held is None:
            raise SessionEnded
        return ended

    async def forget(self) -> int:
        """Deletes the sessions that have been over for 30 days; how many that were."""
        forgotten, batch = 0, _BATCH
        while batch == _BATCH:
            async with self._units.across_organizations() as work:
                batch = await work.accounts.forget_sessions(work.now - KEPT, _BATCH)
            forgotten += batch
        return forgotten

    async def _organization_of(self, token: str) -> UUID:
        async with self._units.across_organizations() as work:
            row = await work.accounts.refresh_token(token_hash(token))
        if row is None:
            raise SessionEnded
        return row.organization_id

    async def _held(
        self, work: UnitOfWork, token: str, origin: Origin, and_all: bool = False
    ) -> tuple[Session, RefreshToken] | None:
        """The session that the token may still renew, locked, and the token. Ends the session of a stolen one."""
        if (held := await work.sessions.locked_with(token_hash(token), and_all)) is None:
            return None
        session, row = held
        verdict = judge(row, session, work.now)
        if verdict is Verdict.STOLEN:
            await work.sessions.end(session.id, SessionEnd.STOLEN)
            thief = Actor(ActorKind.SYSTEM, SIEMS, None, origin.request_id, origin.source_address)
            act = Act(ConfigurationAction.SESSION_STOLEN, thief, work.now, {}, {"session": str(session.id)}, _STOLEN)
            await work.configuration_log.append(SubjectKind.USER, session.user_id, act)
        return held if verdict in (Verdict.ROTATE, Verdict.REPEAT) else None

    async def _renew(self, work: UnitOfWork, token: str, origin: Origin) -> SignedIn | None:
        held = await self._held(work, token, origin)
        user = None if held is None else await work.users.active(held[0].user_id)
        if held is None or user is None:
            return None
        session, row = held
        if row.used_at is None:
            await work.sessions.use(row, session)
            token = self._refresh.after(token)
            row = await work.sessions.add_token(session.id, token_hash(token))
        while row.used_at is not None:  # as often as it was renewed within the grace
            if (follower := await self._follower(work, token)) is None:
                return None
            token, row = follower
        return self._answer(user, session, token, row.issued_at)

    async def _follower(self, work: UnitOfWork, token: str) -> tuple[str, RefreshToken] | None:
        """What was given in exchange for a used token; None if the key that made it is no longer known."""
        for follower in self._refresh.all_after(token):
            if (row := await work.sessions.token(token_hash(follower))) is not None:
                return follower, row
        return None

    def _answer(self, user: User, session: Session, token: str, issued_at: datetime) -> SignedIn:
        access_token, expires_at = self._access.issue(user.id, session.id, issued_at)
        lifetime = min(IDLE_LIFETIME, session.expires_at - issued_at)
        return SignedIn(user, access_token, expires_at, token, lifetime)


async def _end(work: UnitOfWork, session: Session, everywhere: bool, origin: Origin) -> int:
    ending = work.sessions.end_all_of if everywhere else work.sessions.end
    ended = await ending(session.user_id if everywhere else session.id, SessionEnd.LOGGED_OUT)
    if ended:
        user = await work.users.get(session.user_id, "refreshToken")
        await _log(work, user, origin, ConfigurationAction.LOGGED_OUT, {"sessions": ended})
    return ended


async def _log(
    work: UnitOfWork, user: User, origin: Origin, action: ConfigurationAction, after: Snapshot | None = None
) -> None:
    actor = Actor(ActorKind.USER, user.name, user.id, origin.request_id, origin.source_address)
    await work.configuration_log.append(SubjectKind.USER, user.id, Act(action, actor, work.now, {}, after or {}))
