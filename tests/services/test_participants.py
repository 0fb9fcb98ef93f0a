"""Bringing people into an incident and taking them out."""

import asyncio
from collections import Counter
from functools import reduce

import pytest
from factories import Person, World

from siems.domain.errors import Forbidden, NotFound, ValidationFailed, Violation
from siems.domain.incidents import IncidentStatus
from siems.domain.visibility import Audience
from siems.models import Incident
from siems.services.incidents import Decision


async def audience(world: World, incident: Incident) -> Audience:
    """Who sees the incident, as the database has it."""
    async with world.app.units.of(world.organization.id) as work:
        stored = await work.incidents.get(incident.id, "id")
        return await work.incidents.audience(stored)


async def added(world: World, incident: Incident) -> list[str]:
    """The names of those who were added, oldest first."""
    async with world.app.units.of(world.organization.id) as work:
        ids = await work.participants.added_to(incident.id)
        return [(await work.users.get(id, "id")).name for id in ids]


@pytest.mark.parametrize("status", IncidentStatus)
async def test_people_are_added_and_removed_in_every_state_without_a_new_version(world: World, status: str) -> None:
    manager, ada = await world.manager(), await world.engineer("Ada")
    incident = await world.incident_in(status, manager, await world.engineer())
    before = await world.stored(incident.id)
    changed = await world.app.participants.add(manager, Decision(incident.id, reason="Knows the disks"), ada.id)
    assert (changed.id, changed.version) == (incident.id, before["version"])
    assert await added(world, incident) == ["Ada"]
    left = await world.app.participants.remove(manager, Decision(incident.id, reason="Is on leave"), ada.id)
    assert left is not None
    assert left.version == before["version"]
    assert await added(world, incident) == []
    after = await world.stored(incident.id)
    assert {name for name in after if after[name] != before[name]} == {"updated_at", "last_activity_at", "log entries"}
    entries = (await world.log(incident.id, manager))[-2:]
    named = {"participant": {"id": str(ada.id), "name": "Ada"}}
    assert [(entry.action, entry.before, entry.after, entry.reason) for entry in entries] == [
        ("PARTICIPANT_ADDED", {}, named, "Knows the disks"),
        ("PARTICIPANT_REMOVED", {}, named, "Is on leave"),
    ]
    assert [entry.at for entry in entries][-1] == after["updated_at"]


async def test_who_was_removed_can_be_added_again(world: World) -> None:
    manager, ada, bob = await world.manager(), await world.engineer("Ada"), await world.engineer("Bob")
    incident, participants = await world.incident(manager), world.app.participants
    for person in (ada, bob):
        await participants.add(manager, Decision(incident.id), person.id)
    await participants.remove(manager, Decision(incident.id), ada.id)
    await participants.add(manager, Decision(incident.id), ada.id)
    assert await added(world, incident) == ["Bob", "Ada"]


async def refusal_of(world: World, act: str, caller: Person, incident: Incident, person: Person) -> Violation:
    """The one thing that is wrong with adding or removing somebody, which changed nothing."""
    before, there = await world.stored(incident.id), await added(world, incident)
    with pytest.raises(ValidationFailed) as refusal:
        await getattr(world.app.participants, act)(caller, Decision(incident.id), person.id)
    assert (await world.stored(incident.id), await added(world, incident)) == (before, there)
    [violation] = refusal.value.violations
    return violation


async def test_nobody_is_added_who_takes_part_already(world: World) -> None:
    manager, reporter = await world.manager(), await world.engineer("Rita")
    assignee, ada = await world.engineer("Otto"), await world.engineer("Ada")
    incident = await world.incident(reporter)
    await world.app.incidents.assign(manager, Decision(incident.id), assignee.id)
    await world.app.participants.add(manager, Decision(incident.id), ada.id)
    refusals = {
        person.user.name: await refusal_of(world, "add", manager, incident, person)
        for person in (reporter, assignee, ada)
    }
    assert refusals == {
        name: Violation(("userId",), f"{name} takes part in INC-1 already.") for name in ("Rita", "Otto", "Ada")
    }


async def test_only_who_was_added_is_removed(world: World) -> None:
    manager, reporter = await world.manager(), await world.engineer("Rita")
    assignee, ada = await world.engineer("Otto"), await world.engineer("Ada")
    incident = await world.incident(reporter)
    await world.app.incidents.assign(manager, Decision(incident.id), assignee.id)
    refusals = [
        (await refusal_of(world, "remove", caller, incident, person)).message
        for caller, person in ((manager, reporter), (assignee, assignee), (manager, ada), (ada, ada))
    ]
    assert refusals == [
        "Rita is the reporter of INC-1: only people who were added can be removed.",
        "Otto is the assignee of INC-1: only people who were added can be removed.",
        "Ada does not take part in INC-1.",
        "Ada does not take part in INC-1.",
    ]


async def test_who_is_deactivated_is_not_added_but_removed(world: World) -> None:
    manager, gone = await world.manager(), await world.engineer("Gone")
    incident, later = await world.incident(manager), await world.incident(manager)
    await world.app.participants.add(manager, Decision(incident.id), gone.id)
    await world.deactivate(gone)
    refusal = await refusal_of(world, "add", manager, later, gone)
    assert refusal == Violation(("userId",), "Gone is deactivated and cannot be added.")
    await world.app.participants.remove(manager, Decision(incident.id), gone.id)
    assert await added(world, incident) == []


