"""What people are told."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from siems.models import Notification
from siems.models.base import new_id
from siems.models.escalation import NotificationKind
from siems.repositories.base import Repository
from siems.repositories.keyset import Keyset, Page, PageRequest
from siems.repositories.owing import DELIVERIES_TO_PEOPLE, PAGED_IN_VAIN

NEWEST = Keyset("created_at", descending=True)
_FOLLOWERS = """
SELECT u.id AS user_id, gen_random_uuid() AS id FROM users u JOIN incidents i ON i.organization_id = $1 AND i.id = $3
WHERE u.organization_id = $1 AND u.deactivated_at IS NULL AND u.id IS DISTINCT FROM $7::uuid AND u.id IN (
    SELECT unnest(ARRAY[i.assignee_id, i.reporter_id]) UNION ALL
    SELECT p.user_id FROM incident_participants p WHERE p.organization_id = $1 AND p.incident_id = $3
)
"""


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
    ) -> list[UUID]:
        """Tells each of them, once, of an entry of the incident's log, and owes them the deliveries that go with it.

        Returns who is paged and has no verified contact method.
        """
        ids = list(user_ids)
        if not ids:
            return []
        people = "SELECT * FROM unnest($7::uuid[], $8::uuid[]) AS people (user_id, id)"
        return await self._owe(people, kind, incident_id, log_sequence, escalation_id, ids, [new_id() for _ in ids])

    async def owe_those_who_follow(
        self, kind: NotificationKind, incident_id: UUID, log_sequence: int, besides: UUID | None
    ) -> None:
        """Tells the incident's assignee, its reporter and whoever was added to it, but for who did it themselves."""
        await self._owe(_FOLLOWERS, kind, incident_id, log_sequence, None, besides)

    async def _owe(
        self,
        people: str,
        kind: NotificationKind,
        incident_id: UUID,
        log_sequence: int,
        escalation_id: UUID | None,
        *values: object,
    ) -> list[UUID]:
        """Writes the notifications of `people`, a query with `values` from $7 on, and what is delivered of them."""
        rows = await self._transaction.rows(
            f"""
            WITH people AS ({people}), told AS (
                INSERT INTO notifications
                    (id, organization_id, user_id, kind, incident_id, log_sequence, escalation_id, created_at)
                SELECT id, $1, user_id, $2, $3, $4, $5, $6 FROM people RETURNING *
            ), {DELIVERIES_TO_PEOPLE}
            {PAGED_IN_VAIN}
            """,
            self._organization_id,
            kind.value,
            incident_id,
            log_sequence,
            escalation_id,
            self._transaction.now,
            *values,
        )
        return [row["user_id"] for row in rows]

    async def page(
        self, request: PageRequest, user_id: UUID, seen: Subquery | None, unread: bool | None
    ) -> Page[Notification]:
        """What the person is told of the incidents that are `seen`, newest first."""
        rows = self._of(user_id, seen)
        return await NEWEST.page(rows if unread is None else rows.filter(read_at__isnull=unread), request)

    async def unread(self, user_id: UUID, seen: Subquery | None) -> int:
        """How many of these the person has not marked as read."""
        return await self._of(user_id, seen).filter(read_at=None).count()

    async def of_person(self, user_id: UUID, seen: Subquery | None, ids: list[UUID]) -> dict[UUID, Notification]:
        """Those of these notifications that are the person's, by id."""
        return {row.id: row for row in await self._of(user_id, seen).filter(id__in=ids)}

    async def owed_by(self, incident_id: UUID, log_sequence: int, user_id: UUID) -> Notification | None:
        """What an entry of the incident's log owes this person."""
        return await self._rows().get_or_none(incident_id=incident_id, log_sequence=log_sequence, user_id=user_id)

    async def told_of(self, incident_id: UUID, log_sequence: int) -> set[UUID]:
        """Who is told of an entry of the incident's log."""
        rows = self._rows().filter(incident_id=incident_id, log_sequence=log_sequence)
        return {row.user_id for row in await rows}

    async def told(self, escalation_ids: list[UUID], seen: Subquery | None) -> dict[UUID, list[UUID]]:
        """Who was told of each of the escalations whose incidents are `seen`, in the order of their ids."""
        rows = self._rows().filter(escalation_id__in=escalation_ids)
        rows = rows if seen is None else rows.filter(incident_id__in=seen)
        told: dict[UUID, list[UUID]] = defaultdict(list)
        for row in await rows.order_by("id"):
            assert row.escalation_id is not None
            told[row.escalation_id].append(row.user_id)
        return told

    def _of(self, user_id: UUID, seen: Subquery | None) -> QuerySet[Notification]:
        rows = self._rows().filter(user_id=user_id)
        return rows if seen is None else rows.filter(incident_id__in=seen)

    async def read(self, user_id: UUID, seen: Subquery | None, ids: list[UUID] | None, at: datetime) -> int:
        """Marks notifications of this person as read, all that are `seen` if `ids` is None; how many were not yet."""
        unread = self._of(user_id, seen).filter(read_at=None)
        return await (unread if ids is None else unread.filter(id__in=ids)).update(read_at=at)
