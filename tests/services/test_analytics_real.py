"""Every figure of imported incidents, beside what plain Python makes of the same file without SIEMS.

Nothing that computes an expected value calls SIEMS: the file is read, walked (docs/decisions/0003) and counted anew.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from event_logs import SAMPLE, imported
from factories import Person, World

from siems.domain.analytics import Grouping, IncidentFigures, Lateness, PeriodUnit
from siems.services.analytics import Part, Question, ScopeDraft

Numbers = dict[str, float | None]
RUNGS = ("OPEN", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED")
DONE = ("RESOLVED", "CLOSED")
PROMISED = {"respond": {4: 30, 3: 30, 2: 240, 1: 240}, "resolve": {4: 720, 3: 720}}
"""The minutes that the test's policies promise, by severity; 4 is CRITICAL."""


@dataclass
class Told:
    """One incident as its rows in the file tell it."""

    severity: int
    category: str | None
    service: str | None
    team: str | None
    created: datetime
    engineer: str | None = None
    started: datetime | None = None
    resolved: datetime | None = None
    ever_resolved: bool = False
    reopened: int = 0


def moment(text: str) -> datetime:
    return datetime.strptime(text + " +0000", "%d-%m-%Y %H:%M %z")


def known(text: str) -> str | None:
    return None if text in ("", "?") else text


def told(rows: list[dict[str, str]]) -> Told:
    """Walks the rows of one incident: up the rungs one by one, down from RESOLVED by a reopening."""
    kept = [row for place, row in enumerate(rows) if not any(r["incident_state"] == "Closed" for r in rows[:place])]
    last = kept[-1]
    found = Told(
        severity=5 - int(last["priority"][0]),
        category=known(last["category"]),
        service=known(last["cmdb_ci"]),
        team=known(last["assignment_group"]),
        created=moment(rows[0]["opened_at"]),
    )
    status, at = "OPEN", found.created

    def climb(goal: str) -> None:
        nonlocal status
        for rung in RUNGS[RUNGS.index(status) + 1 : RUNGS.index(goal) + 1]:
            if rung == "IN_PROGRESS":
                found.started = found.started or at
            if rung == "RESOLVED":
                found.resolved, found.ever_resolved = at, True
        if status == "RESOLVED" and goal not in DONE:
            found.resolved, found.reopened = None, found.reopened + 1
        status = goal

    for row in rows:
        at = max(at, moment(row["sys_updated_at"]))
        whose = known(row["assigned_to"]) or known(row["resolved_by"]) or "Unknown engineer (ServiceNow)"
        state = row["incident_state"].split()[0]
        goal = {"New": "OPEN", "Awaiting": "IN_PROGRESS"}.get(state, state.upper())
        if state == "Active":
            proven = status != "ASSIGNED" or known(row["assigned_to"])
            goal = "IN_PROGRESS" if proven and whose == found.engineer else "ASSIGNED"
        if not (status in DONE and goal in DONE) and goal != "OPEN" and whose != found.engineer:
            climb("ASSIGNED")
            found.engineer = whose
        climb(goal)
        found.engineer = None if goal == "OPEN" else found.engineer
    if status in DONE and known(rows[-1]["resolved_at"]):
        found.resolved = moment(rows[-1]["resolved_at"])
    return found


