"""What is owed to people and machines: finding what is due, taking it in hand, and how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from siems.domain.delivery import Channel, DeliveryState, Urgency
from siems.domain.delivery_standing import Standing
from siems.domain.incidents import IncidentStatus, Severity
from siems.models import ContactMethod, Delivery, Webhook
from siems.repositories.base import Repository, Transaction
from siems.repositories.keyset import Keyset, Page, PageRequest

NEWEST = Keyset("created_at", descending=True)
_FACTS = """
SELECT d.id, d.urgency, d.step, d.created_at, d.due_at, d.user_id, d.message_id, d.attempts, d.code, d.notification_id,
    d.incident_id, d.log_sequence, i.number, i.title, i.severity, i.status, i.restricted, i.assignee_id,
    i.escalation_round AS round, i.hold_began_at, e.id AS escalation_id, e.round AS escalation_round,
    e.acknowledged_at, e.acknowledged_by_name AS acknowledged_by
FROM deliveries d LEFT JOIN incidents i ON i.id = d.incident_id
LEFT JOIN notifications n ON n.id = d.notification_id LEFT JOIN escalations e ON e.id = n.escalation_id
WHERE d.organization_id = $1
"""
_STANDING = (
    "step", "created_at", "due_at", "user_id", "assignee_id", "round", "hold_began_at", "escalation_round",
    "acknowledged_at", "acknowledged_by",
)  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """A delivery to a person, with what decides whether it is still worth sending and what it says."""

    id: UUID
    urgency: Urgency
    notification_id: UUID | None
    message_id: UUID | None
    attempts: int
    code: bytes | None
    incident_id: UUID | None
    log_sequence: int | None
    number: int
    title: str
    severity: Severity
    restricted: bool
    escalation_id: UUID | None
    standing: Standing

    @property
    def place(self) -> tuple[UUID, int]:
        """The entry of a log that it tells of. Only a code has none."""
        assert self.incident_id is not None
        assert self.log_sequence is not None
        return self.incident_id, self.log_sequence


@dataclass(frozen=True)
class Waiting:
    """A contact method or a webhook for which something is due."""

    organization_id: UUID
    contact_method_id: UUID | None
    webhook_id: UUID | None


@dataclass(frozen=True)
class Attempt:
    """Deliveries that somebody has in hand, as one message: only who knows the number of the attempt ends it."""

    organization_id: UUID
    message_id: UUID
    number: int
    to: str
    """The channel, or WEBHOOK."""


@dataclass(frozen=True)
class Backlog:
    """What should have been sent by now and was not."""

    waiting: int
    oldest: timedelta | None
    """How long the first of those to people has waited: a machine may be down for as long as it likes."""


class DeliveryRepository(Repository[Delivery]):
    model = Delivery
    noun = "delivery"

    async def take(self, waiting: Waiting) -> ContactMethod | Webhook | None:
        """The contact method or webhook, whose lock is ours until the commit; None if somebody else has it."""
        model: Any = Webhook if waiting.contact_method_id is None else ContactMethod
        id = waiting.webhook_id if waiting.contact_method_id is None else waiting.contact_method_id
        rows = model.filter(organization_id=self._organization_id, id=id).using_db(self._transaction.connection)
        found: ContactMethod | Webhook | None = await rows.select_for_update(skip_locked=True, no_key=True).first()
        return found

    async def due_by(self, contact_method_id: UUID) -> list[Owed]:
        """What is due by this contact method, which is ours: the oldest first."""
        rows = await self._transaction.rows(
            f"{_FACTS} AND d.contact_method_id = $2 AND d.state = 'PENDING' AND d.next_attempt_at <= $3 "
            "ORDER BY d.due_at, i.number, d.id",
            self._organization_id,
            contact_method_id,
            self._transaction.now,
        )
        return [_owed(row) for row in rows]

    async def in_hand(self, attempt: Attempt, limit: int) -> list[Owed]:
        """Up to `limit` of the deliveries of an attempt that has not ended."""
        rows = await self._transaction.rows(
            f"{_FACTS} AND d.message_id = $2 AND d.state = 'SENDING' AND d.attempts = $3 "
            f"ORDER BY d.incident_id, d.id LIMIT {int(limit)}",
            self._organization_id,
            attempt.message_id,
            attempt.number,
        )
        return [_owed(row) for row in rows]

    async def pending(self, ids: Collection[UUID]) -> list[Owed]:
        """Those of the deliveries that nobody has in hand."""
        rows = await self._transaction.rows(
            f"{_FACTS} AND d.id = ANY ($2::uuid[]) AND d.state = 'PENDING' ORDER BY d.incident_id, d.id",
            self._organization_id,
            list(ids),
        )
        return [_owed(row) for row in rows]

    async def hand_over(self, ids: Collection[UUID], message_id: UUID, lease: timedelta) -> None:
        """Takes these in hand, as one message, until the lease is over."""
        await self._transaction.rows(
            "UPDATE deliveries SET state = 'SENDING', message_id = $3, attempts = attempts + 1, "
            "next_attempt_at = NULL, lease_until = $4 WHERE organization_id = $1 AND id = ANY ($2::uuid[]) "
            "AND state = 'PENDING' RETURNING id",
            self._organization_id,
            list(ids),
            message_id,
            self._transaction.now + lease,
        )

    async def leave(self, attempt: Attempt, until: datetime) -> None:
        """Leaves an attempt that has not ended alone until then."""
        rows = self._rows().filter(message_id=attempt.message_id, attempts=attempt.number)
        await rows.filter(state=DeliveryState.SENDING).update(lease_until=until)

    async def postpone(self, ids: Collection[UUID], until: datetime) -> None:
        """Leaves these alone until then."""
        await self._rows().filter(id__in=list(ids), state=DeliveryState.PENDING).update(next_attempt_at=until)

    async def put_off(self, waiting: Waiting, until: datetime) -> None:
        """Leaves all that is due by a contact method or to a webhook alone until then."""
        rows = self._rows().filter(state=DeliveryState.PENDING, next_attempt_at__lte=self._transaction.now)
        rows = rows.filter(contact_method_id=waiting.contact_method_id, webhook_id=waiting.webhook_id)
        await rows.update(next_attempt_at=until)

    async def spend(self, contact_method_id: UUID, steady: datetime) -> None:
        """Stores what the limit of a contact method is computed from."""
        rows = ContactMethod.filter(organization_id=self._organization_id, id=contact_method_id)
        await rows.using_db(self._transaction.connection).update(allowance_at=steady)

    async def sent(self, attempt: Attempt) -> int:
        """The other side has taken it; how many deliveries that were."""
        return len(await self._ended(attempt, DeliveryState.SENT, None))

    async def again(self, attempt: Attempt, reason: str, at: datetime) -> list[UUID]:
        """It is tried again then; which notifications that is about."""
        rows = await self._transaction.rows(
            "UPDATE deliveries SET state = 'PENDING', lease_until = NULL, next_attempt_at = $4, reason = $5 "
            "WHERE organization_id = $1 AND message_id = $2 AND attempts = $3 AND state = 'SENDING' "
            "RETURNING notification_id",
            self._organization_id,
            attempt.message_id,
            attempt.number,
            at,
            reason,
        )
        return [row["notification_id"] for row in rows if row["notification_id"] is not None]

    async def failed(self, attempt: Attempt, reason: str) -> int:
        """It was given up, all of it; how many deliveries that were. For pages see `end`."""
        return len(await self._ended(attempt, DeliveryState.FAILED, reason))

    async def _ended(self, attempt: Attempt, state: DeliveryState, reason: str | None) -> list[dict[str, Any]]:
        """Without a reason that of the attempt before stays: what may have arrived twice says so for ever."""
        return await self._transaction.rows(
            "UPDATE deliveries SET state = $4, lease_until = NULL, ended_at = $5, reason = coalesce($6::text, reason) "
            "WHERE organization_id = $1 AND message_id = $2 AND attempts = $3 AND state = 'SENDING' RETURNING id",
            self._organization_id,
            attempt.message_id,
            attempt.number,
            state.value,
            self._transaction.now,
            reason,
        )

    async def end(self, ids: Collection[UUID], state: DeliveryState, reason: str) -> None:
        """Ends these, whoever has them in hand: so for cancelling what waits, and for failing what is ours."""
        await self._transaction.rows(
            "UPDATE deliveries SET state = $3, lease_until = NULL, next_attempt_at = NULL, ended_at = $4, reason = $5 "
            "WHERE organization_id = $1 AND id = ANY ($2::uuid[]) AND state IN ('PENDING', 'SENDING') RETURNING id",
            self._organization_id,
            list(ids),
            state.value,
            self._transaction.now,
            reason,
        )

    async def bring_forward(self, notification_ids: Collection[UUID]) -> None:
        """The next step of each of these pages, if there is one, is due now."""
        await self._transaction.rows(
            """
            UPDATE deliveries SET due_at = least(due_at, $3), next_attempt_at = least(next_attempt_at, $3)
            WHERE organization_id = $1 AND state = 'PENDING' AND message_id IS NULL AND id IN (
                SELECT DISTINCT ON (notification_id) id FROM deliveries
                WHERE organization_id = $1 AND notification_id = ANY ($2::uuid[]) AND urgency = 'PAGE'
                    AND state = 'PENDING' AND message_id IS NULL
                ORDER BY notification_id, step
            ) RETURNING id
            """,
            self._organization_id,
            list(notification_ids),
            self._transaction.now,
        )

    async def nobody_left(self, place: tuple[UUID, int]) -> bool:
        """Whether no page that an entry of a log owes has reached anybody, and none is on its way any more."""
        rows = await self._transaction.rows(
            "SELECT 1 FROM notifications n JOIN deliveries d ON d.notification_id = n.id AND d.urgency = 'PAGE' "
            "AND d.state IN ('PENDING', 'SENDING', 'SENT') "
            "WHERE n.organization_id = $1 AND n.incident_id = $2 AND n.log_sequence = $3 LIMIT 1",
            self._organization_id,
            *place,
        )
        return not rows

    async def reachable(self, user_ids: Collection[UUID]) -> bool:
        """Whether any of these people has a contact method that works."""
        rows = ContactMethod.filter(organization_id=self._organization_id, user_id__in=list(user_ids))
        rows = rows.filter(deleted_at=None, verified_at__isnull=False)
        return await rows.using_db(self._transaction.connection).exists()

    async def next_of(self, webhook_id: UUID, most: int, held_by: int) -> Delivery | None:
        """The oldest that is due to a webhook, which is ours; None if it is called `most` times at once already.

        One that is tried again, or waits to be, keeps those behind it waiting, until it has failed `held_by` times.
        """
        rows = self._rows().filter(webhook_id=webhook_id).order_by("created_at", "log_sequence", "id")
        under_way = rows.filter(state=DeliveryState.SENDING)  # which counts among its attempts
        if await under_way.count() >= most:
            return None
        pending = rows.filter(state=DeliveryState.PENDING)
        again = await under_way.filter(attempts__gt=1, attempts__lte=held_by).first()
        waiting = pending.filter(attempts__gt=0, attempts__lt=held_by, next_attempt_at__gt=self._transaction.now)
        if (held := again or await waiting.first()) is not None:
            pending = pending.filter(created_at__lt=held.created_at)
        return await pending.filter(next_attempt_at__lte=self._transaction.now).first()

    async def end_for_webhook(
        self, webhook_id: UUID, state: DeliveryState, reason: str, before: datetime | None = None
    ) -> int:
        """Ends all that waits for a webhook, or what came up `before` then; how many that were."""
        rows = await self._transaction.rows(
            "UPDATE deliveries SET state = $3, next_attempt_at = NULL, ended_at = $4, reason = $5 WHERE "
            "organization_id = $1 AND webhook_id = $2 AND state = 'PENDING' AND ($6::timestamptz IS NULL OR "
            "created_at < $6) RETURNING id",
            self._organization_id,
            webhook_id,
            state.value,
            self._transaction.now,
            reason,
            before,
        )
        return len(rows)

    async def webhook_of(self, attempt: Attempt) -> Delivery | None:
        """What an attempt to call a webhook is about, if it has not ended."""
        rows = self._rows().filter(message_id=attempt.message_id, attempts=attempt.number)
        return await rows.get_or_none(state=DeliveryState.SENDING, webhook_id__isnull=False)

    async def page(
        self, request: PageRequest, states: Sequence[DeliveryState] | None, channel: Channel | None
    ) -> Page[Delivery]:
        """Deliveries of the organization, newest first."""
        rows = self._rows()
        if states is not None:
            rows = rows.filter(state__in=states)
        if channel is not None:
            methods = ContactMethod.filter(organization_id=self._organization_id, channel=channel)
            rows = rows.filter(contact_method_id__in=Subquery(methods.values("id")))
        return await NEWEST.page(rows, request)

    async def about(self, request: PageRequest, incident_id: UUID) -> Page[Delivery]:
        """The deliveries to people that tell of an incident, newest first."""
        return await NEWEST.page(self._rows().filter(incident_id=incident_id, user_id__isnull=False), request)

    async def of_notifications(self, user_id: UUID, ids: list[UUID]) -> dict[UUID, list[Delivery]]:
        """The deliveries of each of these notifications of the person, by their time."""
        found: dict[UUID, list[Delivery]] = {}
        rows: QuerySet[Delivery] = self._rows().filter(notification_id__in=ids, user_id=user_id)
        for row in await rows.order_by("due_at", "step", "id"):
            assert row.notification_id is not None
            found.setdefault(row.notification_id, []).append(row)
        return found

    async def send_again(self, row: Delivery) -> int:
        """A delivery that failed is due now, with all that failed of the same message, if it ever was in one; how many
        that are."""
        rows = await self._transaction.rows(
            "UPDATE deliveries SET state = 'PENDING', ended_at = NULL, next_attempt_at = $4 "
            "WHERE organization_id = $1 AND (id = $2 OR message_id = $3) AND state = 'FAILED' RETURNING id",
            self._organization_id,
            row.id,
            row.message_id,
            self._transaction.now,
        )
        return len(rows)

    async def contact_methods(self, ids: list[UUID]) -> dict[UUID, ContactMethod]:
        """Contact methods by id, also deleted ones."""
        rows = ContactMethod.filter(organization_id=self._organization_id, id__in=ids)
        return {row.id: row for row in await rows.using_db(self._transaction.connection)}

    async def webhooks(self, ids: list[UUID]) -> dict[UUID, Webhook]:
        """Webhooks by id, also deleted ones."""
        rows = Webhook.filter(organization_id=self._organization_id, id__in=ids)
        return {row.id: row for row in await rows.using_db(self._transaction.connection)}


class DeliveryQueueRepository:
    """What is due in all organizations: the named exception for the worker."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def due(self, limit: int) -> list[Waiting]:
        """Contact methods and webhooks for which something is due: pages first, then by time. Takes no lock."""
        rows = await self._transaction.rows(
            "SELECT organization_id, contact_method_id, webhook_id FROM deliveries "
            "WHERE state = 'PENDING' AND next_attempt_at <= $1 GROUP BY 1, 2, 3 "
            f"ORDER BY bool_or(urgency = 'PAGE') DESC, min(next_attempt_at) LIMIT {int(limit)}",
            self._transaction.now,
        )
        return [Waiting(**row) for row in rows]

    async def lost(self, limit: int) -> list[Attempt]:
        """Attempts whose lease is over: whoever made them has ended in mid-send."""
        rows = await self._transaction.rows(
            "SELECT DISTINCT d.organization_id, d.message_id, d.attempts AS number, "
            "coalesce(c.channel, 'WEBHOOK') AS to FROM deliveries d "
            "LEFT JOIN contact_methods c ON c.id = d.contact_method_id "
            f"WHERE d.state = 'SENDING' AND d.lease_until < $1 LIMIT {int(limit)}",
            self._transaction.now,
        )
        return [Attempt(**row) for row in rows]

    async def backlog(self) -> Backlog:
        """What is due and not sent."""
        [row] = await self._transaction.rows(
            "SELECT count(*) AS waiting, min(due_at) FILTER (WHERE webhook_id IS NULL) AS oldest FROM deliveries "
            "WHERE state = 'PENDING' AND due_at <= $1",
            self._transaction.now,
        )
        return Backlog(row["waiting"], None if row["oldest"] is None else self._transaction.now - row["oldest"])


def _owed(row: dict[str, Any]) -> Owed:
    about = row["incident_id"] is not None
    standing = Standing(
        urgency=Urgency(row["urgency"]),
        status=IncidentStatus(row["status"]) if about else IncidentStatus.OPEN,
        **{name: row[name] for name in _STANDING},
    )
    return Owed(
        id=row["id"],
        urgency=Urgency(row["urgency"]),
        notification_id=row["notification_id"],
        message_id=row["message_id"],
        attempts=row["attempts"],
        code=row["code"],
        incident_id=row["incident_id"],
        log_sequence=row["log_sequence"],
        number=row["number"] or 0,
        title=row["title"] or "",
        severity=Severity(row["severity"] or 1),
        restricted=bool(row["restricted"]),
        escalation_id=row["escalation_id"],
        standing=standing,
    )
