"""The moments that moves leave in an incident, to the microsecond."""

from datetime import datetime
from typing import Any

import pytest
from clocks import StandingClock
from factories import World

from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_reports import Report
from siems.services.incidents import Decision, IncidentService

MOMENTS = ["created_at", "updated_at", "assigned_at", "acknowledged_at", "started_at", "resolved_at", "closed_at"]


@pytest.fixture
def standing() -> StandingClock:
    return StandingClock()


@pytest.fixture
def incidents(world: World, standing: StandingClock) -> IncidentService:
    """The service, with a clock that stands still. (Taking `world` makes it connected.)"""
    return IncidentService(UnitsOfWork(standing))


async def moments(world: World, id: Any) -> dict[str, datetime]:
    """The moments that are set."""
    row = await world.stored(id)
    return {name: row[name] for name in MOMENTS if row[name] is not None}


async def test_each_move_sets_its_own_moment(world: World, incidents: IncidentService, standing: StandingClock) -> None:
    manager, ada, bob = await world.manager(), await world.engineer(), await world.engineer()
    reported = standing.now
    incident = await incidents.report(manager, Report("Disk full"))
    decision, expected = Decision(incident.id), {"created_at": reported, "updated_at": reported}
    assert await moments(world, incident.id) == expected

    assigned = standing.advance(minutes=5)
    await incidents.assign(manager, decision, ada.id)
    expected |= {"assigned_at": assigned, "updated_at": assigned}
    assert await moments(world, incident.id) == expected

    started = standing.advance(minutes=5)
    await incidents.start(ada, decision)
    expected |= {"started_at": started, "acknowledged_at": started, "updated_at": started}
    assert await moments(world, incident.id) == expected

    reassigned = standing.advance(minutes=5)
    await incidents.assign(manager, decision, bob.id)
    expected |= {"assigned_at": reassigned, "updated_at": reassigned}
    assert await moments(world, incident.id) == expected

    started_again = standing.advance(minutes=5)
    await incidents.start(bob, decision)
    expected |= {"updated_at": started_again}
    assert await moments(world, incident.id) == expected

    resolved = standing.advance(minutes=5)
    await incidents.resolve(bob, decision, "Cleaned up")
    expected |= {"resolved_at": resolved, "updated_at": resolved}
    assert await moments(world, incident.id) == expected

    expected |= {"updated_at": standing.advance(minutes=5)}
    del expected["resolved_at"]
    await incidents.reopen(bob, decision)
    assert await moments(world, incident.id) == expected

    resolved_again = standing.advance(minutes=5)
    await incidents.resolve(bob, decision, "Bigger disk")
    expected |= {"resolved_at": resolved_again, "updated_at": resolved_again}
    assert await moments(world, incident.id) == expected

    closed = standing.advance(minutes=5)
    await incidents.close(manager, decision)
    expected |= {"closed_at": closed, "updated_at": closed}
    assert await moments(world, incident.id) == expected


async def test_a_claim_acknowledges_and_starting_later_does_not_do_so_again(
    world: World, incidents: IncidentService, standing: StandingClock
) -> None:
    ada = await world.engineer()
    reported = standing.now
    incident = await incidents.report(ada, Report("Disk full"))
    claimed = standing.advance(minutes=16)
    await incidents.claim(ada, Decision(incident.id))
    started = standing.advance(minutes=1)
    await incidents.start(ada, Decision(incident.id))
    assert await moments(world, incident.id) == {
        "created_at": reported,
        "assigned_at": claimed,
        "acknowledged_at": claimed,
        "started_at": started,
        "updated_at": started,
    }


async def test_unassigning_forgets_when_it_was_assigned_and_not_that_it_was_started(
    world: World, incidents: IncidentService, standing: StandingClock
) -> None:
    manager, ada = await world.manager(), await world.engineer()
    reported = standing.now
    incident = await incidents.report(manager, Report("Disk full"))
    await incidents.assign(manager, Decision(incident.id), ada.id)
    started = standing.advance(minutes=1)
    await incidents.start(ada, Decision(incident.id))
    unassigned = standing.advance(minutes=1)
    await incidents.unassign(manager, Decision(incident.id))
    assert await moments(world, incident.id) == {
        "created_at": reported,
        "acknowledged_at": started,
        "started_at": started,
        "updated_at": unassigned,
    }


async def test_every_entry_says_when_it_happened_and_when_it_was_recorded(
    world: World, incidents: IncidentService, standing: StandingClock
) -> None:
    manager = await world.manager()
    reported = standing.now
    incident = await incidents.report(manager, Report("Disk full"))
    commented = standing.advance(minutes=2)
    await incidents.comment(manager, incident.id, "Looking at it")
    entries = await world.log(incident.id, manager)
    assert [(entry.at, entry.recorded_at) for entry in entries] == [(reported, reported), (commented, commented)]


async def test_a_timeline_never_runs_backwards(
    world: World, incidents: IncidentService, standing: StandingClock
) -> None:
    manager = await world.manager()
    reported = standing.now
    incident = await incidents.report(manager, Report("Disk full"))
    earlier = standing.advance(minutes=-1)
    await incidents.claim(manager, Decision(incident.id))
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.at, entry.recorded_at) == (reported, earlier)
    assert await moments(world, incident.id) == {
        "created_at": reported,
        "assigned_at": reported,
        "acknowledged_at": reported,
        "updated_at": reported,
    }
