"""The append-only logs: adding to a chain, reading one, walking every chain to verify it."""

import json
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from tortoise.expressions import Q

from siems.domain.log import Act, Actor, Entry, Link, chained
from siems.models import ConfigurationLog, IncidentLog, LogEntry
from siems.repositories.base import OrganizationTransaction, Transaction
from siems.repositories.feed import CURRENT_EPOCH
from siems.repositories.owing import DELIVERIES_TO_WEBHOOKS

_COLUMNS = {
    "organization_id": "uuid",
    "subject_id": "uuid",
    "sequence": "int",
    "action": "text",
    "actor_kind": "text",
    "actor_id": "uuid",
    "actor_name": "text",
    "before": "jsonb",
    "after": "jsonb",
    "reason": "text",
    "origin": "text",
    "request_id": "text",
    "source_address": "text",
    "at": "timestamptz",
    "recorded_at": "timestamptz",
    "previous_hash": "text",
    "hash": "text",
}
COLUMN_NAMES = ", ".join(_COLUMNS)


def column_arrays(first: int) -> str:
    """One array parameter for each of COLUMN_NAMES, numbered from `first`, for unnest()."""
    return ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(_COLUMNS.values(), start=first))


def log_columns(links: Iterable[tuple[Entry, str]]) -> list[list[Any]]:
    """The values of `column_arrays` for entries and their hashes."""
    return [list(column) for column in zip(*(_values(*link) for link in links), strict=True)]


def _values(entry: Entry, hash: str) -> tuple[Any, ...]:
    act, actor = entry.act, entry.act.actor
    return (
        entry.organization_id,
        entry.subject_id,
        entry.sequence,
        act.action,
        actor.kind.value,
        actor.id,
        actor.name,
        json.dumps(act.before),
        json.dumps(act.after),
        act.reason,
        act.origin.value,
        actor.request_id,
        actor.source_address,
        act.at,
        entry.recorded_at,
        entry.previous_hash,
        hash,
    )


def entry_of(row: LogEntry) -> Entry:
    """What a stored row says."""
    actor = Actor(row.actor_kind, row.actor_name, row.actor_id, row.request_id, row.source_address)
    act = Act(row.action, actor, row.at, row.before, row.after, row.reason, row.origin)
    return Entry(row.organization_id, row.subject_id, row.sequence, act, row.recorded_at, row.previous_hash)


ChainEnd = tuple[Link, int, int]
"""The last link of a chain, and the epoch and the transaction id of its place in the feed."""


def _chain_end(row: dict[str, Any]) -> ChainEnd:
    return Link(row["sequence"], row["hash"]), row["feed_epoch"], int(row["xid"])


