"""Machines that are told of what happens to incidents."""

from typing import Any

from siems.domain.delivery import DeliveryState, Urgency
from siems.models import Delivery, Webhook
from siems.repositories.base import DeletableRepository


class WebhookRepository(DeletableRepository[Webhook]):
    model = Webhook
    noun = "webhook"
    unique_name = "one_webhook_of_a_name"

    async def keep_others_from_adding(self) -> None:
        """Until the commit, nobody else adds one: now they can be counted. To be taken before any row lock."""
        key = f"webhooks {self._organization_id}"
        await self._transaction.rows("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", key)

    async def create(self, **values: Any) -> Webhook:
        """Adds a webhook."""
        now = self._transaction.now
        return await self.insert(Webhook(organization_id=self._organization_id, created_at=now, **values))

    async def owe_test(self, webhook: Webhook) -> Delivery:
        """Owes the webhook a test event: a delivery that is about no incident."""
        now = self._transaction.now
        delivery = Delivery(
            organization_id=self._organization_id,
            urgency=Urgency.INFORMATION,
            webhook_id=webhook.id,
            state=DeliveryState.PENDING,
            created_at=now,
            due_at=now,
            next_attempt_at=now,
        )
        await delivery.save(using_db=self._transaction.connection, force_create=True)
        return delivery

    async def cancel_deliveries(self, webhook: Webhook, reason: str) -> None:
        """Says of what the webhook, which is locked, is yet to be told that it need not be."""
        await self._transaction.rows(
            f"{_CANCEL} RETURNING d.id", self._organization_id, webhook.id, self._transaction.now, reason
        )

    async def cancel_restricted(self, webhook: Webhook, reason: str) -> None:
        """The same for what is about restricted incidents alone."""
        await self._transaction.rows(
            f"{_CANCEL} AND EXISTS (SELECT FROM incidents i WHERE i.organization_id = $1 AND i.id = d.incident_id "
            "AND i.restricted) RETURNING d.id",
            self._organization_id,
            webhook.id,
            self._transaction.now,
            reason,
        )


_CANCEL = """
    UPDATE deliveries d SET state = 'CANCELLED', reason = $4, next_attempt_at = NULL, ended_at = $3
    WHERE d.organization_id = $1 AND d.webhook_id = $2 AND d.state = 'PENDING'
"""
