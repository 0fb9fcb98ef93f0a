"""Many people at one incident at once: nobody overwrites what they have not seen, and no entry is lost."""

import asyncio
from collections import Counter

import pytest
from factories import World

from siems.domain.errors import Conflict, InvalidTransition, NotFound, ValidationFailed, Violation
from siems.domain.incidents import Severity
from siems.services.incidents import Decision

CROWD = 50


async def test_of_fifty_who_decided_on_the_same_version_exactly_one_wins(world: World) -> None:
    manager, engineer, other = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident(manager)
    outcomes = await asyncio.gather(
        *(
            world.app.incidents.assign(manager, Decision(incident.id, 1), (engineer, other)[place % 2].id)
            for place in range(CROWD)
        ),
        return_exceptions=True,
    )
    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Incident": 1, "Conflict": 49}
    assert [entry.action for entry in await world.log(incident.id, manager)] == ["REPORTED", "ASSIGNED"]
    row = await world.stored(incident.id)
    assert (row["status"], row["version"], row["log entries"]) == ("ASSIGNED", 2, 2)


async def test_fifty_assignments_without_a_version_all_happen_one_after_the_other(world: World) -> None:
    manager = await world.manager()
    engineers = await asyncio.gather(*(world.engineer() for _ in range(CROWD)))
    incident = await world.incident(manager)
    await asyncio.gather(
        *(world.app.incidents.assign(manager, Decision(incident.id), engineer.id) for engineer in engineers)
    )
    entries = await world.log(incident.id, manager)
    assert [entry.sequence for entry in entries] == list(range(1, 52))
    assert [entry.action for entry in entries] == ["REPORTED", "ASSIGNED", *["REASSIGNED"] * 49]
    row = await world.stored(incident.id)
    assert (row["status"], row["version"], row["log entries"]) == ("ASSIGNED", 51, 51)
    assert {"id": str(row["assignee_id"])}.items() <= entries[-1].after["assignee"].items()
    verification = await world.app.audit.verify(world.organization.id)
    assert (verification.ok, verification.first_broken) == (True, None)


async def test_of_fifty_who_assign_the_same_engineer_exactly_one_succeeds(world: World) -> None:
    manager, engineer = await world.manager(), await world.engineer("Ada")
    incident = await world.incident(manager)
    outcomes = await asyncio.gather(
        *(world.app.incidents.assign(manager, Decision(incident.id), engineer.id) for _ in range(CROWD)),
        return_exceptions=True,
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, ValidationFailed)]
    assert len(refusals) == 49
    assert {refusal.violations for refusal in refusals} == {
        (Violation(("assigneeId",), "INC-1 is already assigned to Ada."),)
    }
    row = await world.stored(incident.id)
    assert (row["assignee_id"], row["version"], row["log entries"]) == (engineer.id, 2, 2)


async def test_of_fifty_engineers_who_claim_an_incident_exactly_one_gets_it(world: World) -> None:
    manager = await world.manager()
    engineers = await asyncio.gather(*(world.engineer() for _ in range(CROWD)))
    incident = await world.incident(manager)
    outcomes = await asyncio.gather(
        *(world.app.incidents.claim(engineer, Decision(incident.id)) for engineer in engineers), return_exceptions=True
    )
    [winner] = [
        engineer
        for engineer, outcome in zip(engineers, outcomes, strict=True)
        if not isinstance(outcome, InvalidTransition)
    ]
    row = await world.stored(incident.id)
    assert (row["assignee_id"], row["version"], row["log entries"]) == (winner.id, 2, 2)


@pytest.mark.parametrize("expected", [1, 3, 0, -1])
async def test_a_decision_on_another_version_is_a_conflict(world: World, expected: int) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident_in("ASSIGNED", manager, engineer)
    before = await world.stored(incident.id)
    with pytest.raises(Conflict) as refusal:
        await world.app.incidents.start(manager, Decision(incident.id, expected))
    assert refusal.value.message == (
        f"INC-1 has changed since you read it: it is at version 2, not {expected}. Read it again and decide anew."
    )
    assert (refusal.value.code, refusal.value.field) == ("CONFLICT", ("expectedVersion",))
    assert await world.stored(incident.id) == before


async def test_a_comment_conflicts_with_nobody(world: World) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident(manager)
    comments = [world.app.incidents.comment(engineer, incident.id, f"Comment {place}") for place in range(CROWD)]
    assignment = world.app.incidents.assign(manager, Decision(incident.id, 1), engineer.id)
    await asyncio.gather(*comments[:25], assignment, *comments[25:])
    row = await world.stored(incident.id)
    assert (row["status"], row["version"], row["log entries"]) == ("ASSIGNED", 2, 52)
    entries = await world.log(incident.id, manager)
    assert [entry.sequence for entry in entries] == list(range(1, 53))
    assert {entry.after["body"] for entry in entries if entry.action == "COMMENTED"} == {
        f"Comment {place}" for place in range(CROWD)
    }


