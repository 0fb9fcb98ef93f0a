"""Invitations to set a password."""

from datetime import datetime, timedelta
from uuid import UUID

from siems.models import Invitation
from siems.models.base import new_id
from siems.repositories.base import Repository

INVITATION_LIFETIME = timedelta(days=7)


class InvitationRepository(Repository[Invitation]):
    model = Invitation
    noun = "invitation"

    async def replace(self, user_id: UUID, token_hash: str) -> datetime:
        """Gives the person this invitation, in place of any earlier one; when it expires."""
        now = self._transaction.now
        await self._transaction.rows(
            "INSERT INTO invitations (id, organization_id, user_id, token_hash, created_at, expires_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, user_id) DO UPDATE SET "
            "token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at "
            "RETURNING id",
            new_id(),
            self._organization_id,
            user_id,
            token_hash,
            now,
            now + INVITATION_LIFETIME,
        )
        return now + INVITATION_LIFETIME

    async def use_up(self, token_hash: str) -> UUID | None:
        """Whom the invitation was for, which is gone by this; None unless it is good. Of two at once one gets it."""
        used = await self._transaction.rows(
            "DELETE FROM invitations WHERE organization_id = $1 AND token_hash = $2 AND expires_at > $3 "
            "RETURNING user_id",
            self._organization_id,
            token_hash,
            self._transaction.now,
        )
        return used[0]["user_id"] if used else None

    async def withdraw(self, user_id: UUID) -> None:
        """Makes whatever invitation the person has worthless."""
        await self._rows().filter(user_id=user_id).delete()
