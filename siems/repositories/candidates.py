"""Who could take an incident, with everything that the ranking asks about them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.assignment import Candidate, Requirements
from siems.domain.hours import DAY, Span, WeeklyHours, local_time
from siems.domain.incidents import Severity
from siems.models import Incident
from siems.repositories.absences import AbsenceRepository
from siems.repositories.base import OrganizationTransaction
from siems.repositories.owing import PAGED_KINDS

_LOOKED_AHEAD = timedelta(days=366)
"""For absences that follow on one another."""


@dataclass(frozen=True)
class Found:
    """Somebody who could take it, whether they are an engineer, and one of its team."""

    candidate: Candidate
    engineer: bool
    of_team: bool


class CandidateRepository:
    """A constant number of queries, however many people and incidents there are."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def one_at_a_time(self) -> None:
        """Waits for all others of the organization who assign automatically, and keeps the others waiting until the
        commit: so each ranks with the load that those before have made.

        To be taken after `UserRepository.keep_in_office` and before any row lock.
        """
        await self._transaction.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))",
            f"assigning {self._transaction.organization_id}",
        )

    async def requirements(self, incident: Incident) -> Requirements:
        """What the incident, its service and its category ask for; of several levels of one skill the highest."""
        rows = await self._transaction.rows(
            _REQUIREMENTS,
            self._transaction.organization_id,
            incident.service_id,
            incident.category_id,
            json.dumps(incident.required_skills),
        )
        return Requirements({row["id"]: row["level"] for row in rows}, {row["id"]: row["name"] for row in rows})

    async def find(
        self, team_id: UUID | None, on_call: Collection[UUID], besides: Collection[UUID], *, everybody: bool
    ) -> list[Found]:
        """The active engineers of the team, or of the organization if `everybody`; whoever is on call; and these
        people `besides`, as far as they are active."""
        rows = await self._transaction.rows(
            _PEOPLE, self._transaction.organization_id, team_id, [*on_call, *besides], everybody
        )
        absent = await self._absent_until({row["id"]: ZoneInfo(row["time_zone"]) for row in rows})
        return [
            Found(self._candidate(row, row["id"] in on_call, absent.get(row["id"])), row["engineer"], row["of_team"])
            for row in rows
        ]

    def _candidate(self, row: dict[str, Any], on_call: bool, absent_until: date | None) -> Candidate:
        now, hours = self._transaction.now, row["working_hours"]
        in_hours = None
        if hours is not None:
            in_hours = WeeklyHours.read(json.loads(hours)).hold(ZoneInfo(row["time_zone"]), now)
        held = json.loads(row["held"] or "{}")
        return Candidate(
            id=row["id"],
            name=row["name"],
            skills={UUID(id): level for id, level in json.loads(row["skills"] or "{}").items()},
            on_call=on_call,
            in_hours=in_hours,
            absent_until=absent_until,
            unavailable=row["unavailable_since"] is not None,
            unavailable_until=row["unavailable_until"],
            open_by_severity={Severity(int(severity)): count for severity, count in held.items()},
            last_paged_at=row["last_paged_at"],
        )

    async def _absent_until(self, zones: dict[UUID, ZoneInfo]) -> dict[UUID, date]:
        """The last day of the absence of each who is absent now, in the days of their time zones."""
        now = self._transaction.now
        absent = await AbsenceRepository(self._transaction).spans(zones, Span(now, now + _LOOKED_AHEAD))
        ends = {id: span.end for id, spans in absent.items() for span in spans if now in span}
        return {id: local_time(end, zones[id]).date() - DAY for id, end in ends.items()}


_REQUIREMENTS = """
SELECT s.id, s.name, max(r.level) AS level FROM (
    SELECT skill_id, level FROM required_skills WHERE organization_id = $1 AND (service_id = $2 OR category_id = $3)
    UNION ALL SELECT key::uuid, value::smallint FROM jsonb_each_text($4::text::jsonb)
) r JOIN skills s ON s.organization_id = $1 AND s.id = r.skill_id GROUP BY s.id, s.name
"""
_PEOPLE = f"""
WITH people AS (
    SELECT u.*, u.role = 'ENGINEER' AS engineer, u.role = 'ENGINEER' AND EXISTS (
        SELECT FROM team_members m WHERE m.organization_id = $1 AND m.team_id = $2 AND m.user_id = u.id
    ) AS of_team
    FROM users u WHERE u.organization_id = $1 AND u.deactivated_at IS NULL
)
SELECT p.id, p.name, p.time_zone, p.working_hours::text AS working_hours, p.unavailable_since, p.unavailable_until,
    p.engineer, p.of_team,
    (SELECT jsonb_object_agg(s.skill_id, s.level) FROM user_skills s
     WHERE s.organization_id = $1 AND s.user_id = p.id)::text AS skills,
    (SELECT jsonb_object_agg(i.severity, i.count) FROM (
        SELECT severity, count(*) AS count FROM incidents
        WHERE organization_id = $1 AND assignee_id = p.id AND status IN ('ASSIGNED', 'IN_PROGRESS') GROUP BY severity
    ) i)::text AS held,
    (SELECT max(n.created_at) FROM notifications n
     WHERE n.organization_id = $1 AND n.user_id = p.id AND n.kind IN {PAGED_KINDS}) AS last_paged_at
FROM people p WHERE p.of_team OR p.id = ANY($3::uuid[]) OR ($4 AND p.engineer)
"""
