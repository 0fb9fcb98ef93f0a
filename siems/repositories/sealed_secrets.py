"""All secrets that are stored sealed and may be opened again, of every organization."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from siems.repositories.base import Transaction


@dataclass(frozen=True)
class Place:
    """A column that holds sealed secrets."""

    name: str
    """What is kept there, of what."""
    table: str
    column: str
    in_use: str
    """Which of them may still be opened ..."""
    until: str = "'infinity'"
    """... and how long."""


PLACES = (
    Place("address of contact method", "contact_methods", "address", "deleted_at IS NULL"),
    Place("URL of webhook", "webhooks", "url", "deleted_at IS NULL"),
    Place("secret of webhook", "webhooks", "secret", "deleted_at IS NULL"),
    Place(
        *("former secret of webhook", "webhooks", "previous_secret"),
        in_use="deleted_at IS NULL AND previous_secret IS NOT NULL",
        until="previous_secret_until",
    ),
    Place("code in delivery", "deliveries", "code", "code IS NOT NULL AND state IN ('PENDING', 'SENDING')"),
)


@dataclass(frozen=True)
class SealedSecret:
    """A secret as it is stored, and the row that it belongs to."""

    id: UUID
    sealed: bytes


class SealedSecretRepository:
    """Walks through a place in the order of ids: the named exception for whoever changes the key."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def after(self, place: Place, id: UUID, limit: int, *, locked: bool) -> list[SealedSecret]:
        """The next ones behind this id; with their rows' locks, if they are to be replaced."""
        rows = await self._transaction.rows(
            f"SELECT id, {place.column} AS sealed FROM {place.table} "
            f"WHERE id > $1 AND {place.in_use} AND {place.until}::timestamptz > $2 ORDER BY id LIMIT {int(limit)}"
            f"{' FOR NO KEY UPDATE' if locked else ''}",
            id,
            self._transaction.now,
        )
        return [SealedSecret(row["id"], bytes(row["sealed"])) for row in rows]

    async def replace(self, place: Place, renewed: Mapping[UUID, bytes]) -> None:
        """Stores these in the place of those that were there. Their rows are locked."""
        await self._transaction.rows(
            f"UPDATE {place.table} t SET {place.column} = new.sealed "
            "FROM unnest($1::uuid[], $2::bytea[]) AS new (id, sealed) WHERE t.id = new.id RETURNING t.id",
            list(renewed),
            list(renewed.values()),
        )
