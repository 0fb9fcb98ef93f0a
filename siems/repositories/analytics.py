"""The figures of incidents, computed by PostgreSQL, each question in one statement.

What is counted of incidents stands in two indexes, `incidents_by_report` and `incidents_by_resolution` (migration 14),
so that the table itself is not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from siems.domain.analytics import (
    Attainment,
    BusyHour,
    Durations,
    Group,
    Grouping,
    IncidentFigures,
    Lateness,
    Pages,
    Period,
    Scope,
)
from siems.domain.hours import Span
from siems.domain.incidents import Severity
from siems.repositories.base import OrganizationTransaction
from siems.repositories.owing import PAGED_KINDS
from siems.repositories.search_matching import Values
from siems.repositories.workload import PAGES

READS_MUCH = {"work_mem": "64MB", "jit": "off"}
"""What the database is told of a transaction that asks for figures: sorting for percentiles on disk takes twice as
long, and compiling the statements longer than most of them."""
_ENDS = {"acknowledge": "acknowledged_at", "start": "started_at", "resolve": "resolved_at"}
"""What ends each time that is measured from the report on."""
_ANSWERED = {"respond": "coalesce(started_at, resolved_at)", "resolve": "resolved_at"}
"""When each promise of a service level was kept, in time or not."""
_COUNTS = {
    "escalated": "rule_escalations + hand_escalations > 0",
    "escalated_by_rule": "rule_escalations > 0",
    "escalated_by_hand": "hand_escalations > 0",
    "ever_resolved": "reopen_count > 0 OR resolved_at IS NOT NULL",
    "reopened": "reopen_count > 0",
}
_KEYS = {
    Grouping.SEVERITY: "severity",
    Grouping.CATEGORY: "category_id",
    Grouping.SERVICE: "service_id",
    Grouping.TEAM: "team_id",
    Grouping.ENGINEER: "assignee_id",
}
_NAMED_IN = {
    Grouping.CATEGORY: "categories",
    Grouping.SERVICE: "services",
    Grouping.TEAM: "teams",
    Grouping.ENGINEER: "users",
}


class AnalyticsRepository:
    """Counts every incident of a scope, whoever may see it."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def summary(self, scope: Scope) -> IncidentFigures:
        """The figures of all incidents of the scope together."""
        values = Values()
        [row] = await self._rows(
            f"SELECT {_figures(scope, values)} FROM incidents i "
            f"WHERE {self._within(scope, values)} AND {_like(scope, values)}",
            values,
        )
        return _incident_figures(row)

    async def groups(self, scope: Scope, by: Sequence[Grouping]) -> dict[Grouping, list[Group]]:
        """The figures of the groups that there are, for each of these ways to group, in one statement.

        Severities come with the worst first, others with the largest group first.
        """
        return (await self._grouped(scope, by, together=False))[1]

    async def summary_and_groups(
        self, scope: Scope, by: Sequence[Grouping]
    ) -> tuple[IncidentFigures, dict[Grouping, list[Group]]]:
        """What `summary` and `groups` say, in one statement."""
        [summary], groups = await self._grouped(scope, by, together=True)
        return summary, groups

    async def _grouped(
        self, scope: Scope, by: Sequence[Grouping], *, together: bool
    ) -> tuple[list[IncidentFigures], dict[Grouping, list[Group]]]:
        values = Values()
        keys = [_KEYS[each] for each in by]
        names = {table: f"{table}.id = grouped.{_KEYS[each]}" for each, table in _NAMED_IN.items() if each in by}
        rows = await self._rows(
            f"""
            SELECT grouped.*, coalesce(NULL, {", ".join(f"{table}.name" for table in names) or "NULL"}) AS name
            FROM (
                SELECT {", ".join(keys)}, GROUPING({", ".join(keys)}) AS absent, {_figures(scope, values)}
                FROM incidents i WHERE {self._within(scope, values)} AND {_like(scope, values)}
                GROUP BY GROUPING SETS ({", ".join(f"({key})" for key in [*keys, *([""] if together else [])])})
            ) AS grouped {" ".join(f"LEFT JOIN {table} ON {id}" for table, id in names.items())}
            ORDER BY incidents DESC, name
            """,
            values,
        )
        summary: list[IncidentFigures] = []
        groups: dict[Grouping, list[Group]] = {each: [] for each in by}
        for row in rows:
            each = _grouped_by(by, row["absent"])
            if each is None:
                summary.append(_incident_figures(row))
            else:
                groups[each].append(_group(each, row))
        if Grouping.SEVERITY in groups:
            groups[Grouping.SEVERITY].sort(key=attrgetter("key"), reverse=True)
        return summary, groups

    async def periods(self, scope: Scope, spans: Sequence[Span]) -> list[Period]:
        """The figures of each of these spans, which are those of the scope's range without gaps, and the backlog.

        The backlog before the first one is found by when incidents were resolved: what was resolved before it is not
        read. From then on it grows with what is reported and shrinks with what is resolved.
        """
        # Counted apart what was resolved since and what never was: together PostgreSQL would read the table for them.
        values = Values()
        starts, ends = values.add([span.start for span in spans]), values.add([span.end for span in spans])
        like = _like(scope, values)
        organization = self._organization(values)
        since = f"{values.add(scope.since)}::timestamptz"
        earlier = f"{organization} AND created_at < {since} AND {like}"
        rows = await self._rows(
            f"""
            WITH before AS (
                SELECT count(*) AS backlog FROM incidents i WHERE {earlier} AND resolved_at >= {since}
                UNION ALL SELECT count(*) FROM incidents i WHERE {earlier} AND resolved_at IS NULL
            )
            SELECT reported.*, (SELECT sum(backlog) FROM before)
                + sum(reported.incidents - resolved.incidents) OVER (ORDER BY place) AS backlog
            FROM unnest({starts}::timestamptz[], {ends}::timestamptz[]) WITH ORDINALITY AS span (starts, ends, place)
            CROSS JOIN LATERAL (
                SELECT {_figures(scope, values)} FROM incidents i
                WHERE {organization} AND created_at >= starts AND created_at < ends AND {like}
            ) AS reported
            CROSS JOIN LATERAL (
                SELECT count(*) AS incidents FROM incidents i
                WHERE {organization} AND resolved_at >= starts AND resolved_at < ends AND {like}
            ) AS resolved
            ORDER BY place
            """,
            values,
        )
        return [
            Period(span, _incident_figures(row), int(row["backlog"])) for span, row in zip(spans, rows, strict=True)
        ]

    async def busiest_hours(self, scope: Scope) -> list[BusyHour]:
        """The hours of the week in which anything was reported, the busiest first."""
        values = Values()
        rows = await self._rows(
            f"""
            SELECT extract(isodow FROM at)::int - 1 AS weekday, extract(hour FROM at)::int AS hour,
                count(*) AS incidents
            FROM (
                SELECT created_at AT TIME ZONE {values.add(scope.zone.key)}::text AS at FROM incidents i
                WHERE {self._within(scope, values)} AND {_like(scope, values)}
            ) AS reports
            GROUP BY weekday, hour ORDER BY incidents DESC, weekday, hour
            """,
            values,
        )
        return [BusyHour(**row) for row in rows]

    async def lateness(self, scope: Scope) -> Lateness:
        """How late rules fired within the scope's range, of incidents that are like the scope."""
        values = Values()
        [row] = await self._rows(
            f"""
            SELECT count(*) AS firings, max(lateness_ms) / 1000.0::float8 AS max,
                percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY lateness_ms / 1000.0::float8) AS percentiles
            FROM escalations e
            WHERE {self._organization(values)} AND rule_id IS NOT NULL
                AND fired_at >= {values.add(scope.since)} AND fired_at < {values.add(scope.until)}
                AND {_of_incident_like(scope, values)}
            """,
            values,
        )
        p50, p99 = row["percentiles"] or (None, None)
        return Lateness(firings=row["firings"], p50=p50, p99=p99, max=row["max"])

    async def pages(self, scope: Scope) -> list[Pages]:
        """Those who were paged within the scope's range, most often first.

        A scope with an assignee is about this person's pages, whosever the incidents were. Everything else that it asks
        for is about the incidents.
        """
        values = Values()
        person = "" if scope.assignee_id is None else f"AND u.id = {values.add(scope.assignee_id)}"
        rows = await self._rows(
            f"""
            SELECT u.id AS user_id, u.name, {PAGES} FROM users u
            JOIN notifications n ON n.organization_id = u.organization_id AND n.user_id = u.id
            WHERE u.{self._organization(values)} {person} AND n.kind IN {PAGED_KINDS}
                AND n.created_at >= {values.add(scope.since)} AND n.created_at < {values.add(scope.until)}
                AND {_of_incident_like(replace(scope, assignee_id=None), values)}
            GROUP BY u.id ORDER BY pages DESC, u.name, u.id
            """,
            values,
        )
        return [Pages(**row) for row in rows]

    async def _rows(self, sql: str, values: Values) -> list[dict[str, Any]]:
        return await self._transaction.rows(sql, *values)

    def _organization(self, values: Values) -> str:
        return f"organization_id = {values.add(self._transaction.organization_id)}"

    def _within(self, scope: Scope, values: Values) -> str:
        """What was reported in the scope's range."""
        since, until = values.add(scope.since), values.add(scope.until)
        return f"{self._organization(values)} AND created_at >= {since} AND created_at < {until}"


