"""The escalation rules that a new organization begins with."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from event_logs import rows
from factories import World

from siems.bootstrap import Application
from siems.domain.clock import OffsetClock
from siems.domain.incidents import Severity
from siems.models.base import new_id
from siems.services.escalation_defaults import DEFAULTS, add_default_rules
from siems.services.escalation_sweep import Sweep
from siems.services.incidents import Decision
from siems.services.setup import OPERATOR

EXPECTED = {
    "Critical: nobody has it": ("CRITICAL", "UNASSIGNED", 5, [0, 5], (3, 15)),
    "Critical: not started": ("CRITICAL", "NOT_STARTED", 10, [0, 5, 10], (2, 30)),
    "Critical: not resolved": ("CRITICAL", "UNRESOLVED", 60, [0, 30], (3, 60)),
    "High: nobody has it": ("HIGH", "UNASSIGNED", 15, [0, 15, 30], (0, 0)),
    "High: not started": ("HIGH", "NOT_STARTED", 30, [0, 30], (0, 0)),
    "High: not resolved": ("HIGH", "UNRESOLVED", 240, [0, 120], (0, 0)),
    "Medium: nobody has it": ("MEDIUM", "UNASSIGNED", 240, [0, 240], (0, 0)),
    "Medium: nothing happens": ("MEDIUM", "SILENT", 1440, [0], (2, 1440)),
    "Low: nobody has it": ("LOW", "UNASSIGNED", 4320, [0], (0, 0)),
}
"""Severity, strategy, minutes, the delays of the steps, and the repeat."""


@pytest.fixture
async def fresh(app: Application) -> AsyncIterator[World]:
    """An organization as the command line makes it."""
    world = World(app, await app.setup.create_organization(f"Fresh {new_id()}"))
    yield world
    await world.retire()


async def stored(world: World) -> dict[str, Any]:
    found = await rows(world, "SELECT * FROM escalation_rules WHERE organization_id = $1 ORDER BY id")
    return {
        rule["name"]: (
            *(*json.loads(rule["severities"]), rule["strategy"], rule["after_seconds"] // 60),
            [step["delay_seconds"] // 60 for step in json.loads(rule["steps"])],
            (rule["repeats"], rule["repeat_seconds"] // 60),
        )
        for rule in found
    }


async def test_a_new_organization_has_exactly_these_rules(fresh: World) -> None:
    assert await stored(fresh) == EXPECTED
    assert {draft.name for draft in DEFAULTS} == set(EXPECTED)


async def test_each_is_logged_by_whoever_made_the_organization(fresh: World) -> None:
    log = await rows(
        fresh,
        "SELECT subject_kind, action, actor_name, after->>'name' AS name FROM configuration_log "
        "WHERE organization_id = $1 ORDER BY id",
    )
    operator = "operator (command line)"
    assert [tuple(entry.values()) for entry in log] == [
        ("organization", "CREATED", operator, fresh.organization.name),
        *(("escalation_rule", "CREATED", operator, name) for name in EXPECTED),
    ]
    assert (await fresh.app.audit.verify(fresh.organization.id)).ok


async def test_there_is_nothing_to_plan_at_first(fresh: World) -> None:
    planning = await fresh.app.escalation_rules.planning(await fresh.admin())
    assert (planning.total, planning.done, planning.finished) == (0, 0, True)


async def test_an_organization_without_them_has_none(world: World) -> None:
    assert await stored(world) == {}


async def test_a_critical_incident_that_nobody_takes_goes_from_the_team_to_all_managers(
    fresh: World, clock: OffsetClock
) -> None:
    grace, hopper = await fresh.manager("Grace"), await fresh.manager("Hopper")
    team = await fresh.team(manager_id=grace.id)
    incident = await fresh.incident(hopper, severity=Severity.CRITICAL, team_id=team.id)
    clock.advance(minutes=5)
    assert await fresh.app.escalations.sweep() == Sweep(due=1, fired=1)
    assert await told(fresh, incident.id) == [["Grace"]]
    clock.advance(minutes=5)
    assert await fresh.app.escalations.sweep() == Sweep(due=1, fired=1)
    assert await told(fresh, incident.id) == [["Grace"], ["Grace", "Hopper"]]


async def test_a_high_incident_that_nobody_takes_becomes_critical(fresh: World, clock: OffsetClock) -> None:
    grace = await fresh.manager("Grace")
    incident = await fresh.incident(grace, severity=Severity.HIGH)
    for minutes in (15, 15, 30):
        assert (await fresh.stored(incident.id))["severity"] == Severity.HIGH
        clock.advance(minutes=minutes)
        assert (await fresh.app.escalations.sweep()).fired >= 1
    assert (await fresh.stored(incident.id))["severity"] == Severity.CRITICAL


async def test_what_is_worked_on_in_time_is_left_alone(fresh: World, clock: OffsetClock) -> None:
    grace, ada = await fresh.manager(), await fresh.engineer()
    incident = await fresh.incident(grace, severity=Severity.CRITICAL)
    await fresh.app.incidents.assign(grace, Decision(incident.id), ada.id)
    await fresh.app.incidents.start(ada, Decision(incident.id))
    clock.advance(minutes=30)
    await fresh.app.incidents.resolve(ada, Decision(incident.id), "Fixed")
    clock.advance(days=30)
    assert await fresh.app.escalations.sweep() == Sweep()


async def test_they_are_made_once(fresh: World) -> None:
    before = await fresh.fingerprint()
    with pytest.raises(Exception, match="There is an escalation rule"):
        async with fresh.app.units.of(fresh.organization.id) as work:
            await add_default_rules(work, OPERATOR)
    assert await fresh.fingerprint() == before


async def told(world: World, incident_id: Any) -> list[list[str]]:
    """The names of those whom each escalation of the incident told."""
    log = await world.log(incident_id, await world.admin())
    return [[person["name"] for person in entry.after["notified"]] for entry in log if entry.action == "ESCALATED"]
