"""Both logs of one organization as one list, newest first."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from siems.domain.errors import ValidationFailed
from siems.domain.log import ActorKind, SubjectKind
from siems.repositories.base import OrganizationTransaction
from siems.repositories.keyset import Page, PageRequest

_COLUMNS = (
    "id, subject_id, sequence, action, actor_kind, actor_id, actor_name, before::text, after::text, reason, at, "
    "recorded_at, request_id, source_address, hash"
)
_SOURCES = (("incident_log", "'incident'"), ("configuration_log", "subject_kind"))
"""The logs, in the order of entries that were recorded at the same moment, and the kind of their subjects."""
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class AuditCriteria:
    """Which entries the trail holds. None means any; several criteria must all hold."""

    kinds: Sequence[SubjectKind] | None = None
    subject_id: UUID | None = None
    actor_id: UUID | None = None
    actions: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditEntry:
    """One entry of either log."""

    kind: SubjectKind
    subject_id: UUID
    sequence: int
    action: str
    actor_kind: ActorKind
    actor_id: UUID | None
    actor_name: str
    before: Any
    after: Any
    reason: str | None
    at: datetime
    recorded_at: datetime
    request_id: str | None
    source_address: str | None
    hash: str


@dataclass(frozen=True, order=True)
class _Place:
    """Where an entry stands: the moment, which of the logs, and its id there."""

    recorded_at: datetime
    log: int
    id: int

    def write(self) -> str:
        plain = json.dumps([self.recorded_at.isoformat(), self.log, self.id])
        return base64.urlsafe_b64encode(plain.encode()).decode()

    @classmethod
    def read(cls, cursor: str, name: str) -> "_Place":
        try:
            moment, log, id = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            recorded_at = datetime.fromisoformat(moment)
            if recorded_at.tzinfo is None or log not in (0, 1) or type(id) is not int or not 0 < id <= _LARGEST_ID:
                raise ValueError(cursor)
            return cls(recorded_at.astimezone(UTC), int(log), id)
        except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
            raise ValidationFailed.of(
                name, "This is not a cursor of this list. Use one from its edges or its pageInfo."
            ) from None


class _Conditions:
    """A WHERE clause in the making, and the values of its parameters."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def parameter(self, value: Any, kind: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{kind}"


class AuditTrailRepository:
    """Reads both logs, each up to the page's end by an index, and merges what it finds."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def page(self, request: PageRequest, criteria: AuditCriteria) -> Page[AuditEntry]:
        """One page of the trail. Raises ValidationFailed for a cursor that is none of its own."""
        conditions = _Conditions()
        order = "ASC" if request.backwards else "DESC"
        limit = int(request.limit) + 1
        parts = [
            f"(SELECT {log} AS log, {kind} AS kind, {_COLUMNS} FROM {table} WHERE "
            f"{self._where(conditions, log, request, criteria)} ORDER BY recorded_at {order}, id {order} LIMIT {limit})"
            for log, (table, kind) in enumerate(_SOURCES)
        ]
        rows = await self._transaction.rows(
            f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS trail "
            f"ORDER BY recorded_at {order}, log {order}, id {order} LIMIT {limit}",
            *conditions.values,
        )
        more, rows = len(rows) > request.limit, rows[: request.limit]
        if request.backwards:
            rows.reverse()
        return Page(
            rows=[_entry(row) for row in rows],
            cursors=[_Place(row["recorded_at"], row["log"], row["id"]).write() for row in rows],
            has_next=request.before is not None if request.backwards else more,
            has_previous=more if request.backwards else request.after is not None,
        )

    def _where(self, conditions: _Conditions, log: int, request: PageRequest, criteria: AuditCriteria) -> str:
        found = [f"organization_id = {conditions.parameter(self._transaction.organization_id, 'uuid')}"]
        for column, value in (("subject_id", criteria.subject_id), ("actor_id", criteria.actor_id)):
            if value is not None:
                found.append(f"{column} = {conditions.parameter(value, 'uuid')}")
        if criteria.actions is not None:
            found.append(f"action = ANY({conditions.parameter(list(criteria.actions), 'text[]')})")
        for operator, moment in ((">=", criteria.since), ("<", criteria.until)):
            if moment is not None:
                found.append(f"recorded_at {operator} {conditions.parameter(moment, 'timestamptz')}")
        found += self._kinds(conditions, log, criteria.kinds)
        for name, cursor, operator in (("after", request.after, "<"), ("before", request.before, ">")):
            if cursor is not None:
                found.append(_beyond(conditions, log, _Place.read(cursor, name), operator))
        return " AND ".join(found)

    def _kinds(self, conditions: _Conditions, log: int, kinds: Sequence[SubjectKind] | None) -> list[str]:
        if kinds is None:
            return []
        if log == 0:
            return [] if SubjectKind.INCIDENT in kinds else ["false"]
        return [f"subject_kind = ANY({conditions.parameter([kind.value for kind in kinds], 'text[]')})"]


def _beyond(conditions: _Conditions, log: int, place: _Place, operator: str) -> str:
    """(recorded_at, log, id) is beyond the place, where the log is known: written so that an index can be used."""
    moment = conditions.parameter(place.recorded_at, "timestamptz")
    if log == place.log:
        return f"(recorded_at, id) {operator} ({moment}, {conditions.parameter(place.id, 'bigint')})"
    beyond = log < place.log if operator == "<" else log > place.log
    return f"recorded_at {operator}{'=' if beyond else ''} {moment}"


def _entry(row: dict[str, Any]) -> AuditEntry:
    values = {name: value for name, value in row.items() if name not in ("log", "id")}
    kind, actor_kind = SubjectKind(row["kind"]), ActorKind(row["actor_kind"])
    before, after = json.loads(row["before"]), json.loads(row["after"])
    return AuditEntry(**{**values, "kind": kind, "actor_kind": actor_kind, "before": before, "after": after})
