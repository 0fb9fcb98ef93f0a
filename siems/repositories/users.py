"""People."""

from collections import defaultdict
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q, Subquery

from siems.domain.errors import ValidationFailed
from siems.domain.users import Role
from siems.models import ApiKey, Invitation, RefreshToken, Session, TeamMember, User, UserSkill
from siems.repositories.base import Repository, Transaction, unique
from siems.repositories.keyset import Keyset, Page, PageRequest

BY_NAME = Keyset("name")
_OFFICES = "hashtextextended($1::text, 0)"


@dataclass(frozen=True)
class PeopleCriteria:
    """Which people a list holds. None means any; several criteria must all hold."""

    roles: list[Role] | None = None
    active: bool | None = None
    search: str | None = None
    """A part of the name or of the e-mail address, in any case."""
    team_id: UUID | None = None
    """Members of this team."""
    user_id: UUID | None = None
    skill_id: UUID | None = None
    """Who have this skill, at whatever level."""
    available: bool | None = None
    """Who can be given something new now: active, not absent by the clocks where they live, not switched off."""


class UserRepository(Repository[User]):
    model = User
    noun = "user"

    async def page(self, request: PageRequest, criteria: PeopleCriteria) -> Page[User]:
        """People in the order of their names."""
        rows = self._rows()
        if criteria.roles is not None:
            rows = rows.filter(role__in=criteria.roles)
        if criteria.active is not None:
            rows = rows.filter(deactivated_at__isnull=criteria.active)
        if criteria.search is not None:
            rows = rows.filter(Q(name__icontains=criteria.search) | Q(email__icontains=criteria.search))
        if criteria.team_id is not None:
            members = TeamMember.filter(organization_id=self._organization_id, team_id=criteria.team_id)
            rows = rows.filter(id__in=Subquery(members.values("user_id")))
        if criteria.user_id is not None:
            rows = rows.filter(id=criteria.user_id)
        if criteria.skill_id is not None:
            skilled = UserSkill.filter(organization_id=self._organization_id, skill_id=criteria.skill_id)
            rows = rows.filter(id__in=Subquery(skilled.values("user_id")))
        if criteria.available is not None:
            available = await self._available()
            rows = rows.filter(available) if criteria.available else rows.filter(~available)
        return await BY_NAME.page(rows, request)

    async def _available(self) -> Q:
        """Who can be given something new now: `domain.availability.Presence.available` in SQL.

        It lists those who are away today, who are few, and nobody else. It is never NULL, so that it can be negated.
        """
        now = self._transaction.now
        elapsed = Q(unavailable_until__isnull=False) & Q(unavailable_until__lte=now)
        takes_new_ones = Q(unavailable_since__isnull=True) | elapsed
        return Q(deactivated_at__isnull=True) & takes_new_ones & Q(id__not_in=await self._absent())

    async def _absent(self) -> list[UUID]:
        """Who is away now, by the clocks where they live."""
        rows = await self._transaction.rows(
            """
            SELECT DISTINCT u.id FROM absences a
            JOIN users u ON u.organization_id = a.organization_id AND u.id = a.user_id
            WHERE a.organization_id = $1 AND a.starts_on <= $2::date + 1 AND a.ends_on >= $2::date - 1
            AND ($3 AT TIME ZONE u.time_zone)::date BETWEEN a.starts_on AND a.ends_on
            """,
            self._organization_id,
            self._transaction.now.date(),  # local days are at most one from it
            self._transaction.now,
        )
        return [row["id"] for row in rows]

    async def active(self, id: UUID) -> User | None:
        """The person with this id, unless deactivated."""
        return await self._rows().get_or_none(id=id, deactivated_at=None)

    async def active_with(self, role: Role) -> list[User]:
        """Everybody in office with this role, in the order of their names."""
        return await self._rows().filter(role=role, deactivated_at=None).order_by("name", "id")

    async def create(self, *, name: str, role: Role, email: str | None = None, **more: str | None) -> User:
        """Adds a person; `more` may hold `password_hash` and `external_ref`."""
        user = User(organization_id=self._organization_id, name=name, role=role, email=email, **more)
        user.created_at = self._transaction.now
        with _unique_email(email):
            return await self.insert(user)

    async def rewrite(self, user: User, *fields: str) -> None:
        """Writes the named fields of a person. Raises ValidationFailed if somebody has the e-mail address already."""
        with _unique_email(user.email):
            await self.store(user, *fields)

    async def keep_in_office(self) -> None:
        """Until the commit, nobody of the organization is deactivated or given another role.

        For whoever gives somebody something that only the active, or only some roles, may have. To be taken before
        any row lock: `reorganize` waits for it, and takes row locks afterwards.
        """
        await self._transaction.rows(f"SELECT pg_advisory_xact_lock_shared({_OFFICES})", self._offices)

    async def reorganize(self) -> None:
        """Waits for all who need people to stay in office, and keeps the others waiting until the commit."""
        await self._transaction.rows(f"SELECT pg_advisory_xact_lock({_OFFICES})", self._offices)

    async def unchanged(self, user: User) -> bool:
        """Whether the person still is active with this password, and until the commit stays so."""
        found = await self._transaction.rows(
            "SELECT id FROM users WHERE organization_id = $1 AND id = $2 AND deactivated_at IS NULL "
            "AND password_hash = $3 FOR SHARE",
            self._organization_id,
            user.id,
            user.password_hash,
        )
        return bool(found)

    async def others_who_administer(self, id: UUID) -> bool:
        """Whether anybody but this person is an active admin with a password."""
        admins = self._rows().filter(role=Role.ADMIN, deactivated_at=None)
        return await admins.exclude(id=id).exclude(password_hash=None).exists()

    async def in_teams(self, team_ids: list[UUID]) -> dict[UUID, list[User]]:
        """The active members of each of the teams that has any, in the order of their names."""
        memberships = await TeamMember.filter(organization_id=self._organization_id, team_id__in=team_ids).using_db(
            self._transaction.connection
        )
        teams = defaultdict(list)
        for membership in memberships:
            teams[membership.user_id].append(membership.team_id)
        members = defaultdict(list)
        for user in await self._rows().filter(id__in=list(teams), deactivated_at=None).order_by("name", "id"):
            for team_id in teams[user.id]:
                members[team_id].append(user)
        return members

    @property
    def _offices(self) -> str:
        return f"offices {self._organization_id}"