class LogRepository:
    """What the logs share. Whoever appends holds a lock on the subject, which orders its entries."""

    model: ClassVar[type[LogEntry]]
    table: ClassVar[str]
    owing: ClassVar[str] = ""
    """More of the statement: what is owed to others because of the new `entries`."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def _append(self, subject_id: UUID, acts: Sequence[Act], **constants: str) -> int:
        """Adds `acts` to the chain of the subject in one statement; `constants` are the table's own columns.

        Returns the sequence of the last one.
        """
        organization_id, now = self._transaction.organization_id, self._transaction.now
        last, last_epoch, last_xid = await self._end(subject_id)
        columns = log_columns(chained(organization_id, subject_id, acts, last, now))
        first = len(columns) + 1
        own = "".join(f", {name}" for name in constants)
        own_values = "".join(f", ${first + place}::text" for place in range(2, len(constants) + 2))
        # An entry's place in the feed is never before its predecessor's, whose transaction may have a higher id. Those
        # of an earlier epoch are before it by their epoch, and their ids mean nothing in this one.
        await self._transaction.rows(
            f"WITH entries AS (INSERT INTO {self.table} ({COLUMN_NAMES}, feed_epoch, feed_xid{own}) "
            f"SELECT *, {CURRENT_EPOCH}, greatest("
            f"pg_current_xact_id(), CASE ${first}::int WHEN {CURRENT_EPOCH} THEN ${first + 1}::text::xid8 END)"
            f"{own_values} FROM unnest({column_arrays(1)}) RETURNING *){self.owing} SELECT id FROM entries",
            *columns,
            last_epoch,
            str(last_xid),
            *constants.values(),
        )
        return last.sequence + len(acts)

    async def _end(self, subject_id: UUID) -> ChainEnd:
        rows = await self._transaction.rows(
            f"SELECT sequence, hash, feed_epoch, feed_xid::text AS xid FROM {self.table} "
            "WHERE subject_id = $1 ORDER BY sequence DESC LIMIT 1",
            subject_id,
        )
        return _chain_end(rows[0]) if rows else (Link(), 0, 0)


class IncidentLogRepository(LogRepository):
    """The log of the organization's incidents; the lock is the incident's row."""

    model = IncidentLog
    table = "incident_log"
    owing = (
        ", about AS (SELECT id, restricted FROM incidents WHERE id IN (SELECT subject_id FROM entries)), "
        f"{DELIVERIES_TO_WEBHOOKS}"
    )

    def __init__(self, transaction: OrganizationTransaction) -> None:
        super().__init__(transaction)
        self._read: dict[UUID, ChainEnd] = {}

    async def append(self, incident_id: UUID, *acts: Act) -> int:
        """Adds `acts`, in order, to the chain of the incident; the sequence of the last one."""
        return await self._append(incident_id, acts)

    async def read_ends(self, incident_ids: list[UUID]) -> None:
        """Reads where the chains of these incidents, which are locked, go on: once for all that are appended to."""
        rows = await self._transaction.rows(
            "SELECT e.* FROM unnest($1::uuid[]) AS subject (id), LATERAL (SELECT subject_id, sequence, hash, "
            "feed_epoch, feed_xid::text AS xid FROM incident_log WHERE subject_id = subject.id "
            "ORDER BY sequence DESC LIMIT 1) AS e",
            incident_ids,
        )
        self._read = {row["subject_id"]: _chain_end(row) for row in rows}

    async def _end(self, subject_id: UUID) -> ChainEnd:
        return self._read.pop(subject_id, None) or await super()._end(subject_id)

    async def page(
        self, incident_id: UUID, after: int, limit: int, *, before: int | None = None, backwards: bool = False
    ) -> list[IncidentLog]:
        """Up to `limit` entries of the incident with a sequence above `after` and below `before`, in order.

        They are the first of those, or the last ones if `backwards`.
        """
        rows = IncidentLog.filter(organization_id=self._transaction.organization_id, subject_id=incident_id)
        rows = rows.filter(sequence__gt=after)
        if before is not None:
            rows = rows.filter(sequence__lt=before)
        order = "-sequence" if backwards else "sequence"
        found = await rows.order_by(order).limit(limit).using_db(self._transaction.connection)
        return found[::-1] if backwards else found

    async def at(self, places: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], IncidentLog]:
        """The entries at these places: the incident and the sequence."""
        if not places:
            return {}
        wanted = Q(*(Q(subject_id=id, sequence=sequence) for id, sequence in places), join_type=Q.OR)
        rows = IncidentLog.filter(wanted, organization_id=self._transaction.organization_id)
        found = await rows.using_db(self._transaction.connection)
        return {(row.subject_id, row.sequence): row for row in found}

    async def last_sequence(self, incident_id: UUID) -> int:
        """The sequence of the incident's last entry."""
        (link, _, _) = await self._end(incident_id)
        return link.sequence

    async def extent(self, incident_id: UUID) -> tuple[int, int]:
        """The sequence of the incident's last entry, and how many bytes its texts and values come to."""
        values = "octet_length(before::text) + octet_length(after::text) + coalesce(octet_length(reason), 0)"
        [row] = await self._transaction.rows(
            f"SELECT coalesce(max(sequence), 0) AS last, coalesce(sum({values}), 0)::bigint AS size FROM incident_log "
            "WHERE organization_id = $1 AND subject_id = $2",
            self._transaction.organization_id,
            incident_id,
        )
        return row["last"], row["size"]


class ConfigurationLogRepository(LogRepository):
    """The log of everything but incidents; the lock is an advisory one, since a subject may have no row yet."""

    model = ConfigurationLog
    table = "configuration_log"

    async def append(self, kind: str, subject_id: UUID, *acts: Act) -> None:
        """Adds `acts` to the chain of the subject, which is a `kind` ("user", "team" ...)."""
        await self._transaction.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended('configuration_log ' || $1::text, 0))", str(subject_id)
        )
        await self._append(subject_id, acts, subject_kind=kind)


class ChainRepository:
    """Every chain of a log, across organizations or of one, for verification."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def walk(
        self, model: type[LogEntry], organization_id: UUID | None, batch: int = 1000
    ) -> AsyncIterator[LogEntry]:
        """Every entry, chain by chain, each in its sequence. Holds one batch in memory."""
        scope = model.all() if organization_id is None else model.filter(organization_id=organization_id)
        rest = Q()
        while True:
            query = scope.filter(rest).order_by("subject_id", "sequence").limit(batch)
            entries = await query.using_db(self._transaction.connection)
            for entry in entries:
                yield entry
            if len(entries) < batch:
                return
            last = entries[-1]
            rest = Q(subject_id__gt=last.subject_id) | Q(subject_id=last.subject_id, sequence__gt=last.sequence)
