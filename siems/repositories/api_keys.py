"""Keys for integrations."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from siems.models import ApiKey
from siems.repositories.base import Repository


class ApiKeyRepository(Repository[ApiKey]):
    model = ApiKey
    noun = "API key"

    async def by_name(self) -> list[ApiKey]:
        """All keys in the order of their names, those that no longer work among them."""
        return await self._rows().order_by("name", "id")

    async def create(
        self,
        name: str,
        prefix: str,
        key_hash: str,
        by: UUID,
        expires_at: datetime | None,
        service_ids: Collection[UUID] = (),
    ) -> ApiKey:
        """Adds a key, which works from now on; for these services only, if there are any."""
        return await self.insert(
            ApiKey(
                organization_id=self._organization_id,
                name=name,
                prefix=prefix,
                key_hash=key_hash,
                created_by_id=by,
                created_at=self._transaction.now,
                expires_at=expires_at,
                service_ids=[str(id) for id in service_ids],
            )
        )

    async def touch(self, key: ApiKey) -> None:
        """Notes that the key was used now, unless that was noted within the last minute."""
        now = self._transaction.now
        if not key.used_lately(now):
            key.last_used_at = now
            await self.store(key, "last_used_at")
