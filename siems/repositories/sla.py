"""Service level policies and business calendars."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.hours import WeeklyHours
from siems.domain.incidents import Severity
from siems.domain.matching import Match
from siems.domain.sla import BusinessCalendar, SlaPolicy
from siems.models import BusinessCalendar as CalendarRow
from siems.models import SlaPolicy as PolicyRow
from siems.repositories.base import DeletableRepository

POLICIES_IN_FORCE = """
    SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('calendar', to_jsonb(c)) ORDER BY p.created_at, p.id)
    FROM sla_policies p LEFT JOIN business_calendars c ON c.organization_id = $1 AND c.id = p.calendar_id
    WHERE p.organization_id = $1 AND p.deleted_at IS NULL
"""
"""All policies as one JSON value, for the statement that reads the rules: see there."""


class BusinessCalendarRepository(DeletableRepository[CalendarRow]):
    model = CalendarRow
    noun = "business calendar"
    unique_name = "one_business_calendar_of_a_name"

    async def create(self, **values: Any) -> CalendarRow:
        """Adds a calendar."""
        now = self._transaction.now
        return await self.insert(CalendarRow(organization_id=self._organization_id, created_at=now, **values))


class SlaPolicyRepository(DeletableRepository[PolicyRow]):
    model = PolicyRow
    noun = "policy"
    unique_name = "one_sla_policy_of_a_name"

    async def keep_others_from_changing(self) -> None:
        """Until the commit, nobody else writes a policy or a calendar: now they can be counted, and checked against
        one another. To be taken before any row lock."""
        key = f"service levels {self._organization_id}"
        await self._transaction.rows("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", key)

    async def create(self, **values: Any) -> PolicyRow:
        """Adds a policy."""
        now = self._transaction.now
        return await self.insert(PolicyRow(organization_id=self._organization_id, created_at=now, **values))

    async def on_calendar(self, calendar_id: UUID) -> list[PolicyRow]:
        """Those that count on this calendar, in the order of their names."""
        return await self._there().filter(calendar_id=calendar_id).order_by("name", "id")

    async def promised(self, incident_id: UUID, action: str, target: str) -> str | None:
        """The latest due time for which an incident's log has such an entry for the target, as the log spells it."""
        [row] = await self._transaction.rows(
            "SELECT max(after ->> 'due_at') AS due_at FROM incident_log WHERE organization_id = $1 "
            "AND subject_id = $2 AND action = $3 AND after ->> 'target' = $4",
            self._organization_id,
            incident_id,
            action,
            target,
        )
        due_at: str | None = row["due_at"]
        return due_at


def policy_of(row: Mapping[str, Any]) -> SlaPolicy:
    """The policy as the domain knows it, from its row as JSON with its `calendar` in it."""
    return SlaPolicy(
        id=UUID(row["id"]),
        name=row["name"],
        match=Match(
            severities=frozenset(Severity[name] for name in row["severities"]),
            service_ids=frozenset(UUID(id) for id in row["service_ids"]),
        ),
        respond=_minutes(row["respond_minutes"]),
        resolve=_minutes(row["resolve_minutes"]),
        calendar=None if row["calendar"] is None else calendar_of(row["calendar"]),
    )


def calendar_of(row: Mapping[str, Any]) -> BusinessCalendar:
    """The calendar as the domain knows it, from the columns of its row."""
    return BusinessCalendar(
        hours=WeeklyHours.read(row["hours"]),
        zone=ZoneInfo(row["time_zone"]),
        holidays=frozenset(date.fromisoformat(holiday["on"]) for holiday in row["holidays"]),
    )


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)
