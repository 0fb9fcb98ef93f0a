"""People."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Subquery

from siems.domain.users import Role
from siems.models import ApiKey, RefreshToken, Session, User
from siems.repositories.base import Repository, Transaction
from siems.repositories.keyset import Keyset, Page, PageRequest

BY_NAME = Keyset("name")


class UserRepository(Repository[User]):
    model = User
    noun = "user"

    async def page(self, request: PageRequest, roles: list[Role] | None) -> Page[User]:
        """People in the order of their names."""
        rows = self._rows()
        if roles is not None:
            rows = rows.filter(role__in=roles)
        return await BY_NAME.page(rows, request)

    async def active(self, id: UUID) -> User | None:
        """The person with this id, unless deactivated."""
        return await self._rows().get_or_none(id=id, deactivated_at=None)

    async def create(self, *, name: str, role: Role, email: str | None = None, **more: str | None) -> User:
        """Adds a person; `more` may hold `password_hash` and `external_ref`."""
        user = User(organization_id=self._organization_id, name=name, role=role, email=email, **more)
        user.created_at = self._transaction.now
        return await self.insert(user)


class AccountRepository:
    """People of all organizations, for signing in: an e-mail address is unique in the whole installation."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def by_email(self, email: str) -> User | None:
        return await User.filter(email=email).using_db(self._transaction.connection).get_or_none()

    async def any_who_can_log_in(self) -> bool:
        """Whether there is anybody with a password."""
        return await User.exclude(password_hash=None).using_db(self._transaction.connection).exists()

    async def signed_in(self, id: UUID, session_id: UUID) -> User | None:
        """The person with this id, unless deactivated or their session is over."""
        live = Session.filter(id=session_id, user_id=id, ended_at=None, expires_at__gt=self._transaction.now)
        people = User.filter(id=id, deactivated_at=None, organization_id__in=Subquery(live.values("organization_id")))
        return await people.using_db(self._transaction.connection).get_or_none()

    async def api_key(self, key_hash: str) -> ApiKey | None:
        """The key for integrations with this hash, whosever it is."""
        return await ApiKey.filter(key_hash=key_hash).using_db(self._transaction.connection).get_or_none()

    async def refresh_token(self, token_hash: str) -> RefreshToken | None:
        """The refresh token with this hash, whosever it is."""
        return await RefreshToken.filter(token_hash=token_hash).using_db(self._transaction.connection).get_or_none()

    async def forget_sessions(self, over_since: datetime, limit: int) -> int:
        """Deletes up to `limit` sessions that were over by then, with their tokens; how many that were."""
        deleted = await self._transaction.rows(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE least(expires_at, ended_at) < $1 "
            f"LIMIT {int(limit)} FOR UPDATE SKIP LOCKED) RETURNING id",
            over_since,
        )
        return len(deleted)
