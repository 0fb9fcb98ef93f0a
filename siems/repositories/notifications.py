"""What people are told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from siems.models import Notification
from siems.models.escalation import NotificationKind
from siems.repositories.base import Repository


class NotificationRepository(Repository[Notification]):
    model = Notification
    noun = "notification"

    async def owe(
        self,
        user_ids: Iterable[UUID],
        kind: NotificationKind,
        incident_id: UUID,
        log_sequence: int,
        escalation_id: UUID | None = None,
    ) -> None:
        """Tells each of them, once, of an entry of the incident's log."""
        rows = [
            Notification(
                organization_id=self._organization_id,
                user_id=user_id,
                kind=kind,
                incident_id=incident_id,
                log_sequence=log_sequence,
                escalation_id=escalation_id,
                created_at=self._transaction.now,
            )
            for user_id in user_ids
        ]
        if rows:
            await Notification.bulk_create(rows, using_db=self._transaction.connection)

    async def read(self, user_id: UUID, ids: list[UUID] | None, at: datetime) -> int:
        """Marks notifications of this person as read, all if `ids` is None; how many were not yet."""
        chosen = "" if ids is None else " AND id = ANY ($4::uuid[])"
        rows = await self._transaction.rows(
            "UPDATE notifications SET read_at = $3 WHERE organization_id = $1 AND user_id = $2 AND read_at IS NULL"
            f"{chosen} RETURNING id",
            self._organization_id,
            user_id,
            at,
            *([] if ids is None else [ids]),
        )
        return len(rows)