def all_told(file: Path) -> list[Told]:
    incidents: dict[str, list[dict[str, str]]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            incidents.setdefault(row["number"], []).append(row)
    return [told(rows) for rows in incidents.values()]


def percentile(values: list[float], fraction: float) -> float | None:
    """Linear interpolation: the value at the place fraction * (n - 1), counted from 0, of the sorted values."""
    if not values:
        return None
    values = sorted(values)
    place = fraction * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def durations(name: str, incidents: list[Told], end: Callable[[Told], datetime | None]) -> Numbers:
    taken = [(ended - each.created).total_seconds() for each in incidents if (ended := end(each)) is not None]
    return {
        f"{name} count": len(taken),
        f"{name} left_out": len(incidents) - len(taken),
        f"{name} mean": sum(taken) / len(taken) if taken else None,
        f"{name} p50": percentile(taken, 0.5),
        f"{name} p90": percentile(taken, 0.9),
        f"{name} p95": percentile(taken, 0.95),
    }


def attainment(name: str, incidents: list[Told], end: Callable[[Told], datetime | None]) -> Numbers:
    """The file is of the past: what is not done by now is overdue."""
    promised = [each for each in incidents if each.severity in PROMISED[name]]
    due = [each.created + timedelta(minutes=PROMISED[name][each.severity]) for each in promised]
    met = sum((end(each) or datetime.now(UTC)) <= at for each, at in zip(promised, due, strict=True))
    return {f"{name} met": met, f"{name} breached": len(promised) - met}


def expected(incidents: list[Told]) -> Numbers:
    return {
        "incidents": len(incidents),
        **durations("to_acknowledge", incidents, lambda each: each.started),
        **durations("to_start", incidents, lambda each: each.started),
        **durations("to_resolve", incidents, lambda each: each.resolved),
        "escalated": 0,
        "escalated_by_rule": 0,
        "escalated_by_hand": 0,
        **attainment("respond", incidents, lambda each: each.started or each.resolved),
        **attainment("resolve", incidents, lambda each: each.resolved),
        "ever_resolved": sum(each.ever_resolved for each in incidents),
        "reopened": sum(each.reopened > 0 for each in incidents),
    }


def numbers(figures: IncidentFigures) -> Numbers:
    """The figures as `expected` spells them."""
    found: Numbers = {}
    for name, value in asdict(figures).items():
        found |= {f"{name} {part}": each for part, each in value.items()} if isinstance(value, dict) else {name: value}
    return found


def close(expected: Numbers) -> dict[str, Any]:
    """Equal to these but for the last digits of a float."""
    return {name: None if value is None else pytest.approx(value, rel=1e-12) for name, value in expected.items()}


async def promise(world: World) -> None:
    """The policies of PROMISED."""
    names = {4: "CRITICAL", 3: "HIGH", 2: "MEDIUM", 1: "LOW"}
    async with world.app.units.of(world.organization.id) as work:
        for severities in ((4, 3), (2, 1)):
            await work.sla_policies.create(
                name=f"Up to {names[severities[0]]}",
                severities=[names[each] for each in severities],
                service_ids=[],
                respond_minutes=PROMISED["respond"][severities[0]],
                resolve_minutes=PROMISED["resolve"].get(severities[0]),
            )


async def asked(world: World, viewer: Person, draft: ScopeDraft, *about: Any) -> list[Any]:
    scope = await world.app.analytics.scope(viewer, draft)
    found = await world.app.analytics.answers(viewer, [Question(scope, each) for each in about])
    return [found[Question(scope, each)] for each in about]


def days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days))


FILES = {"sample": None, "real": "servicenow_incident_event_log.csv"}


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest) -> Path:
    """The sample, which is always there, and the real incidents."""
    name = FILES[request.param]
    if name is None:
        return SAMPLE
    folder: Path = request.getfixturevalue("shared_data")
    return folder / name


async def test_every_figure_is_what_plain_python_makes_of_the_file(world: World, manager: Person, file: Path) -> None:
    await promise(world)
    report = await imported(world, file)
    incidents = all_told(file)
    assert (report.problem_count, report.incidents_added) == (0, len(incidents))
    zone = ZoneInfo("Europe/Berlin")
    first = min(each.created for each in incidents).astimezone(zone).date()
    last = max(each.created for each in incidents).astimezone(zone).date() + timedelta(days=70)
    first -= timedelta(days=first.weekday())
    last += timedelta(days=7 - last.weekday())
    since, until = (datetime.combine(day, datetime.min.time(), zone).astimezone(UTC) for day in (first, last))
    draft = ScopeDraft(since, until, zone.key)

    parts = (Part.SUMMARY, Part.BUSIEST_HOURS, Part.LATENESS, Part.PAGES, PeriodUnit.DAY, PeriodUnit.WEEK, *Grouping)
    summary, hours, lateness, pages, by_day, by_week, *groupings = await asked(world, manager, draft, *parts)
    assert numbers(summary) == close(expected(incidents))
    assert (lateness, pages) == (Lateness(0, None, None, None), [])

    local = [each.created.astimezone(zone) for each in incidents]
    assert {(each.weekday, each.hour): each.incidents for each in hours} == Counter(
        (at.weekday(), at.hour) for at in local
    )
    assert [each.incidents for each in hours] == sorted((each.incidents for each in hours), reverse=True)

    for by, groups in zip(Grouping, groupings, strict=True):
        expected_groups: dict[Any, list[Told]] = defaultdict(list)
        for each in incidents:
            expected_groups[getattr(each, by.value.lower())].append(each)
        found = {int(group.key) if by is Grouping.SEVERITY else group.name: group.figures for group in groups}
        assert found.keys() == expected_groups.keys()
        for name, members in expected_groups.items():
            assert numbers(found[name]) == close(expected(members)), (by, name)

    for found, length in ((by_day, 1), (by_week, 7)):
        starts = list(days(first, last))[::length]
        assert [period.span.start.astimezone(zone).date() for period in found] == starts
        for start, period in zip(starts, found, strict=True):
            following = start + timedelta(days=length)
            end = datetime.combine(following, datetime.min.time(), zone).astimezone(UTC)
            reported = [each for each in incidents if start <= each.created.astimezone(zone).date() < following]
            still_open = [each for each in incidents if each.resolved is None or each.resolved >= end]
            assert (period.span.end, period.backlog) == (end, sum(each.created < end for each in still_open)), start
            assert numbers(period.figures) == close(expected(reported)), start
