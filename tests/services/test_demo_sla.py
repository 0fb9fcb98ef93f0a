"""Demo data: what is promised, how every incident stands by it, and that nobody is paged because of it."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from event_logs import rows
from factories import World

from siems.services.demo import populate
from siems.services.demo_sla import HOLIDAYS
from siems.services.escalation_defaults import DEFAULTS

FEBRUARY = datetime(2026, 2, 12, 12, tzinfo=UTC)
"""A Thursday."""


@pytest.fixture
async def demo(world: World) -> World:
    """The demo data of a day in February."""
    async with world.app.units.of(world.organization.id) as work:
        work.now = FEBRUARY
        await populate(work, "no password", f"{world.organization.id}.example.com")
    return world


async def logged(world: World, kind: str) -> list[tuple[str, str, Any]]:
    found = await rows(
        world,
        "SELECT actor_name, action, after::text FROM configuration_log "
        "WHERE organization_id = $1 AND subject_kind = $2 ORDER BY after ->> 'name'",
        kind,
    )
    return [(row["actor_name"], row["action"], json.loads(row["after"])) for row in found]


async def test_three_policies_and_a_calendar_are_there_and_in_the_log(demo: World) -> None:
    admin = await demo.admin()
    [office] = await demo.app.business_calendars.all(admin)
    hours = [{"weekdays": [0, 1, 2, 3, 4], "starts_at": "09:00", "ends_at": "17:00"}]
    assert (office.time_zone, office.hours) == ("Europe/Berlin", hours)
    assert [each["on"] for each in office.holidays][4:7] == ["2025-12-26", "2026-01-01", "2026-05-01"]
    assert len(office.holidays) == 3 * len(HOLIDAYS)
    written = {"name": office.name, "time_zone": office.time_zone, "hours": hours, "holidays": office.holidays}
    assert await logged(demo, "business_calendar") == [("demo data", "CREATED", written)]
    expected = [
        ("Critical, at any hour", ["CRITICAL"], 15, 120, None),
        ("Everything else, in office hours", [], 480, 2400, {"id": str(office.id), "name": office.name}),
        ("High, at any hour", ["HIGH"], 60, 480, None),
    ]
    assert await logged(demo, "sla_policy") == [
        (
            "demo data",
            "CREATED",
            {
                "name": name,
                "severities": severities,
                "services": [],
                "respond_minutes": respond,
                "resolve_minutes": resolve,
                "calendar": calendar,
            },
        )
        for name, severities, respond, resolve, calendar in expected
    ]
    there = [(row.name, row.severities, row.respond_minutes) for row in await demo.app.sla_policies.all(admin)]
    assert there == [(name, severities, respond) for name, severities, respond, _, _ in expected]


async def test_every_incident_has_its_due_times_and_some_stand_in_each_way(demo: World) -> None:
    incidents = await rows(
        demo,
        "SELECT i.*, p.name AS policy FROM incidents i JOIN sla_policies p ON p.id = sla_policy_id "
        "WHERE i.organization_id = $1",
    )
    of_severity = {1: "Everything else, in office hours", 2: "Everything else, in office hours"}
    of_severity |= {3: "High, at any hour", 4: "Critical, at any hour"}
    assert len(incidents) == 60
    assert all(row["policy"] == of_severity[row["severity"]] for row in incidents)
    done = {"RESOLVED", "CLOSED"}
    assert Counter(row["sla"] for row in incidents if row["status"] in done) == {"MET": 31, "BREACHED": 10}
    unresolved = [row for row in incidents if row["status"] not in done]
    assert Counter(row["sla"] for row in unresolved) == {"ON_TRACK": 11, "AT_RISK": 2, "BREACHED": 6}
    for row in unresolved:  # what is late is known to be, and what comes next is awaited
        assert row["next_sla_at"] is None or row["next_sla_at"] > FEBRUARY
        assert (row["resolve_sla"] == "BREACHED") == (row["resolve_due_at"] <= FEBRUARY)
    for row in incidents:
        if row["severity"] == 4:
            minutes = [
                (row[due] - row["created_at"]).total_seconds() / 60 for due in ("respond_due_at", "resolve_due_at")
            ]
            assert minutes == [15, 120]


async def test_nothing_of_that_is_an_event_and_no_rule_pages_because_of_it(demo: World) -> None:
    said = "SELECT count(*) AS n FROM incident_log WHERE organization_id = $1 AND action LIKE 'SLA%'"
    assert await rows(demo, said) == [{"n": 0}]
    assert "SLA_CONSUMED" not in {rule.strategy for rule in DEFAULTS}
