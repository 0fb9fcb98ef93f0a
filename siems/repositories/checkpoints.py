"""Checkpoints, and the entries that they cover. Everything here is about all organizations at once."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from siems.domain.checkpoints import Batch, Checkpoint, Covered, Part, Place, SignedCheckpoint
from siems.repositories.base import Transaction
from siems.repositories.feed import SETTLED

_TABLES = {"incident": "incident_log", "configuration": "configuration_log"}
_COLUMNS = (
    "number, previous_hash, made_at, entries, incident_epoch, incident_xid, incident_id, "
    "configuration_epoch, configuration_xid, configuration_id, contents, public_key, hash, signature"
)
_AFTER = f"SELECT {_COLUMNS} FROM checkpoints WHERE number > $1 ORDER BY number"
_BEHIND = "(feed_epoch, feed_xid, id) > ($1, $2::text::xid8, $3)"
"""Of entries, with the values of `_numbers`."""
_HEAD_PLACE = "feed_epoch AS epoch, feed_xid AS xid, feed_id AS id"
_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Window:
    """What the last checkpoint leaves open."""

    now: datetime
    last: SignedCheckpoint | None
    entries: int
    """How many entries no checkpoint covers yet."""
    oldest: datetime | None
    """When the oldest of them was written."""


class CheckpointRepository:
    """Makes no judgement: what is read may be false."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def lock(self) -> None:
        """Waits until nobody else makes a checkpoint, and keeps others waiting until the end of the transaction."""
        await self._transaction.rows("SELECT pg_advisory_xact_lock(hashtextextended('siems checkpoints', 0))")

    async def last(self) -> SignedCheckpoint | None:
        rows = await self._transaction.rows(f"SELECT {_COLUMNS} FROM checkpoints ORDER BY number DESC LIMIT 1")
        return _signed(rows[0]) if rows else None

    async def numbered(self, number: int) -> SignedCheckpoint | None:
        rows = await self._transaction.rows(f"SELECT {_COLUMNS} FROM checkpoints WHERE number = $1", number)
        return _signed(rows[0]) if rows else None

    async def uncovered(self, kind: str, after: Place, limit: int) -> list[Covered]:
        """Up to `limit` entries of the log behind `after`, in order; only such that nothing can come before them."""
        rows = await self._transaction.rows(
            f"{_entries(kind)} WHERE {_BEHIND} AND {SETTLED} ORDER BY feed_epoch, feed_xid, id LIMIT {int(limit)}",
            *_numbers(after),
        )
        return [_covered(kind, row) for row in rows]

    async def add(self, signed: SignedCheckpoint, batch: Batch) -> None:
        """Stores a checkpoint with all that it covers."""
        said = signed.checkpoint
        places = (*astuple(said.incident), *astuple(said.configuration))
        await self._transaction.rows(
            f"INSERT INTO checkpoints ({_COLUMNS}) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING number",
            *(said.number, said.previous_hash, said.made_at, said.entries, *places),
            *(said.contents, said.public_key, signed.hash, signed.signature),
        )
        await self._transaction.rows(
            "INSERT INTO checkpoint_parts (checkpoint, organization_id, entries, entries_hash, heads_hash) "
            "SELECT $1::int, * FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) RETURNING id",
            said.number,
            *_columns((part.organization_id, part.entries, part.entries_hash, part.heads_hash) for part in batch.parts),
        )
        await self._transaction.rows(
            "INSERT INTO checkpoint_heads "
            "(checkpoint, organization_id, kind, subject_id, sequence, hash, feed_epoch, feed_xid, feed_id) "
            "SELECT $1::int, * FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[], $6::text[], $7::int[], "
            "$8::bigint[], $9::bigint[]) RETURNING id",
            said.number,
            *_columns(
                (head.organization_id, head.kind, head.subject_id, head.sequence, head.hash, *astuple(head.place))
                for head in batch.heads
            ),
        )

    async def window(self) -> Window:
        """What has been written since the last checkpoint, settled or not."""
        last, entries, oldest = await self.last(), 0, []
        for kind, table in _TABLES.items():
            after = Place() if last is None else last.checkpoint.place(kind)
            [row] = await self._transaction.rows(
                f"SELECT count(*) AS entries, min(recorded_at) AS oldest FROM {table} WHERE {_BEHIND}",
                *_numbers(after),
            )
            entries += row["entries"]
            oldest += [row["oldest"]] if row["entries"] else []
        return Window(self._transaction.now, last, entries, min(oldest, default=None))

    async def behind(self, number: int, limit: int) -> list[SignedCheckpoint]:
        """Up to `limit` checkpoints with a higher number, in order."""
        rows = await self._transaction.rows(f"{_AFTER} LIMIT {int(limit)}", number)
        return [_signed(row) for row in rows]

    async def all(self) -> AsyncIterator[SignedCheckpoint]:
        """Every checkpoint, in order."""
        async for row in self._rows(_AFTER, ("number",), (0,)):
            yield _signed(row)

    async def parts(self) -> AsyncIterator[tuple[int, Part]]:
        """Every part of every checkpoint, with its checkpoint's number, by that and by organization."""
        sql = (
            "SELECT checkpoint, organization_id, entries, entries_hash, heads_hash FROM checkpoint_parts "
            "WHERE (checkpoint, organization_id) > ($1, $2) ORDER BY checkpoint, organization_id"
        )
        async for row in self._rows(sql, ("checkpoint", "organization_id"), (0, _NOBODY)):
            yield (
                row["checkpoint"],
                Part(row["organization_id"], row["entries"], row["entries_hash"], row["heads_hash"]),
            )

    async def heads(self, organization_id: UUID | None) -> AsyncIterator[tuple[int, Covered]]:
        """Every head of every checkpoint, of one organization or of all, in the order in which they are hashed."""
        key = ("checkpoint", "organization_id", "kind", "subject_id")
        names = ", ".join(key)
        sql = (
            f"SELECT {names}, sequence, hash, {_HEAD_PLACE} FROM checkpoint_heads "
            f"WHERE ({names}) > ($1, $2, $3, $4) AND ($5::uuid IS NULL OR organization_id = $5) ORDER BY {names}"
        )
        async for row in self._rows(sql, key, (0, _NOBODY, "", _NOBODY), organization_id):
            yield row["checkpoint"], _covered(row["kind"], row)

    async def heads_by_chain(
        self, kind: str, organization_id: UUID | None, up_to: int
    ) -> AsyncIterator[tuple[int, Covered]]:
        """The heads of one log's chains in the checkpoints up to this one, chain by chain, each by its sequence."""
        sql = (
            f"SELECT checkpoint, organization_id, subject_id, sequence, hash, {_HEAD_PLACE} "
            "FROM checkpoint_heads WHERE (subject_id, sequence) > ($1, $2) AND kind = $3 AND checkpoint <= $4 "
            "AND ($5::uuid IS NULL OR organization_id = $5) ORDER BY subject_id, sequence"
        )
        async for row in self._rows(sql, ("subject_id", "sequence"), (_NOBODY, 0), kind, up_to, organization_id):
            yield row["checkpoint"], _covered(kind, row)

    async def entries(self, kind: str, organization_id: UUID | None) -> AsyncIterator[Covered]:
        """The entries of one log, of one organization or of all, in the feed's order."""
        sql = (
            f"{_entries(kind)} WHERE {_BEHIND} AND ($4::uuid IS NULL OR organization_id = $4) "
            "ORDER BY feed_epoch, feed_xid, id"
        )
        async for row in self._rows(sql, ("epoch", "xid", "id"), _numbers(Place()), organization_id):
            yield _covered(kind, row)

    async def _rows(
        self, sql: str, key: Sequence[str], start: Sequence[Any], *values: Any, batch: int = 2000
    ) -> AsyncIterator[dict[str, Any]]:
        """All rows of a statement that begins behind its first parameters, a batch in memory at a time."""
        while True:
            rows = await self._transaction.rows(f"{sql} LIMIT {batch}", *start, *values)
            for row in rows:
                yield row
            if len(rows) < batch:
                return
            start = [rows[-1][name] for name in key]


def _entries(kind: str) -> str:
    place = "feed_epoch AS epoch, feed_xid::text AS xid, id"
    return f"SELECT organization_id, subject_id, sequence, hash, {place} FROM {_TABLES[kind]}"


def _covered(kind: str, row: dict[str, Any]) -> Covered:
    place = Place(row["epoch"], int(row["xid"]), row["id"])
    return Covered(kind, row["organization_id"], row["subject_id"], row["sequence"], row["hash"], place)


def _signed(row: dict[str, Any]) -> SignedCheckpoint:
    checkpoint = Checkpoint(
        number=row["number"],
        previous_hash=row["previous_hash"],
        made_at=row["made_at"],
        entries=row["entries"],
        incident=Place(row["incident_epoch"], row["incident_xid"], row["incident_id"]),
        configuration=Place(row["configuration_epoch"], row["configuration_xid"], row["configuration_id"]),
        contents=row["contents"],
        public_key=row["public_key"],
    )
    return SignedCheckpoint(checkpoint, row["hash"], row["signature"])


def _columns(rows: Any) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _numbers(place: Place) -> tuple[int, str, int]:
    return place.epoch, str(place.xid), place.id
