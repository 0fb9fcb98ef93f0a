"""The histories of incidents that were alive at some time, with what was really escalated: for simulations."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from siems.domain.escalation.simulation import Happened
from siems.domain.escalation.tally import Happenings
from siems.domain.log import ActorKind
from siems.repositories.base import OrganizationTransaction

_LONG_TEXTS = "'{title,description,body,resolution}'::text[]"
"""What an entry may hold that is long and no fact."""


@dataclass(frozen=True)
class Lived:
    """An incident, its log up to a moment, and how often it was escalated in the time that is looked at."""

    id: UUID
    created_at: datetime
    history: list[Happened]
    really: Happenings


class HistoryRepository:
    """Reads a batch at a time, the newest incidents first, so that no statement and no transaction lasts long."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def lived_between(self, since: datetime, until: datetime, behind: Lived | None, limit: int) -> list[Lived]:
        """Up to `limit` incidents that were reported before `until` and not done with before `since`, without the
        entries from `until` on. They go on behind that one; none are left when there are none.

        Some that were resolved before `since` may be among them.
        """
        created_at, id = (until, UUID(int=0)) if behind is None else (behind.created_at, behind.id)
        rows = await self._transaction.rows(
            f"""
            WITH batch AS MATERIALIZED (
                SELECT id, created_at FROM incidents
                WHERE organization_id = $1 AND (created_at, id) < ($4, $5)
                    AND (status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS') OR updated_at >= $2)
                ORDER BY created_at DESC, id DESC LIMIT {int(limit)}
            ), really AS (
                SELECT e.incident_id, count(e.rule_id) AS by_rules, count(*) - count(e.rule_id) AS by_hand
                FROM batch JOIN escalations e ON e.organization_id = $1 AND e.incident_id = batch.id
                WHERE e.fired_at >= $2 AND e.fired_at < $3 GROUP BY e.incident_id
            )
            SELECT batch.id, batch.created_at, log.action, log.actor_kind, log.at,
                (log.after - {_LONG_TEXTS})::text AS after, really.by_rules, really.by_hand
            FROM batch JOIN incident_log log ON log.organization_id = $1 AND log.subject_id = batch.id
                LEFT JOIN really ON really.incident_id = batch.id
            WHERE log.at < $3
            ORDER BY batch.created_at DESC, batch.id DESC, log.sequence
            """,
            self._transaction.organization_id,
            since,
            until,
            created_at,
            id,
        )
        return [_lived(list(entries)) for _, entries in groupby(rows, key=itemgetter("id"))]


def _lived(entries: list[dict[str, Any]]) -> Lived:
    first = entries[0]
    return Lived(
        id=first["id"],
        created_at=first["created_at"],
        history=[
            Happened(entry["action"], entry["at"], json.loads(entry["after"]), ActorKind(entry["actor_kind"]))
            for entry in entries
        ],
        really=Happenings(first["by_rules"] or 0, first["by_hand"] or 0),
    )