def _like(scope: Scope, values: Values) -> str:
    """What an incident `i` has to be like."""
    wanted = {column: getattr(scope, column) for column in _KEYS.values()}
    conditions = [f"i.{column} = {values.add(value)}" for column, value in wanted.items() if value is not None]
    return " AND ".join(conditions or ["true"])


def _of_incident_like(scope: Scope, values: Values) -> str:
    """As `_like`, of a row that refers to an incident."""
    like = _like(scope, values)
    return "true" if like == "true" else f"EXISTS (SELECT FROM incidents i WHERE i.id = incident_id AND {like})"


def _figures(scope: Scope, values: Values) -> str:
    """The columns that `_incident_figures` reads."""
    now = f"{values.add(scope.now)}::timestamptz"
    parts = [f"count(*) FILTER (WHERE {condition}) AS {name}" for name, condition in _COUNTS.items()]
    for name, end in _ENDS.items():
        seconds = f"date_part('epoch', {end} - created_at)"
        parts += [
            f"count({end}) AS {name}_count",
            f"avg({seconds}) AS {name}_mean",
            f"percentile_cont(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY {seconds}) AS {name}_percentiles",
        ]
    for name, answered in _ANSWERED.items():
        parts += [
            f"count(*) FILTER (WHERE {answered} <= {name}_due_at) AS {name}_met",
            f"count(*) FILTER (WHERE coalesce({answered}, {now}) > {name}_due_at) AS {name}_breached",
        ]
    return ", ".join(["count(*) AS incidents", *parts])


