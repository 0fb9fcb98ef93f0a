"""What has been escalated, and the queue of incidents that the sweep has to look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from siems.domain.escalation.ladder import Fired
from siems.domain.incidents import UNRESOLVED
from siems.models import Escalation, Incident
from siems.models.base import new_id
from siems.repositories.base import OrganizationTransaction, Repository, Transaction
from siems.repositories.keyset import Keyset, Page, PageRequest
from siems.repositories.owing import DELIVERIES_TO_PEOPLE, PAGED_IN_VAIN

Histories = dict[tuple[UUID, int], dict[UUID, list[Fired]]]
"""What has fired: by incident and round, and then by rule."""
NEWEST = Keyset("fired_at", descending=True)
_COLUMNS = tuple(sorted(Escalation._meta.db_fields))
_PLANNED = {
    "next_escalation_at": "timestamptz",
    "rules_revision": "int",
    "sla_policy_id": "uuid",
    "sla": "text",
    "next_sla_at": "timestamptz",
    "respond_due_at": "timestamptz",
    "respond_at_risk_at": "timestamptz",
    "respond_sla": "text",
    "resolve_due_at": "timestamptz",
    "resolve_at_risk_at": "timestamptz",
    "resolve_sla": "text",
}
"""The columns that a plan consists of, and their types."""


class EscalationRepository(Repository[Escalation]):
    model = Escalation
    noun = "escalation"

    def __init__(self, transaction: OrganizationTransaction) -> None:
        super().__init__(transaction)
        self._read: Histories = {}

    async def histories(self, incidents: Sequence[Incident]) -> Histories:
        """What each incident's rules have fired in its present round, in order."""
        if all((incident.id, incident.escalation_round) in self._read for incident in incidents):
            return self._read
        rows = await self._transaction.rows(
            "SELECT i.id AS incident_id, i.round, e.* FROM unnest($2::uuid[], $3::int[]) AS i (id, round), LATERAL ("
            "SELECT rule_id, repeat, step, starts_at, fired_at FROM escalations WHERE organization_id = $1 "
            "AND incident_id = i.id AND round = i.round AND rule_id IS NOT NULL ORDER BY repeat, step) AS e",
            self._organization_id,
            [incident.id for incident in incidents],
            [incident.escalation_round for incident in incidents],
        )
        found: Histories = {(incident.id, incident.escalation_round): {} for incident in incidents}
        for row in rows:
            fired = Fired(row["repeat"], row["step"], row["starts_at"], row["fired_at"])
            found[row["incident_id"], row["round"]].setdefault(row["rule_id"], []).append(fired)
        return found

    async def read_histories(self, incidents: Sequence[Incident]) -> None:
        """Reads the histories of these incidents, which are locked: once for all that `histories` is asked for."""
        self._read = await self.histories(incidents)

    def forget(self, incident: Incident) -> None:
        """What was read of the incident, and what has fired since, is not so: it was rolled back."""
        self._read = {key: fired for key, fired in self._read.items() if key[0] != incident.id}

    def note(self, incident: Incident, rule_id: UUID, fired: Fired) -> None:
        """Adds what fires now, and `record` will write, to the history of an incident that was read."""
        self._read[incident.id, incident.escalation_round].setdefault(rule_id, []).append(fired)

    async def record(self, escalation: Escalation, told: Sequence[UUID]) -> list[UUID]:
        """Writes an escalation, tells these people, with all deliveries that go with it, and lets them take part in the
        incident, in one statement. Returns those of them who have no verified contact method."""
        values = [getattr(escalation, name) for name in _COLUMNS]
        places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        first = len(values) + 1
        rows = await self._transaction.rows(
            f"""
            WITH escalation AS (
                INSERT INTO escalations ({", ".join(_COLUMNS)}) VALUES ({places}) RETURNING *
            ), people AS (
                SELECT * FROM unnest(${first}::uuid[], ${first + 1}::uuid[], ${first + 2}::uuid[])
                    AS people (user_id, notification_id, participant_id)
            ), told AS (
                INSERT INTO notifications
                    (id, organization_id, user_id, kind, incident_id, log_sequence, escalation_id, created_at)
                SELECT notification_id, organization_id, user_id, 'ESCALATED', incident_id, log_sequence,
                    escalation.id, ${first + 3}
                FROM escalation, people RETURNING *
            ), {DELIVERIES_TO_PEOPLE}, taking_part AS (
                INSERT INTO incident_participants (id, organization_id, incident_id, user_id, added_at)
                SELECT participant_id, organization_id, incident_id, user_id, ${first + 3} FROM escalation, people
                ON CONFLICT DO NOTHING
            )
            {PAGED_IN_VAIN}
            """,
            *values,
            list(told),
            [new_id() for _ in told],
            [new_id() for _ in told],
            self._transaction.now,
        )
        return [row["user_id"] for row in rows]

    async def page(
        self, request: PageRequest, seen: Subquery | None, incident_id: UUID | None = None
    ) -> Page[Escalation]:
        """Escalations of the incidents that are `seen`, newest first; of one incident only, if it is given."""
        rows = self._seen(seen)
        return await NEWEST.page(rows if incident_id is None else rows.filter(incident_id=incident_id), request)

    async def seen_by_ids(self, ids: list[UUID], seen: Subquery | None) -> dict[UUID, Escalation]:
        """Those of the escalations whose incidents are `seen`, by id."""
        return {row.id: row for row in await self._seen(seen).filter(id__in=ids)}

    def _seen(self, seen: Subquery | None) -> QuerySet[Escalation]:
        return self._rows() if seen is None else self._rows().filter(incident_id__in=seen)

    async def due(self, ids: list[UUID]) -> list[Incident]:
        """Those of the incidents that are still due, locked; what somebody else holds is left to them."""
        # By their ids alone: asked for both, PostgreSQL may walk through everything that is due for each batch.
        rows = Incident.filter(organization_id=self._organization_id, id__in=ids)
        locked = await rows.using_db(self._transaction.connection).select_for_update(skip_locked=True, no_key=True)
        at = {each.id: moment for each in locked if (moment := _looked_at(each)) is not None}
        due = [each for each in locked if each.id in at and at[each.id] <= self._transaction.now]
        return sorted(due, key=lambda each: (at[each.id], each.id))

    async def to_plan(self, revision: int, after: UUID | None, limit: int) -> list[Incident]:
        """Up to `limit` unresolved incidents that were planned by older rules, locked, in the order of their ids."""
        rows = Incident.filter(organization_id=self._organization_id, rules_revision__lt=revision)
        rows = rows.filter(status__in=UNRESOLVED)
        rows = rows if after is None else rows.filter(id__gt=after)
        rows = rows.order_by("id").limit(limit).using_db(self._transaction.connection)
        return await rows.select_for_update(skip_locked=True, no_key=True)

    async def any_to_plan(self, revision: int) -> bool:
        """Whether any unresolved incident, also one that somebody holds, was planned by older rules."""
        rows = Incident.filter(organization_id=self._organization_id, rules_revision__lt=revision)
        return await rows.filter(status__in=UNRESOLVED).using_db(self._transaction.connection).exists()

    async def store_plans(self, incidents: Sequence[Incident]) -> None:
        """Writes when each incident is next to be looked at, what service levels promise for it, and by which rules
        that was found."""
        arrays = ", ".join(f"${place}::{type}[]" for place, type in enumerate(_PLANNED.values(), 3))
        await self._transaction.rows(
            f"UPDATE incidents i SET {', '.join(f'{name} = p.{name}' for name in _PLANNED)} "
            f"FROM unnest($2::uuid[], {arrays}) AS p (id, {', '.join(_PLANNED)}) "
            "WHERE i.organization_id = $1 AND i.id = p.id RETURNING i.id",
            self._organization_id,
            [incident.id for incident in incidents],
            *([getattr(incident, name) for incident in incidents] for name in _PLANNED),
        )

    async def back_off(self, incident_id: UUID, until: datetime) -> None:
        """Leaves an incident alone until then, after an evaluation that failed."""
        await self._transaction.rows(
            "UPDATE incidents SET next_escalation_at = $3, "
            "next_sla_at = CASE WHEN next_sla_at < $3 THEN $3 ELSE next_sla_at END, "
            "escalation_failures = least(escalation_failures + 1, 1000) "
            "WHERE organization_id = $1 AND id = $2 RETURNING id",
            self._organization_id,
            incident_id,
            until,
        )

    async def raised_by(
        self, user_id: UUID, incident: Incident, reason: str | None, since: datetime
    ) -> Escalation | None:
        """The last escalation of this round that the person raised by hand, for this reason, at or after `since`."""
        rows = self._rows().filter(incident_id=incident.id, raised_by_id=user_id, fired_at__gte=since, reason=reason)
        return await rows.filter(round=incident.escalation_round).order_by("-fired_at", "-id").first()

    async def raised_by_itself(self, incident: Incident) -> list[Escalation]:
        """What SIEMS has escalated in this round without a rule, in order."""
        rows = self._rows().filter(incident_id=incident.id, round=incident.escalation_round)
        return await rows.filter(rule_id=None, raised_by_id=None).order_by("fired_at", "id")

    async def addressed_to(self, incident_id: UUID, user_id: UUID) -> bool:
        """Whether the person was told of any escalation of the incident."""
        rows = await self._transaction.rows(
            "SELECT 1 FROM notifications WHERE organization_id = $1 AND incident_id = $2 AND user_id = $3 "
            "AND escalation_id IS NOT NULL LIMIT 1",
            self._organization_id,
            incident_id,
            user_id,
        )
        return bool(rows)

    async def waiting(self, incident: Incident) -> bool:
        """Whether nobody has acknowledged an escalation of the incident's present round yet."""
        rows = self._rows().filter(incident_id=incident.id, round=incident.escalation_round, acknowledged_at=None)
        return await rows.exists()

    async def acknowledge(self, incident_id: UUID, at: datetime, actor_id: UUID | None, actor_name: str) -> list[UUID]:
        """Marks all escalations of the incident that nobody has acknowledged yet; which those were."""
        rows = await self._transaction.rows(
            "UPDATE escalations SET acknowledged_at = $3, acknowledged_by_id = $4, acknowledged_by_name = $5 "
            "WHERE organization_id = $1 AND incident_id = $2 AND acknowledged_at IS NULL RETURNING id",
            self._organization_id,
            incident_id,
            at,
            actor_id,
            actor_name,
        )
        return [row["id"] for row in rows]


