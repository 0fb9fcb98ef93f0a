"""Who may do what to an incident: the service refuses, whatever the schema in front of it lets through."""

from collections.abc import Awaitable, Callable

import pytest
from factories import Person, World

from siems.domain.errors import Forbidden, NotFound
from siems.domain.incidents import Severity
from siems.models import Incident
from siems.services.incidents import Decision, IncidentService

ActCall = Callable[[IncidentService, Person, Incident, Person], Awaitable[Incident]]
# What is done, from which state, and how.
ACTS: dict[str, tuple[str, ActCall]] = {
    "assign": ("OPEN", lambda incidents, who, incident, other: incidents.assign(who, Decision(incident.id), other.id)),
    "claim": ("OPEN", lambda incidents, who, incident, other: incidents.claim(who, Decision(incident.id))),
    "unassign": ("ASSIGNED", lambda incidents, who, incident, other: incidents.unassign(who, Decision(incident.id))),
    "start": ("ASSIGNED", lambda incidents, who, incident, other: incidents.start(who, Decision(incident.id))),
    "resolve": (
        "IN_PROGRESS",
        lambda incidents, who, incident, other: incidents.resolve(who, Decision(incident.id), "Done"),
    ),
    "close": ("RESOLVED", lambda incidents, who, incident, other: incidents.close(who, Decision(incident.id))),
    "reopen": ("RESOLVED", lambda incidents, who, incident, other: incidents.reopen(who, Decision(incident.id))),
    "change severity": (
        "ASSIGNED",
        lambda incidents, who, incident, other: incidents.change_severity(who, Decision(incident.id), Severity.LOW),
    ),
    "edit": (
        "ASSIGNED",
        lambda incidents, who, incident, other: incidents.update(who, Decision(incident.id), {"title": "New"}),
    ),
    "comment": ("ASSIGNED", lambda incidents, who, incident, other: incidents.comment(who, incident.id, "Hello")),
}
# Who may: a manager and an admin always; engineers by the part they have in the incident.
ENGINEERS = {
    "assign": set(),
    "claim": {"assignee", "reporter", "bystander"},
    "unassign": set(),
    "start": {"assignee"},
    "resolve": {"assignee"},
    "close": set(),
    "reopen": {"assignee"},
    "change severity": set(),
    "edit": {"assignee", "reporter"},
    "comment": {"assignee", "reporter", "bystander"},
}
DENIALS = {
    "assign": "The role ENGINEER may not assign incidents.",
    "unassign": "The role ENGINEER may not unassign incidents.",
    "start": "The role ENGINEER may not start this incident unless it is assigned to them.",
    "resolve": "The role ENGINEER may not resolve this incident unless it is assigned to them.",
    "close": "The role ENGINEER may not close incidents.",
    "reopen": "The role ENGINEER may not reopen this incident unless it is assigned to them.",
    "change severity": "The role ENGINEER may not change the severity of incidents.",
    "edit": "The role ENGINEER may not edit this incident unless it is assigned to them or they reported it.",
}
PARTS = ["admin", "manager", "assignee", "reporter", "bystander"]
MAY = [(act, part) for act in ACTS for part in PARTS if part in {"admin", "manager"} | ENGINEERS[act]]
MAY_NOT = [(act, part) for act in ACTS for part in PARTS if (act, part) not in MAY]


async def scene(world: World, act: str, part: str) -> tuple[Incident, Person, Person]:
    """An incident in the state that the act needs, who acts, and somebody else."""
    people = {
        "admin": await world.admin(),
        "manager": await world.manager(),
        "assignee": await world.engineer(),
        "reporter": await world.engineer(),
        "bystander": await world.engineer(),
    }
    status, _ = ACTS[act]
    incidents, manager, assignee = world.app.incidents, people["manager"], people["assignee"]
    incident = await world.incident(people["reporter"])
    decision = Decision(incident.id)
    if status != "OPEN":
        incident = await incidents.assign(manager, decision, assignee.id)
    if status in ("IN_PROGRESS", "RESOLVED"):
        incident = await incidents.start(assignee, decision)
    if status == "RESOLVED":
        incident = await incidents.resolve(assignee, decision, "Done")
    return incident, people[part], people["bystander"]


@pytest.mark.parametrize(("act", "part"), MAY)
async def test_who_has_the_authority_acts_in_their_own_name(world: World, act: str, part: str) -> None:
    incident, who, other = await scene(world, act, part)
    before = await world.stored(incident.id)
    await ACTS[act][1](world.app.incidents, who, incident, other)
    entry = (await world.log(incident.id, who))[-1]
    assert entry.sequence == before["log entries"] + 1
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("USER", who.id, who.user.name)
    assert (entry.request_id, entry.source_address) == ("test-request", "192.0.2.1")


@pytest.mark.parametrize(("act", "part"), MAY_NOT)
async def test_who_lacks_the_authority_is_denied_and_changes_nothing(world: World, act: str, part: str) -> None:
    incident, who, other = await scene(world, act, part)
    before = await world.stored(incident.id)
    with pytest.raises(Forbidden) as denial:
        await ACTS[act][1](world.app.incidents, who, incident, other)
    assert denial.value.message == DENIALS[act]
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("act", ACTS)
async def test_an_admin_of_another_organization_finds_no_incident(world: World, other_world: World, act: str) -> None:
    incident, _, other = await scene(world, act, "manager")
    stranger = await other_world.admin()
    before = await world.stored(incident.id)
    with pytest.raises(NotFound) as refusal:
        await ACTS[act][1](world.app.incidents, stranger, incident, other)
    assert (refusal.value.message, refusal.value.field) == ("There is no incident with this id.", ("incidentId",))
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("act", ["claim", "comment", "edit", "assign"])
async def test_a_restricted_incident_does_not_exist_for_who_has_no_part_in_it(world: World, act: str) -> None:
    manager, bystander = await world.manager(), await world.engineer()
    incident = await world.incident(manager, restricted=True)
    before = await world.stored(incident.id)
    with pytest.raises(NotFound) as refusal:
        await ACTS[act][1](world.app.incidents, bystander, incident, bystander)
    assert refusal.value.message == "There is no incident with this id."
    assert await world.stored(incident.id) == before


async def test_a_restriction_is_set_by_the_reporter_and_lifted_by_a_manager_only(world: World) -> None:
    reporter, manager = await world.engineer(), await world.manager()
    incident = await world.incident(reporter)
    await world.app.incidents.update(reporter, Decision(incident.id), {"restricted": True})
    before = await world.stored(incident.id)
    with pytest.raises(Forbidden) as denial:
        await world.app.incidents.update(reporter, Decision(incident.id), {"restricted": False})
    assert denial.value.message == "The role ENGINEER may not lift the restriction of incidents."
    assert await world.stored(incident.id) == before
    lifted = await world.app.incidents.update(manager, Decision(incident.id), {"restricted": False})
    assert lifted.restricted is False