@pytest.mark.parametrize("act", ["add", "remove"])
async def test_a_person_of_another_organization_is_not_found(world: World, other_world: World, act: str) -> None:
    manager, stranger = await world.manager(), await other_world.engineer()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    with pytest.raises(NotFound) as refusal:
        await getattr(world.app.participants, act)(manager, Decision(incident.id), stranger.id)
    assert (refusal.value.message, refusal.value.field) == ("There is no user with this id.", ("userId",))
    assert await world.stored(incident.id) == before


ADDERS = {"admin", "manager", "reporter", "assignee"}
REMOVERS = {"admin", "manager"}
DENIALS = {
    "add": "The role ENGINEER may not add people to this incident unless it is assigned to them or they reported it.",
    "remove": "The role ENGINEER may not remove other people from incidents.",
}


@pytest.mark.parametrize("part", ["admin", "manager", "reporter", "assignee", "participant", "bystander"])
@pytest.mark.parametrize(("act", "may"), [("add", ADDERS), ("remove", REMOVERS)])
async def test_who_may_add_and_remove_others(world: World, act: str, may: set[str], part: str) -> None:
    people = {"admin": await world.admin(), "manager": await world.manager()}
    people |= {name: await world.engineer() for name in ("reporter", "assignee", "participant", "bystander")}
    somebody, incident = await world.engineer(), await world.incident(people["reporter"])
    await world.app.incidents.assign(people["manager"], Decision(incident.id), people["assignee"].id)
    there = [people["participant"], *([somebody] if act == "remove" else [])]
    for person in there:
        await world.app.participants.add(people["manager"], Decision(incident.id), person.id)
    before = await world.stored(incident.id)
    attempt = getattr(world.app.participants, act)(people[part], Decision(incident.id), somebody.id)
    if part in may:
        await attempt
        assert (await world.stored(incident.id))["log entries"] == before["log entries"] + 1
        return
    with pytest.raises(Forbidden) as denial:
        await attempt
    assert denial.value.message == DENIALS[act]
    assert await world.stored(incident.id) == before
    assert len(await added(world, incident)) == len(there)


@pytest.mark.parametrize("restricted", [False, True])
async def test_everybody_who_was_added_may_leave(world: World, restricted: bool) -> None:
    manager, ada = await world.manager(), await world.engineer()
    incident = await world.incident(manager, restricted=restricted)
    await world.app.participants.add(manager, Decision(incident.id), ada.id)
    left = await world.app.participants.remove(ada, Decision(incident.id), ada.id)
    assert (left is None) is restricted
    assert await added(world, incident) == []
    assert (await world.log(incident.id, manager))[-1].actor_id == ada.id


@pytest.mark.parametrize(("act", "message"), [("add", "takes part in INC-1 already"), ("remove", "does not take part")])
async def test_of_twenty_who_do_the_same_at_once_exactly_one_does_it(world: World, act: str, message: str) -> None:
    manager, ada = await world.manager(), await world.engineer("Ada")
    incident, participants = await world.incident(manager), world.app.participants
    if act == "remove":
        await participants.add(manager, Decision(incident.id), ada.id)
    before = await world.stored(incident.id)
    outcomes = await asyncio.gather(
        *(getattr(participants, act)(manager, Decision(incident.id), ada.id) for _ in range(20)),
        return_exceptions=True,
    )
    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Incident": 1, "ValidationFailed": 19}
    assert all(message in str(outcome) for outcome in outcomes if isinstance(outcome, ValidationFailed))
    assert (await world.stored(incident.id))["log entries"] == before["log entries"] + 1
    assert await added(world, incident) == (["Ada"] if act == "add" else [])


async def test_the_log_alone_tells_who_saw_the_incident_at_every_moment(world: World) -> None:
    manager, rita, ada, bob = await world.manager(), *[await world.engineer() for _ in range(3)]
    incident = await world.incident(rita)
    incidents, participants, decision = world.app.incidents, world.app.participants, Decision(incident.id)
    steps = [
        lambda: participants.add(rita, decision, ada.id),
        lambda: incidents.update(rita, decision, {"restricted": True}),
        lambda: incidents.claim(ada, decision),
        lambda: participants.remove(ada, decision, ada.id),
        lambda: incidents.assign(manager, decision, bob.id),
        lambda: incidents.comment(bob, incident.id, "Mine now"),
        lambda: incidents.unassign(manager, decision),
        lambda: incidents.update(manager, decision, {"restricted": False, "title": "Disk full on db-2"}),
    ]
    stored = [await audience(world, incident)]
    for step in steps:
        await step()
        stored.append(await audience(world, incident))
    log = await world.log(incident.id, manager)
    told = [
        reduce(lambda before, entry: before.after(entry.action, entry.after), log[:length], Audience())
        for length in range(1, len(log) + 1)
    ]
    assert told == stored
    assert stored[-1] == Audience(False, rita.id, None, ())
    assert stored[3] == Audience(True, rita.id, ada.id, (ada.id,))
