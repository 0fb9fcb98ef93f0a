"""How people are reached, and the codes that verify it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from siems.domain.delivery import DeliveryState, Urgency
from siems.domain.errors import NotFound
from siems.models import ContactMethod, Delivery
from siems.repositories.base import Repository


class ContactMethodRepository(Repository[ContactMethod]):
    """Contact methods that are not deleted: those stay for what was sent to them, and are not found."""

    model = ContactMethod
    noun = "contact method"

    async def of_person(self, user_id: UUID) -> list[ContactMethod]:
        """The person's, the oldest first."""
        return await self._there().filter(user_id=user_id).order_by("created_at", "id")

    async def find(self, id: UUID) -> ContactMethod | None:
        return await self._there().get_or_none(id=id)

    async def there_by_ids(self, ids: list[UUID]) -> dict[UUID, ContactMethod]:
        """Those of them that exist and are not deleted, by id."""
        return {row.id: row for row in await self._there().filter(id__in=ids)}

    async def get_locked(self, id: UUID, field: str) -> ContactMethod:
        """As everywhere, but what is deleted is not found."""
        method = await super().get_locked(id, field)
        if method.deleted_at is not None:
            raise NotFound(self.noun, field)
        return method

    async def verified_of(self, user_ids: list[UUID]) -> set[UUID]:
        """Those of the people who have a verified contact method."""
        return {row.user_id for row in await self._there().filter(user_id__in=user_ids, verified_at__isnull=False)}

    async def create(self, **values: Any) -> ContactMethod:
        """Adds a contact method, to which only codes are sent before it is verified."""
        now = self._transaction.now
        return await self.insert(ContactMethod(organization_id=self._organization_id, created_at=now, **values))

    async def owe_code(self, method: ContactMethod, code_hash: str, code: bytes, lifetime: timedelta) -> None:
        """Gives the method, which is locked, this code, in place of any earlier one, and owes its owner the message
        with it. `code` is sealed."""
        now = self._transaction.now
        await self.cancel_deliveries(method, "A newer code took its place.", Urgency.CODE)
        method.code_hash, method.code_expires_at, method.code_failures = code_hash, now + lifetime, 0
        await self.store(method, "code_hash", "code_expires_at", "code_failures")
        delivery = Delivery(
            organization_id=self._organization_id,
            urgency=Urgency.CODE,
            user_id=method.user_id,
            contact_method_id=method.id,
            code=code,
            state=DeliveryState.PENDING,
            created_at=now,
            due_at=now,
            next_attempt_at=now,
        )
        await delivery.save(using_db=self._transaction.connection, force_create=True)

    async def cancel_deliveries(self, method: ContactMethod, reason: str, urgency: Urgency | None = None) -> None:
        """Says of what is yet to be sent to the method, of this urgency or of any, that it need not be."""
        pending = Delivery.filter(
            organization_id=self._organization_id, contact_method_id=method.id, state=DeliveryState.PENDING
        )
        rows = pending if urgency is None else pending.filter(urgency=urgency)
        await rows.using_db(self._transaction.connection).update(
            state=DeliveryState.CANCELLED, reason=reason, next_attempt_at=None, ended_at=self._transaction.now
        )

    def _there(self) -> QuerySet[ContactMethod]:
        return self._rows().filter(deleted_at=None)