async def test_an_edit_changes_and_logs_only_what_is_different(world: World) -> None:
    manager, team = await world.manager(), await world.team("Platform")
    incident = await world.incident(manager, title="Disk full")
    edit = {"title": "Disk full", "description": "df says 100 %", "team_id": team.id}
    await world.app.incidents.update(manager, Decision(incident.id, 1), edit)
    row = await world.stored(incident.id)
    assert (row["description"], row["team_id"], row["version"]) == ("df says 100 %", team.id, 2)
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.action, entry.sequence) == ("UPDATED", 2)
    assert entry.before == {"description": "", "team": None}
    assert entry.after == {"description": "df says 100 %", "team": {"id": str(team.id), "name": "Platform"}}


async def test_an_edit_that_changes_nothing_makes_no_entry(world: World) -> None:
    manager = await world.manager()
    incident = await world.incident(manager, title="Disk full")
    before = await world.stored(incident.id)
    same = {"title": " Disk full ", "description": None, "restricted": False, "team_id": None}
    await world.app.incidents.update(manager, Decision(incident.id, 1), same)
    assert await world.stored(incident.id) == before


async def test_an_edit_is_refused_with_everything_that_is_wrong(world: World) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.update(manager, Decision(incident.id), {"title": "", "restricted": None})
    assert refusal.value.violations == (
        Violation(("title",), "This must not be empty."),
        Violation(("restricted",), "This is either true or false."),
    )
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize(
    ("column", "noun"), [("team_id", "team"), ("service_id", "service"), ("category_id", "category")]
)
async def test_an_edit_cannot_point_into_another_organization(
    world: World, other_world: World, column: str, noun: str
) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    foreign = await getattr(other_world, noun)()
    before = await world.stored(incident.id)
    with pytest.raises(NotFound) as refusal:
        await world.app.incidents.update(manager, Decision(incident.id), {column: foreign.id})
    assert (refusal.value.message, refusal.value.field) == (f"There is no {noun} with this id.", (f"{noun}Id",))
    assert await world.stored(incident.id) == before


async def test_a_severity_change_is_a_new_version_and_says_from_what_to_what(world: World) -> None:
    manager = await world.manager()
    incident = await world.incident(manager, severity=Severity.HIGH)
    await world.app.incidents.change_severity(manager, Decision(incident.id, 1, "All customers"), Severity.CRITICAL)
    row = await world.stored(incident.id)
    assert (row["severity"], row["version"]) == (4, 2)
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.action, entry.reason) == ("SEVERITY_CHANGED", "All customers")
    assert (entry.before, entry.after) == ({"severity": "HIGH"}, {"severity": "CRITICAL"})


async def test_changing_the_severity_to_what_it_is_is_refused(world: World) -> None:
    manager = await world.manager()
    incident = await world.incident(manager, severity=Severity.HIGH)
    before = await world.stored(incident.id)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.change_severity(manager, Decision(incident.id), Severity.HIGH)
    assert refusal.value.violations == (Violation(("severity",), "INC-1 already has the severity HIGH."),)
    assert await world.stored(incident.id) == before


async def test_a_closed_incident_cannot_be_edited(world: World) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident_in("CLOSED", manager, engineer)
    before = await world.stored(incident.id)
    edit = world.app.incidents.update(manager, Decision(incident.id), {"title": "Another"})
    severity = world.app.incidents.change_severity(manager, Decision(incident.id), Severity.LOW)
    for attempt in (edit, severity):
        with pytest.raises(InvalidTransition) as refusal:
            await attempt
        assert refusal.value.message == (
            "INC-1 is CLOSED, which is final: it only takes comments, participants and a postmortem."
        )
    assert await world.stored(incident.id) == before


async def test_an_incident_whose_dedup_key_another_one_has_by_now_is_not_reopened(world: World) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    first = await world.incident_in("RESOLVED", manager, engineer, dedup_key="disk")
    second = await world.incident(manager, dedup_key="disk")
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.reopen(manager, Decision(first.id))
    message = f"{second.key} has this dedup key already and is not resolved yet."
    assert refusal.value.violations == (Violation(("incidentId",), message),)
    assert await world.fingerprint() == before
    assigned = await world.app.incidents.claim(engineer, Decision(second.id))
    await world.app.incidents.start(engineer, Decision(assigned.id))
    await world.app.incidents.resolve(engineer, Decision(assigned.id), "Fixed")
    assert (await world.app.incidents.reopen(manager, Decision(first.id))).status == "IN_PROGRESS"
