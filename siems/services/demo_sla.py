"""What the demo promises: two policies for what is urgent, and one for everything else that counts office hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from siems.domain.hours import WeeklyHours, Window
from siems.domain.incidents import Severity
from siems.domain.log import SubjectKind
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.demo_company import Cast

CALENDAR, ZONE = "Office hours in Berlin", "Europe/Berlin"
HOURS = WeeklyHours((Window(frozenset(range(5)), time(9), time(17)),))
HOLIDAYS: Mapping[tuple[int, int], str] = {
    (1, 1): "New Year's Day",
    (5, 1): "Labour Day",
    (10, 3): "Day of German Unity",
    (12, 25): "Christmas Day",
    (12, 26): "Second Day of Christmas",
}
"""Those that are on the same month and day every year."""


@dataclass(frozen=True)
class Promise:
    """A policy, with its times in minutes."""

    severity: Severity | None
    respond: int
    resolve: int
    office_hours: bool = False


POLICIES: Mapping[str, Promise] = {
    "Critical, at any hour": Promise(Severity.CRITICAL, 15, 2 * 60),
    "High, at any hour": Promise(Severity.HIGH, 60, 8 * 60),
    "Everything else, in office hours": Promise(None, 8 * 60, 5 * 8 * 60, office_hours=True),
}


async def promise_service_levels(work: UnitOfWork, cast: Cast) -> None:
    """The calendar and the policies, each with its entry in the log. Before there are incidents, which go by them."""
    columns = {"time_zone": ZONE, "hours": HOURS.stored(), "holidays": holidays(work.now.year)}
    calendar = await work.business_calendars.create(name=CALENDAR, **columns)
    await cast.created(work, SubjectKind.BUSINESS_CALENDAR, calendar, columns)
    for name, promise in POLICIES.items():
        await _add(work, cast, name, promise, calendar.id if promise.office_hours else None)


def holidays(year: int) -> list[dict[str, str]]:
    """Of that year, the one before, where some incidents begin, and the next one."""
    return [
        {"on": date(each, *day).isoformat(), "name": name}
        for each in (year - 1, year, year + 1)
        for day, name in HOLIDAYS.items()
    ]


async def _add(work: UnitOfWork, cast: Cast, name: str, promise: Promise, calendar_id: UUID | None) -> None:
    columns: dict[str, Any] = {
        "severities": [] if promise.severity is None else [promise.severity.name],
        "respond_minutes": promise.respond,
        "resolve_minutes": promise.resolve,
    }
    policy = await work.sla_policies.create(name=name, service_ids=[], calendar_id=calendar_id, **columns)
    calendar = None if calendar_id is None else cast.reference(calendar_id)
    await cast.created(work, SubjectKind.SLA_POLICY, policy, {**columns, "services": [], "calendar": calendar})
