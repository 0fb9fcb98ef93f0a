"""Ticking off the checklist of an incident: who may, when, and what the log says of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from factories import Person, World, step

from siems.domain.callers import Caller, Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, InvalidTransition, NotFound, ValidationFailed
from siems.domain.incidents import IncidentStatus
from siems.models import ChecklistItem, Incident
from siems.services.incidents import Decision
from siems.services.template_reports import TemplateReport


async def made(world: World, reporter: Caller, **more: Any) -> Incident:
    """An incident with a checklist of two."""
    template = await world.template()
    return await world.app.template_reports.report(reporter, TemplateReport(template.id, [("host", "db-1")], **more))


async def made_in(world: World, status: str, manager: Person, assignee: Person) -> Incident:
    """The same, walked to `status`."""
    incident = await world.incident_in(status, manager, assignee)
    await world.checklist(incident, "Look", "Make room")
    return incident


async def items(world: World, incident: Incident, viewer: Caller) -> list[ChecklistItem]:
    return (await world.app.checklists.of_incidents(viewer, [incident.id])).get(incident.id, [])


@pytest.mark.parametrize("status", [status for status in IncidentStatus if status is not IncidentStatus.CLOSED])
async def test_items_are_ticked_and_unticked_in_every_state_but_closed_without_a_new_version(
    world: World, manager: Person, status: str
) -> None:
    incident = await made_in(world, status, manager, await world.engineer())
    before = await world.stored(incident.id)
    ticked = await world.app.checklists.tick(manager, incident.id, 2)
    assert (ticked.id, ticked.version, ticked.status) == (incident.id, before["version"], status)
    look, room = await items(world, incident, manager)
    assert (look.ticked_at, look.ticked_by_id) == (None, None)
    assert (room.ticked_at, room.ticked_by_id) == (ticked.updated_at, manager.id)
    await world.app.checklists.tick(manager, incident.id, 2, ticked=False)
    room = (await items(world, incident, manager))[1]
    assert (room.ticked_at, room.ticked_by_id) == (None, None)
    after = await world.stored(incident.id)
    assert {name for name in after if after[name] != before[name]} == {"updated_at", "last_activity_at", "log entries"}
    entries = (await world.log(incident.id, manager))[-2:]
    said = {"position": 2, "text": "Make room"}
    assert [(entry.action, entry.actor_id, entry.before, entry.after) for entry in entries] == [
        ("CHECKLIST_TICKED", manager.id, {}, said),
        ("CHECKLIST_UNTICKED", manager.id, {}, said),
    ]
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_what_is_so_already_stays_so_and_is_not_logged(world: World, clock: OffsetClock) -> None:
    ada, manager = await world.engineer(), await world.manager()
    incident = await made_in(world, "ASSIGNED", manager, ada)
    tick = world.app.checklists.tick
    await tick(manager, incident.id, 2, ticked=False)
    await tick(ada, incident.id, 1)
    before = await world.fingerprint()
    clock.advance(minutes=5)
    await tick(manager, incident.id, 1)
    await tick(manager, incident.id, 2, ticked=False)
    assert await world.fingerprint() == before
    assert (await items(world, incident, manager))[0].ticked_by_id == ada.id
    assert [entry.action for entry in await world.log(incident.id, manager)] == [
        "REPORTED",
        "ASSIGNED",
        "CHECKLIST_TICKED",
    ]


@pytest.mark.parametrize("ticked", [True, False])
async def test_of_twenty_who_do_the_same_at_once_exactly_one_does_it(
    world: World, manager: Person, ticked: bool
) -> None:
    incident, tick = await made(world, manager), world.app.checklists.tick
    if not ticked:
        await tick(manager, incident.id, 1)
    before = await world.stored(incident.id)
    await asyncio.gather(*(tick(manager, incident.id, 1, ticked=ticked) for _ in range(20)))
    assert (await world.stored(incident.id))["log entries"] == before["log entries"] + 1
    assert [(item.ticked_at is not None) for item in await items(world, incident, manager)] == [ticked, False]


async def test_ticks_of_different_items_at_once_are_all_there(world: World, manager: Person) -> None:
    incident, tick = await made(world, manager), world.app.checklists.tick
    await asyncio.gather(*(tick(manager, incident.id, 1 + number % 2) for number in range(10)))
    assert all(item.ticked_at for item in await items(world, incident, manager))
    log = await world.log(incident.id, manager)
    assert sorted(entry.after["position"] for entry in log[1:]) == [1, 2]


async def test_a_closed_incident_takes_no_ticks(world: World, manager: Person) -> None:
    incident = await made_in(world, "CLOSED", manager, await world.engineer())
    before = await world.fingerprint()
    with pytest.raises(InvalidTransition, match="INC-1 is CLOSED, which is final"):
        await world.app.checklists.tick(manager, incident.id, 1)
    assert await world.fingerprint() == before


@pytest.mark.parametrize("position", [0, -1, 3, 2**31 - 1])
async def test_a_position_that_is_not_there_is_refused(world: World, manager: Person, position: int) -> None:
    incident, bare = await made(world, manager), await world.incident(manager)
    before = await world.fingerprint()
    for each, message in (
        (incident, f"The checklist of INC-1 has the positions 1 to 2; this is {position}."),
        (bare, "INC-2 has no checklist."),
    ):
        with pytest.raises(ValidationFailed) as refusal:
            await world.app.checklists.tick(manager, each.id, position)
        [violation] = refusal.value.violations
        assert (violation.field, violation.message) == (("position",), message)
    assert await world.fingerprint() == before


MAY = {"admin", "manager", "assignee"}
ENGINEER = "The role ENGINEER may not tick off the checklist of this incident unless it is assigned to them."
MACHINE = "An integration may not tick off the checklist of this incident."


@pytest.mark.parametrize("part", ["admin", "manager", "assignee", "reporter", "participant", "integration"])
async def test_who_may_tick(world: World, part: str) -> None:
    admin = await world.admin()
    people: dict[str, Caller] = {"admin": admin, "manager": await world.manager()}
    people |= {name: await world.engineer() for name in ("assignee", "reporter", "participant")}
    people["integration"] = await world.app.auth.caller(await world.key(admin), Origin())
    incident = await made(world, people["integration" if part == "integration" else "reporter"])
    await world.app.incidents.assign(people["manager"], Decision(incident.id), people["assignee"].user.id)
    await world.app.participants.add(people["manager"], Decision(incident.id), people["participant"].user.id)
    before = await world.fingerprint()
    attempt = world.app.checklists.tick(people[part], incident.id, 1)
    if part in MAY:
        await attempt
        assert (await items(world, incident, admin))[0].ticked_by_id == people[part].user.id
        return
    with pytest.raises(Forbidden) as denial:
        await attempt
    assert denial.value.message == (MACHINE if part == "integration" else ENGINEER)
    assert await world.fingerprint() == before


async def test_who_does_not_see_an_incident_sees_no_checklist_and_ticks_nothing(
    world: World, other_world: World, manager: Person
) -> None:
    incident, open_one = await made(world, manager, restricted=True), await world.incident(manager)
    await world.checklist(open_one, "Look")
    outsider, added = await world.engineer(), await world.engineer()
    stranger = await other_world.admin()
    machine = await world.app.auth.caller(await world.key(await world.admin()), Origin())
    await world.app.participants.add(manager, Decision(incident.id), added.id)
    before = await world.fingerprint()
    ids = [incident.id, open_one.id]
    seen = {
        name: set(await world.app.checklists.of_incidents(caller, ids))
        for name, caller in {
            "manager": manager, "added": added, "outsider": outsider, "stranger": stranger, "machine": machine
        }.items()
    }  # fmt: skip
    assert seen == {
        "manager": set(ids),
        "added": set(ids),
        "outsider": {open_one.id},
        "stranger": set(),
        "machine": set(),
    }
    for caller in (outsider, stranger, machine):
        with pytest.raises(NotFound, match="There is no incident with this id"):
            await world.app.checklists.tick(caller, incident.id, 1)
    assert await world.fingerprint() == before


async def test_a_tick_is_activity_that_breaks_a_silence(world: World, manager: Person, clock: OffsetClock) -> None:
    await world.rule("Silent", "SILENT", after_seconds=600, steps=[step("ALL_MANAGERS")])
    incident = await made(world, manager)
    clock.advance(minutes=8)
    ticked = await world.app.checklists.tick(manager, incident.id, 1)
    assert ticked.next_escalation_at == ticked.last_activity_at + timedelta(minutes=10)
    clock.advance(minutes=9)
    assert (await world.app.escalations.sweep()).fired == 0


Acts = Callable[[World, Person, Incident], Awaitable[Any]]


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda world, who, incident: world.app.incidents.comment(who, incident.id, "Hm"), id="comment"),
        pytest.param(lambda world, who, incident: world.app.incidents.claim(who, Decision(incident.id)), id="claim"),
    ],
)
async def test_a_tick_conflicts_with_nobody(world: World, manager: Person, meanwhile: Acts) -> None:
    incident = await made(world, manager)
    await asyncio.gather(meanwhile(world, manager, incident), world.app.checklists.tick(manager, incident.id, 1))
    assert len(await world.log(incident.id, manager)) == 3
    assert (await items(world, incident, manager))[0].ticked_by_id == manager.id