_LOOK_AT = "least(next_escalation_at, next_sla_at)"


def _looked_at(incident: Incident) -> datetime | None:
    """When the sweep has to look at it."""
    moments = (incident.next_escalation_at, incident.next_sla_at)
    return min((moment for moment in moments if moment is not None), default=None)


@dataclass(frozen=True)
class Waiting:
    """An incident that is due."""

    organization_id: UUID
    incident_id: UUID


class EscalationQueueRepository:
    """The incidents of all organizations that are due: the named exception for the sweep."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def due_for_escalation(self, now: datetime, limit: int, besides: Iterable[UUID] = ()) -> list[Waiting]:
        """Up to `limit` incidents that are due, the most overdue first, of all organizations `besides` these.

        Takes no lock.
        """
        # By the index alone, whatever the statistics say: they are old after an import or an outage.
        await self._transaction.rows("SELECT set_config('enable_seqscan', 'off', true)")
        rows = await self._transaction.rows(
            "SELECT organization_id, id FROM incidents "
            f"WHERE {_LOOK_AT} <= $1 AND organization_id <> ALL ($2::uuid[]) ORDER BY {_LOOK_AT} LIMIT {int(limit)}",
            now,
            list(besides),
        )
        return [Waiting(row["organization_id"], row["id"]) for row in rows]

    async def organizations_to_plan(self) -> list[UUID]:
        """The organizations whose rules have changed since all their incidents were planned."""
        rows = await self._transaction.rows(
            "SELECT organization_id FROM escalation_planning WHERE planned_revision < revision ORDER BY changed_at"
        )
        return [row["organization_id"] for row in rows]