def _unique_email(email: str | None) -> AbstractContextManager[None]:
    taken = ValidationFailed.of("email", f"There is a user with the address {email} already.")
    return unique("users_email_key", taken)


class AccountRepository:
    """People of all organizations, for signing in: an e-mail address is unique in the whole installation."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def by_email(self, email: str) -> User | None:
        return await User.filter(email=email).using_db(self._transaction.connection).get_or_none()

    async def by_id(self, id: UUID) -> User | None:
        """The person with this id, deactivated or not, of whichever organization."""
        return await User.filter(id=id).using_db(self._transaction.connection).get_or_none()

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

    async def still_welcome(
        self, people: Collection[tuple[UUID, UUID | None]], key_ids: Collection[UUID]
    ) -> dict[tuple[UUID, UUID | None], Role | None]:
        """Those of the people, each in a session or in none, who are active and their session not over, with their
        roles; and those of the keys that work, which have none."""
        rows = await self._transaction.rows(
            """
            SELECT asked.id, asked.session_id, u.role FROM unnest($1::uuid[], $2::uuid[]) AS asked (id, session_id)
            JOIN users u ON u.id = asked.id AND u.deactivated_at IS NULL
            WHERE asked.session_id IS NULL OR EXISTS (
                SELECT FROM sessions s WHERE s.id = asked.session_id AND s.user_id = u.id
                AND s.organization_id = u.organization_id AND s.ended_at IS NULL AND s.expires_at > $4
            )
            UNION ALL
            SELECT id, NULL, NULL FROM api_keys
            WHERE id = ANY($3::uuid[]) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4)
            """,
            [id for id, _ in people],
            [session_id for _, session_id in people],
            list(key_ids),
            self._transaction.now,
        )
        return {(row["id"], row["session_id"]): Role(row["role"]) if row["role"] else None for row in rows}

    async def invitation(self, token_hash: str) -> Invitation | None:
        """The invitation with this hash, whosever it is and however old."""
        return await Invitation.filter(token_hash=token_hash).using_db(self._transaction.connection).get_or_none()

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