def _incident_figures(row: Mapping[str, Any]) -> IncidentFigures:
    return IncidentFigures(
        incidents=row["incidents"],
        to_acknowledge=_durations("acknowledge", row),
        to_start=_durations("start", row),
        to_resolve=_durations("resolve", row),
        respond=_attainment("respond", row),
        resolve=_attainment("resolve", row),
        **{name: row[name] for name in _COUNTS},
    )


def _attainment(name: str, row: Mapping[str, Any]) -> Attainment:
    return Attainment(row[f"{name}_met"], row[f"{name}_breached"])


def _durations(name: str, row: Mapping[str, Any]) -> Durations:
    count = row[f"{name}_count"]
    p50, p90, p95 = row[f"{name}_percentiles"] or (None, None, None)
    return Durations(count, row["incidents"] - count, row[f"{name}_mean"], p50, p90, p95)


def _grouped_by(by: Sequence[Grouping], absent: int) -> Grouping | None:
    """What a row is grouped by; None if by nothing. GROUPING has a bit for each key, the lowest for the last, that is 0
    for the one that the row is grouped by."""
    return next((each for place, each in enumerate(reversed(by)) if not absent >> place & 1), None)


def _group(by: Grouping, row: Mapping[str, Any]) -> Group:
    if by is Grouping.SEVERITY:
        severity = Severity(row["severity"])
        return Group(by, severity, severity.name, _incident_figures(row))
    return Group(by, row[_KEYS[by]], row["name"], _incident_figures(row))
