"""The figures of many teams, or of many people, in one statement."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from siems.domain.incidents import Severity
from siems.domain.workload import NIGHT_BEGINS, NIGHT_ENDS, PAGES_WITHIN, Workload
from siems.repositories.base import OrganizationTransaction
from siems.repositories.owing import PAGED_KINDS

_SEVERITIES = {severity: f"severity_{severity.value}" for severity in Severity}
_STATES = {"open": "OPEN", "assigned": "ASSIGNED", "in_progress": "IN_PROGRESS"}
_COUNTS = [*_SEVERITIES.values(), *_STATES, "pages", "night_pages"]
_INCIDENTS = ", ".join(
    [
        *(f"count(*) FILTER (WHERE severity = {severity.value}) AS {name}" for severity, name in _SEVERITIES.items()),
        *(f"count(*) FILTER (WHERE status = '{status}') AS {name}" for name, status in _STATES.items()),
        "(array_agg(id ORDER BY created_at, id))[1] AS oldest_id",
    ]
)
_HOUR = "extract(hour FROM n.created_at AT TIME ZONE u.time_zone)"
PAGES = f"count(*) AS pages, count(*) FILTER (WHERE {_HOUR} >= {NIGHT_BEGINS} OR {_HOUR} < {NIGHT_ENDS}) AS night_pages"
"""The pages among notifications `n` to people `u`, which are of PAGED kinds."""
_FIGURES = f"oldest_id, {', '.join(f'coalesce({name}, 0) AS {name}' for name in _COUNTS)}"
_PAGED = f"""
    SELECT n.user_id, {PAGES} FROM users u
    JOIN notifications n ON n.organization_id = u.organization_id AND n.user_id = u.id
    WHERE u.organization_id = $1 AND u.deactivated_at IS NULL AND n.created_at > $3 AND n.created_at <= $4
        AND n.kind IN {PAGED_KINDS}
"""
# MATERIALIZED: where statistics are missing, each part would otherwise be counted again for every row that it joins.
_OF_TEAMS = f"""
WITH unresolved AS MATERIALIZED (
    SELECT team_id, {_INCIDENTS} FROM incidents
    WHERE organization_id = $1 AND status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS')
        AND CASE WHEN $2::uuid[] IS NULL THEN team_id IS NOT NULL ELSE team_id = ANY ($2) END
    GROUP BY team_id
), members AS MATERIALIZED (
    SELECT team_id, user_id FROM team_members
    WHERE organization_id = $1 AND ($2::uuid[] IS NULL OR team_id = ANY ($2))
), paged AS MATERIALIZED (
    {_PAGED} AND u.id = ANY (ARRAY(SELECT user_id FROM members)) GROUP BY n.user_id
), paged_teams AS MATERIALIZED (
    SELECT team_id, sum(pages)::bigint AS pages, sum(night_pages)::bigint AS night_pages
    FROM members JOIN paged USING (user_id) GROUP BY team_id
)
SELECT t.id, {_FIGURES} FROM teams t
LEFT JOIN unresolved ON unresolved.team_id = t.id LEFT JOIN paged_teams ON paged_teams.team_id = t.id
WHERE t.organization_id = $1 AND ($2::uuid[] IS NULL OR t.id = ANY ($2))
ORDER BY t.name
"""
_OF_PEOPLE = f"""
WITH in_hands AS MATERIALIZED (
    SELECT assignee_id, {_INCIDENTS} FROM incidents
    WHERE organization_id = $1 AND assignee_id = ANY ($2::uuid[]) AND status IN ('ASSIGNED', 'IN_PROGRESS')
    GROUP BY assignee_id
), paged AS MATERIALIZED (
    {_PAGED} AND u.id = ANY ($2) GROUP BY n.user_id
)
SELECT u.id, {_FIGURES} FROM users u
LEFT JOIN in_hands ON in_hands.assignee_id = u.id LEFT JOIN paged ON paged.user_id = u.id
WHERE u.organization_id = $1 AND u.id = ANY ($2)
ORDER BY u.name, u.id
"""


class WorkloadRepository:
    """Counts what is unresolved, whoever may see it, and the pages of PAGES_WITHIN until `now`."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def of_teams(self, team_ids: Collection[UUID] | None, now: datetime) -> dict[UUID, Workload]:
        """The figures of each of these teams, or of all, in the order of their names.

        Incidents are those of the team, pages those of its active members.
        """
        return await self._figures(_OF_TEAMS, None if team_ids is None else list(team_ids), now)

    async def of_people(self, user_ids: Collection[UUID], now: datetime) -> dict[UUID, Workload]:
        """The figures of each of these people, in the order of their names: of what is in their hands.

        The deactivated have no pages.
        """
        return await self._figures(_OF_PEOPLE, list(user_ids), now)

    async def _figures(self, sql: str, ids: list[UUID] | None, now: datetime) -> dict[UUID, Workload]:
        since = now - PAGES_WITHIN
        rows = await self._transaction.rows(sql, self._transaction.organization_id, ids, since, now)
        return {row["id"]: _workload(row) for row in rows}


def _workload(row: dict[str, Any]) -> Workload:
    return Workload(
        by_severity={severity: row[name] for severity, name in _SEVERITIES.items()},
        open=row["open"],
        assigned=row["assigned"],
        in_progress=row["in_progress"],
        pages=row["pages"],
        night_pages=row["night_pages"],
        oldest_id=row["oldest_id"],
    )
