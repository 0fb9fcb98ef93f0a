"""Moving incidents through their lifecycle: every move from every state, on the database."""

from collections.abc import Awaitable, Callable

import pytest
from factories import Person, World, suggestion

from siems.domain.errors import InvalidTransition, NotFound, ValidationFailed, Violation
from siems.models import Incident
from siems.services.incidents import Decision, IncidentService

MoveCall = Callable[[IncidentService, Person, Decision, Person], Awaitable[Incident]]

MOVES: dict[str, MoveCall] = {
    "assigned": lambda incidents, manager, decision, other: incidents.assign(manager, decision, other.id),
    "unassigned": lambda incidents, manager, decision, other: incidents.unassign(manager, decision),
    "claimed": lambda incidents, manager, decision, other: incidents.claim(manager, decision),
    "started": lambda incidents, manager, decision, other: incidents.start(manager, decision),
    "resolved": lambda incidents, manager, decision, other: incidents.resolve(manager, decision, "Restarted it"),
    "closed": lambda incidents, manager, decision, other: incidents.close(manager, decision),
    "reopened": lambda incidents, manager, decision, other: incidents.reopen(manager, decision),
}
# From which state, by which move, to which state, and what the log calls it. Every other pair is refused.
LEGAL = [
    ("OPEN", "assigned", "ASSIGNED", "ASSIGNED"),
    ("OPEN", "claimed", "ASSIGNED", "CLAIMED"),
    ("ASSIGNED", "assigned", "ASSIGNED", "REASSIGNED"),
    ("ASSIGNED", "unassigned", "OPEN", "UNASSIGNED"),
    ("ASSIGNED", "started", "IN_PROGRESS", "STARTED"),
    ("IN_PROGRESS", "assigned", "ASSIGNED", "REASSIGNED"),
    ("IN_PROGRESS", "unassigned", "OPEN", "UNASSIGNED"),
    ("IN_PROGRESS", "resolved", "RESOLVED", "RESOLVED"),
    ("RESOLVED", "closed", "CLOSED", "CLOSED"),
    ("RESOLVED", "reopened", "IN_PROGRESS", "REOPENED"),
]
ALLOWED = {
    "OPEN": "Allowed from here: assign, claim.",
    "ASSIGNED": "Allowed from here: assign, unassign, start.",
    "IN_PROGRESS": "Allowed from here: assign, unassign, resolve.",
    "RESOLVED": "Allowed from here: close, reopen.",
    "CLOSED": "Nothing is allowed from here.",
}
ILLEGAL = [(status, move) for status in ALLOWED for move in MOVES if (status, move) not in {pair[:2] for pair in LEGAL}]


@pytest.mark.parametrize(("status", "move", "target", "action"), LEGAL)
async def test_a_legal_move_changes_the_status_the_version_and_the_log(
    world: World, status: str, move: str, target: str, action: str
) -> None:
    manager, engineer, other = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident_in(status, manager, engineer)
    before = await world.stored(incident.id)

    moved = await MOVES[move](world.app.incidents, manager, Decision(incident.id, incident.version), other)

    after = await world.stored(incident.id)
    assert moved.status == after["status"] == target
    assert moved.version == after["version"] == before["version"] + 1
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.sequence, entry.action, entry.actor_id) == (before["log entries"] + 1, action, manager.id)
    assert (entry.before["status"], entry.after["status"]) == (status, target)


@pytest.mark.parametrize(("status", "move"), ILLEGAL)
async def test_an_illegal_move_is_refused_and_changes_nothing(world: World, status: str, move: str) -> None:
    manager, engineer, other = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident_in(status, manager, engineer)
    before = await world.stored(incident.id)
    with pytest.raises(InvalidTransition) as refusal:
        await MOVES[move](world.app.incidents, manager, Decision(incident.id), other)
    assert refusal.value.message == f"An incident that is {status} cannot be {move}. {ALLOWED[status]}"
    assert await world.stored(incident.id) == before


async def test_reassigning_what_is_in_progress_gives_it_to_the_new_engineer_who_has_to_start_again(
    world: World,
) -> None:
    manager, ada, bob = await world.manager(), await world.engineer("Ada"), await world.engineer("Bob")
    incident = await world.incident_in("IN_PROGRESS", manager, ada)
    moved = await world.app.incidents.assign(manager, Decision(incident.id, reason="Shift change"), bob.id)
    assert (moved.status, moved.assignee_id) == ("ASSIGNED", bob.id)
    entry = (await world.log(incident.id, manager))[-1]
    assert entry.before == {"status": "IN_PROGRESS", "assignee": {"id": str(ada.id), "name": "Ada"}}
    assert entry.after == {
        "status": "ASSIGNED",
        "assignee": {"id": str(bob.id), "name": "Bob"},
        "suggestion": suggestion(),
    }
    assert entry.reason == "Shift change"


