"""Links of messages: what they are about, and which were used."""

from uuid import UUID

from siems.models import UsedLink
from siems.repositories.base import Repository


class UsedLinkRepository(Repository[UsedLink]):
    """A link is known by the id of its message."""

    model = UsedLink
    noun = "link"

    async def incidents_of(self, message_id: UUID, user_id: UUID) -> list[UUID]:
        """The incidents that the person was told of by this message, in the order of their deliveries."""
        rows = await self._transaction.rows(
            "SELECT incident_id, min(id::text) FROM deliveries WHERE organization_id = $1 AND message_id = $2 "
            "AND user_id = $3 AND incident_id IS NOT NULL GROUP BY incident_id ORDER BY 2",
            self._organization_id,
            message_id,
            user_id,
        )
        return [row["incident_id"] for row in rows]

    async def use_up(self, message_id: UUID, user_id: UUID) -> None:
        """Notes that the link was followed and confirmed. The first time counts."""
        await self._transaction.rows(
            "INSERT INTO used_links (id, organization_id, user_id, used_at) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (id) DO NOTHING RETURNING id",
            message_id,
            self._organization_id,
            user_id,
            self._transaction.now,
        )
