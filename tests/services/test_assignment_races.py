"""Automatic assignments at once: each sees the load that those before it have made."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import assigning
import pytest
from factories import Person, World, step

from siems.domain.clock import OffsetClock
from siems.domain.errors import Conflict, SiemsError
from siems.models import Incident
from siems.services.incidents import Decision


async def three(world: World) -> list[UUID]:
    return [(await world.engineer(name)).id for name in ("Ada", "Bob", "Cleo")]


async def test_six_incidents_assigned_at_once_are_shared_among_three_equals(world: World, manager: Person) -> None:
    people = await three(world)
    incidents = [await world.incident(manager) for _ in range(6)]
    done = await asyncio.gather(
        *(world.app.assignment.auto_assign(manager, Decision(incident.id)) for incident in incidents)
    )
    assert Counter(each.assignee_id for each in done) == dict.fromkeys(people, 2)


async def test_twelve_reports_at_once_are_shared_among_three_equals(world: World, manager: Person) -> None:
    people = await three(world)
    await assigning.rule(world)
    done = await asyncio.gather(*(world.incident(manager, dedup_key=f"key {number}") for number in range(12)))
    assert Counter(each.assignee_id for each in done) == dict.fromkeys(people, 4)
    assert sorted(each.number for each in done) == list(range(1, 13))


async def test_of_two_who_assign_one_incident_at_once_the_second_is_told(world: World, manager: Person) -> None:
    await three(world)
    incident = await world.incident(manager)
    done: list[Any] = await asyncio.gather(
        *(world.app.assignment.auto_assign(manager, Decision(incident.id, 1)) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(each) is Conflict for each in done) == [False, True]
    assert [each.action for each in await world.log(incident.id, manager)] == ["REPORTED", "ASSIGNED"]


@pytest.mark.parametrize("turn", range(4))
async def test_who_is_deactivated_at_that_moment_keeps_nothing(world: World, manager: Person, turn: int) -> None:
    admin, (ada, *_) = await world.admin(), await three(world)
    incidents = [await world.incident(manager) for _ in range(3)]
    acts: list[Coroutine[Any, Any, object]] = [
        world.app.assignment.auto_assign(manager, Decision(incident.id)) for incident in incidents
    ]
    acts.insert(turn, world.app.people.deactivate(admin, ada))
    await asyncio.gather(*acts)
    for incident in incidents:
        row = await world.stored(incident.id)
        assert row["assignee_id"] != ada
        assert (row["assignee_id"] is None) == (row["status"] == "OPEN")


async def test_sweeps_reports_reopenings_and_assignments_at_once_wait_for_one_another_in_vain_never(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await three(world)
    team = await world.team(manager_id=manager.id)
    await world.rule(after_seconds=0, steps=[step(actions=("REASSIGN_TO_ON_CALL",))])
    incidents = [await world.incident(manager, team_id=team.id, dedup_key=f"key {number}") for number in range(4)]
    await world.app.incidents.assign(manager, Decision(incidents[0].id), manager.id)
    await world.app.incidents.start(manager, Decision(incidents[0].id))
    await world.app.incidents.resolve(manager, Decision(incidents[0].id), "Done")
    await assigning.rule(world)
    clock.advance(minutes=1)
    done = await asyncio.gather(
        *(world.app.assignment.auto_assign(manager, Decision(incident.id)) for incident in incidents[1:]),
        *(world.app.escalations.sweep() for _ in range(2)),
        world.app.incidents.reopen(manager, Decision(incidents[0].id)),
        *(world.incident(manager, team_id=team.id, dedup_key=f"key {number}") for number in (0, 7, 8)),
        return_exceptions=True,
    )
    errors = [each for each in done if isinstance(each, BaseException)]
    assert all(isinstance(each, SiemsError) and each.code == "VALIDATION" for each in errors), errors
    # Either the reopened one has the key, and what is reported is an event of it, or the new one has it.
    merged = done[-3].id == incidents[0].id if isinstance(done[-3], Incident) else False
    assert len(errors) == (0 if merged else 1)
    for incident in incidents[1:]:
        assert (await world.stored(incident.id))["status"] == "ASSIGNED"
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_a_double_click_gives_an_incident_to_one_person(world: World, manager: Person) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        await world.engineer(name)
    incident = await world.incident(manager)
    decision = Decision(incident.id)
    clicks = (world.app.assignment.auto_assign(manager, decision) for _ in range(3))
    done = await asyncio.gather(*clicks, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Incident", "ValidationFailed", "ValidationFailed"]
    log = await world.log(incident.id, manager)
    assert [entry.action for entry in log] == ["REPORTED", "ASSIGNED"]
    again = await world.app.assignment.auto_assign(manager, Decision(incident.id, expected_version=2))
    assert (again.version, again.assignee_id != log[1].after["assignee"]["id"]) == (3, True)