@pytest.mark.parametrize("status", ["ASSIGNED", "IN_PROGRESS"])
async def test_assigning_to_who_has_it_already_is_refused(world: World, status: str) -> None:
    manager, ada = await world.manager(), await world.engineer("Ada")
    incident = await world.incident_in(status, manager, ada)
    before = await world.stored(incident.id)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.assign(manager, Decision(incident.id), ada.id)
    assert refusal.value.violations == (Violation(("assigneeId",), "INC-1 is already assigned to Ada."),)
    assert await world.stored(incident.id) == before


async def test_assigning_to_a_deactivated_user_is_refused(world: World) -> None:
    manager, ada = await world.manager(), await world.engineer("Ada")
    await world.deactivate(ada)
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.assign(manager, Decision(incident.id), ada.id)
    assert refusal.value.violations == (
        Violation(("assigneeId",), "Ada is deactivated and cannot be given incidents."),
    )
    assert await world.stored(incident.id) == before


async def test_assigning_to_somebody_of_another_organization_is_refused(world: World, other_world: World) -> None:
    manager, stranger = await world.manager(), await other_world.engineer()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    with pytest.raises(NotFound) as refusal:
        await world.app.incidents.assign(manager, Decision(incident.id), stranger.id)
    assert (refusal.value.message, refusal.value.field) == ("There is no user with this id.", ("assigneeId",))
    assert await world.stored(incident.id) == before


async def test_reopening_gives_the_incident_back_to_its_assignee(world: World) -> None:
    manager, ada = await world.manager(), await world.engineer("Ada")
    incident = await world.incident_in("RESOLVED", manager, ada)
    reopened = await world.app.incidents.reopen(ada, Decision(incident.id))
    assert (reopened.status, reopened.assignee_id, reopened.resolution) == ("IN_PROGRESS", ada.id, None)
    entry = (await world.log(incident.id, manager))[-1]
    assert entry.before == {"status": "RESOLVED", "resolution": "Fixed"}
    assert entry.after == {"status": "IN_PROGRESS", "resolution": None}


async def test_reopening_after_the_assignee_was_deactivated_opens_it_with_nobody(world: World) -> None:
    manager, ada = await world.manager(), await world.engineer("Ada")
    incident = await world.incident_in("RESOLVED", manager, ada)
    await world.deactivate(ada)
    await world.app.incidents.reopen(manager, Decision(incident.id))
    row = await world.stored(incident.id)
    assert (row["status"], row["assignee_id"], row["assigned_at"], row["version"]) == ("OPEN", None, None, 5)
    entry = (await world.log(incident.id, manager))[-1]
    assert entry.before == {
        "status": "RESOLVED",
        "resolution": "Fixed",
        "assignee": {"id": str(ada.id), "name": "Ada"},
    }
    assert entry.after == {"status": "OPEN", "resolution": None, "assignee": None}


async def test_resolving_needs_to_say_what_was_done(world: World) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident_in("IN_PROGRESS", manager, engineer)
    before = await world.stored(incident.id)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.resolve(engineer, Decision(incident.id), " \n")
    assert refusal.value.violations == (Violation(("resolution",), "This must not be empty."),)
    assert await world.stored(incident.id) == before


async def test_a_reason_that_is_too_long_is_refused(world: World) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.claim(manager, Decision(incident.id, reason="x" * 1001))
    assert refusal.value.violations == (Violation(("reason",), "This has 1001 characters; at most 1000 are allowed."),)
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("status", ["OPEN", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"])
async def test_a_comment_is_allowed_in_every_state_and_makes_no_new_version(world: World, status: str) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident_in(status, manager, engineer)
    before = await world.stored(incident.id)
    await world.app.incidents.comment(engineer, incident.id, " Any news? ")
    after = await world.stored(incident.id)
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.action, entry.before, entry.after) == ("COMMENTED", {}, {"body": "Any news?"})
    assert after == before | {
        "updated_at": entry.at,
        "last_activity_at": entry.at,
        "log entries": before["log entries"] + 1,
    }
