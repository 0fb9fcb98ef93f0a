"""The logs of incidents as reviews read them: without their long texts, many in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from siems.domain.log import Act, Action, Actor, ActorKind, Origin
from siems.domain.review import LONGEST_TIMELINE
from siems.domain.sentences import SHORTENED_TO
from siems.repositories.base import OrganizationTransaction

_ONLY_IN_THE_TIMELINE = (
    Action.COMMENTED,
    Action.CHECKLIST_TICKED,
    Action.CHECKLIST_UNTICKED,
    Action.POSTMORTEM_WRITTEN,
    Action.EVENT_RECEIVED,
)
"""What a review says nothing of but in its timeline: there is no end to these."""
_LONGEST = 3_000
"""So many entries are read of one log: what people do to an incident beside talking comes to far fewer."""


@dataclass(frozen=True)
class Said:
    """An entry of a log with its texts cut short."""

    sequence: int
    act: Act


@dataclass(frozen=True)
class Told:
    """The first LONGEST_TIMELINE entries of a log, and of the rest those that a review is about."""

    said: list[Said]
    entries: int
    """How many the log has."""


class ReviewRepository:
    """Reads by the ids of incidents that are the organization's own and visible: their reader has looked."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def logs(self, incident_ids: Sequence[UUID]) -> dict[UUID, Told]:
        """What happened to each of the incidents."""
        rows = await self._transaction.rows(
            "SELECT batch.id AS incident_id, (SELECT max(sequence) FROM incident_log WHERE subject_id = batch.id) AS "
            "entries, log.* FROM unnest($1::uuid[]) AS batch (id) CROSS JOIN LATERAL ("
            "SELECT sequence, action, actor_kind, actor_id, actor_name, reason, origin, at, "
            f"{_shortened('before')} AS before, {_shortened('after')} AS after FROM incident_log "
            f"WHERE subject_id = batch.id AND (sequence <= {LONGEST_TIMELINE} OR action <> ALL ($2::text[])) "
            f"ORDER BY sequence LIMIT {_LONGEST}) AS log ORDER BY batch.id, sequence",
            list(incident_ids),
            [action.value for action in _ONLY_IN_THE_TIMELINE],
        )
        found: dict[UUID, Told] = {}
        for row in rows:
            told = found.setdefault(row["incident_id"], Told([], row["entries"]))
            actor = Actor(ActorKind(row["actor_kind"]), row["actor_name"], row["actor_id"])
            before, after = json.loads(row["before"]), json.loads(row["after"])
            act = Act(row["action"], actor, row["at"], before, after, row["reason"], Origin(row["origin"]))
            told.said.append(Said(row["sequence"], act))
        return found


def _shortened(column: str) -> str:
    """The JSON object in a column, with its texts no longer than a sentence can use."""
    text = f"to_jsonb(left(value #>> '{{}}', {2 * SHORTENED_TO}))"
    value = f"CASE jsonb_typeof(value) WHEN 'string' THEN {text} ELSE value END"
    return f"coalesce((SELECT jsonb_object_agg(key, {value}) FROM jsonb_each({column})), '{{}}')::text"
