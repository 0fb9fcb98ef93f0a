"""Sessions and their refresh tokens."""

from uuid import UUID

from siems.domain.sessions import SESSION_LIFETIME, SessionEnd
from siems.models import RefreshToken, Session
from siems.repositories.base import Repository


class SessionRepository(Repository[Session]):
    model = Session
    noun = "session"

    async def open(self, user_id: UUID, source_address: str | None) -> Session:
        """Begins a session now."""
        now = self._transaction.now
        return await self.insert(
            Session(
                organization_id=self._organization_id,
                user_id=user_id,
                created_at=now,
                last_used_at=now,
                expires_at=now + SESSION_LIFETIME,
                source_address=source_address,
            )
        )

    async def locked(self, id: UUID) -> Session | None:
        """The session, whose row lock is ours until the transaction ends."""
        return await self._rows().select_for_update(no_key=True).get_or_none(id=id)

    async def locked_with(self, token_hash: str, and_all: bool = False) -> tuple[Session, RefreshToken] | None:
        """The session of this refresh token, locked, and the token: its tokens are used one at a time.

        With `and_all` the person's other sessions are locked too.
        """
        token = await self.token(token_hash)
        if and_all and token is not None and (session := await self.find(token.session_id)) is not None:
            await self.lock_all_of(session.user_id)
        session = None if token is None else await self.locked(token.session_id)
        token = await self.token(token_hash)  # as it is now that nobody else can use it
        return None if session is None or token is None else (session, token)

    async def token(self, token_hash: str) -> RefreshToken | None:
        """The refresh token with this hash, used or not."""
        tokens = RefreshToken.filter(organization_id=self._organization_id, token_hash=token_hash)
        return await tokens.using_db(self._transaction.connection).get_or_none()

    async def add_token(self, session_id: UUID, token_hash: str) -> RefreshToken:
        """Adds a refresh token that is issued now."""
        token = RefreshToken(organization_id=self._organization_id, session_id=session_id, token_hash=token_hash)
        token.issued_at = self._transaction.now
        await token.save(using_db=self._transaction.connection, force_create=True)
        return token

    async def use(self, token: RefreshToken, session: Session) -> None:
        """Uses the token up, which renews its session."""
        token.used_at = session.last_used_at = self._transaction.now
        await token.save(using_db=self._transaction.connection, update_fields=["used_at"], force_update=True)
        await self.store(session, "last_used_at")

    async def end(self, id: UUID, because: SessionEnd) -> int:
        """Ends a session; how many that were: 0 if it was over already."""
        return await self._end("id = $4", id, because)

    async def lock_all_of(self, user_id: UUID) -> None:
        """Takes the row locks of a person's live sessions, in one order for everybody, so that nobody waits in a
        circle. Before the lock of any single one of them."""
        await self._transaction.rows(
            "SELECT id FROM sessions WHERE organization_id = $1 AND user_id = $2 AND ended_at IS NULL "
            "ORDER BY id FOR NO KEY UPDATE",
            self._organization_id,
            user_id,
        )

    async def end_all_of(self, user_id: UUID, because: SessionEnd, but: UUID | None = None) -> int:
        """Ends every session of a person, except perhaps one; how many that were."""
        await self.lock_all_of(user_id)
        return await self._end("user_id = $4 AND id IS DISTINCT FROM $5::uuid", user_id, because, but)

    async def _end(self, which: str, id: UUID, because: SessionEnd, *more: UUID | None) -> int:
        ended = await self._transaction.rows(
            "UPDATE sessions SET ended_at = $1, ended_because = $2 "
            f"WHERE organization_id = $3 AND ended_at IS NULL AND {which} RETURNING id",
            self._transaction.now,
            because.value,
            self._organization_id,
            id,
            *more,
        )
        return len(ended)
