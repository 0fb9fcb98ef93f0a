"""The histories of incidents that were alive at some time, with what was really escalated: for simulations."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siems.domain.escalation.simulation import Happened
from siems.domain.escalation.tally import Happenings
from siems.domain.log import Action, ActorKind
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
        incidents = await self._transaction.rows(
            "SELECT id, created_at FROM incidents WHERE organization_id = $1 AND (created_at, id) < ($3, $4) "
            "AND (status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS') OR updated_at >= $2) "
            f"ORDER BY created_at DESC, id DESC LIMIT {int(limit)}",
            self._transaction.organization_id,
            since,
            created_at,
            id,
        )
        ids = [row["id"] for row in incidents]
        histories, really = await self._logs(ids, until), await self._escalated(ids, since, until)
        return [
            Lived(row["id"], row["created_at"], histories[row["id"]], really.get(row["id"], Happenings()))
            for row in incidents
        ]

    async def _logs(self, ids: list[UUID], until: datetime) -> dict[UUID, list[Happened]]:
        """What the incidents' entries from before `until` say, in order."""
        # Events change nothing that rules go by, and there may be thousands.
        # Incident by incident, each by its own index: a database that has not counted its rows for a while would else
        # read the whole log, or the organization's, for which it is not asked once more: the ids are its own.
        rows = await self._transaction.rows(
            f"SELECT subject_id, action, actor_kind, at, (after - {_LONG_TEXTS})::text AS after "
            "FROM unnest($1::uuid[]) AS batch (id) CROSS JOIN LATERAL ("
            "SELECT * FROM incident_log WHERE subject_id = batch.id AND at < $2 "
            f"AND action <> '{Action.EVENT_RECEIVED.value}' ORDER BY sequence) AS log "
            "ORDER BY subject_id, sequence",
            ids,
            until,
        )
        found: dict[UUID, list[Happened]] = {id: [] for id in ids}
        for row in rows:
            entry = Happened(row["action"], row["at"], json.loads(row["after"]), ActorKind(row["actor_kind"]))
            found[row["subject_id"]].append(entry)
        return found

    async def _escalated(self, ids: list[UUID], since: datetime, until: datetime) -> dict[UUID, Happenings]:
        """Those of the incidents that were escalated between the two moments, and how often."""
        rows = await self._transaction.rows(
            "SELECT incident_id, count(rule_id) AS by_rules, count(*) - count(rule_id) AS by_hand FROM escalations "
            "WHERE organization_id = $1 AND incident_id = ANY ($2::uuid[]) AND fired_at >= $3 AND fired_at < $4 "
            "GROUP BY incident_id",
            self._transaction.organization_id,
            ids,
            since,
            until,
        )
        return {row["incident_id"]: Happenings(row["by_rules"], row["by_hand"]) for row in rows}
