"""What was learnt from an incident: who writes it, when, on which version, and what the log keeps of it."""

import asyncio
from collections import Counter

import pytest
from factories import Person, World

from siems.domain.errors import Conflict, Forbidden, InvalidTransition, NotFound, ValidationFailed, Violation
from siems.domain.log import ActorKind
from siems.models import Incident, Postmortem
from siems.services.incidents import Decision
from siems.services.postmortems import Draft

FIRST = "  # What happened\r\n\r\nThe disk was *full*.\n"
SECOND = f"{FIRST}\n## What we change\n\nAn alert at 80 %.\n"
UNKNOWN = "There is no incident with this id."


async def resolved(world: World, status: str = "RESOLVED", **more: bool) -> tuple[Person, Person, Incident]:
    """A manager, the assignee, and their incident."""
    manager, ada = await world.manager("Grace"), await world.engineer("Ada")
    return manager, ada, await world.incident_in(status, manager, ada, **more)


async def written(world: World, who: Person, incident: Incident, body: str, on: int | None = None) -> Postmortem:
    return (await world.app.postmortems.write(who, Draft(incident.id, body, on)))[1]


async def read(world: World, who: Person, incident: Incident) -> Postmortem | None:
    return (await world.app.postmortems.of_incidents(who, [incident.id])).get(incident.id)


async def test_each_save_is_a_version_and_an_entry_that_holds_what_it_said_before(world: World) -> None:
    manager, ada, incident = await resolved(world)
    first = await written(world, ada, incident, FIRST)
    second = await written(world, manager, incident, SECOND, on=1)
    row = await read(world, ada, incident)
    assert row is not None
    assert (row.id, row.body, row.version, row.updated_by_id) == (first.id, SECOND, 2, manager.id)
    log = (await world.log(incident.id, ada))[-2:]
    assert [(entry.action, entry.actor_name, entry.before, entry.after, entry.reason) for entry in log] == [
        ("POSTMORTEM_WRITTEN", "Ada", {}, {"version": 1, "body": FIRST}, None),
        ("POSTMORTEM_WRITTEN", "Grace", {"version": 1, "body": FIRST}, {"version": 2, "body": SECOND}, None),
    ]
    assert (row.created_at, row.updated_at) == (log[0].at, log[1].at) == (second.created_at, second.updated_at)
    stored = await world.stored(incident.id)
    assert (stored["version"], stored["updated_at"]) == (incident.version, log[1].at)
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_the_same_text_again_changes_nothing_whatever_the_version(world: World) -> None:
    manager, ada, incident = await resolved(world)
    await written(world, ada, incident, FIRST)
    before = await world.fingerprint()
    for who, version in ((ada, 1), (manager, None), (manager, 7)):
        assert (await written(world, who, incident, FIRST, on=version)).version == 1
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("there", "expected", "told"),
    [
        (0, 1, "INC-1 has no postmortem yet, so there is no version 1 of it. Leave the version out."),
        (0, -1, "INC-1 has no postmortem yet, so there is no version -1 of it. Leave the version out."),
        (1, None, "it is at version 1, by Ada, and you had seen none."),
        (1, 0, "it is at version 1, by Ada, and you had seen none."),
        (2, 1, "it is at version 2, by Ada, not 1."),
        (2, 3, "it is at version 2, by Ada, not 3."),
        (2, 2**31 - 1, "it is at version 2, by Ada, not 2147483647."),
    ],
)
async def test_a_text_that_was_written_on_another_version_is_a_conflict(
    world: World, there: int, expected: int | None, told: str
) -> None:
    manager, ada, incident = await resolved(world)
    for version in range(there):
        await written(world, ada, incident, f"Draft {version}", on=version)
    before = await world.fingerprint()
    with pytest.raises(Conflict) as refusal:
        await written(world, manager, incident, SECOND, on=expected)
    remedy = "Read it again, put what you wrote into it, and send its version."
    message = told if there == 0 else f"The postmortem of INC-1 has changed since you read it: {told} {remedy}"
    assert (refusal.value.message, refusal.value.field) == (message, ("expectedVersion",))
    assert await world.fingerprint() == before


@pytest.mark.parametrize("there", [0, 1])
async def test_of_twenty_who_write_at_once_exactly_one_wins(world: World, there: int) -> None:
    manager, ada, incident = await resolved(world)
    for version in range(there):
        await written(world, ada, incident, "Draft", on=version)
    outcomes = await asyncio.gather(
        *(written(world, (manager, ada)[place % 2], incident, f"Text {place}", on=there) for place in range(20)),
        return_exceptions=True,
    )
    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Postmortem": 1, "Conflict": 19}
    [winner] = [outcome for outcome in outcomes if isinstance(outcome, Postmortem)]
    row = await read(world, manager, incident)
    assert row is not None
    assert (row.version, row.body) == (there + 1, winner.body)
    entries = [entry for entry in await world.log(incident.id, manager) if entry.action == "POSTMORTEM_WRITTEN"]
    assert [entry.after["version"] for entry in entries] == list(range(1, there + 2))


@pytest.mark.parametrize("status", ["OPEN", "ASSIGNED", "IN_PROGRESS", "reopened"])
async def test_it_is_written_once_the_incident_is_resolved(world: World, status: str) -> None:
    manager, _, incident = await resolved(world, "RESOLVED" if status == "reopened" else status)
    if status == "reopened":
        await written(world, manager, incident, FIRST)
        await world.app.incidents.reopen(manager, Decision(incident.id))
    now = "IN_PROGRESS" if status == "reopened" else status
    before = await world.fingerprint()
    with pytest.raises(InvalidTransition) as refusal:
        await written(world, manager, incident, SECOND, on=1 if status == "reopened" else None)
    assert refusal.value.message == (
        f"INC-1 is {now}: a postmortem is written once it is resolved. Resolve it first, and until then keep notes as "
        "comments."
    )
    assert await world.fingerprint() == before


async def test_it_is_written_in_a_closed_incident_too(world: World) -> None:
    _, ada, incident = await resolved(world, "CLOSED")
    assert (await written(world, ada, incident, FIRST)).version == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "This must not be empty."),
        (" \n\t ", "This must not be empty."),
        ("a\x00b", "This contains a NUL character (U+0000), which cannot be stored."),
        ("a\ud800", "This contains half of a surrogate pair, which is not a character."),
        ("x" * 50_001, "This has 50001 characters; at most 50000 are allowed."),
        (" " * 50_000 + "x", "This has 50001 characters; at most 50000 are allowed."),
    ],
)
async def test_a_text_that_cannot_be_kept_as_it_is_is_refused(world: World, body: str, message: str) -> None:
    manager, _, incident = await resolved(world)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await written(world, manager, incident, body)
    assert refusal.value.violations == (Violation(("body",), message),)
    assert await world.fingerprint() == before


@pytest.mark.parametrize("body", ["x" * 50_000, "\U0001f525" * 50_000, "\t\u202e<script>\r# x\n" + "`" * 40 + "\x07 "])
async def test_what_can_be_kept_is_kept_character_by_character(world: World, body: str) -> None:
    manager, _, incident = await resolved(world)
    await written(world, manager, incident, body)
    row = await read(world, manager, incident)
    assert row is not None
    assert row.body == body
    assert (await world.log(incident.id, manager))[-1].after["body"] == body


@pytest.mark.parametrize("part", ["admin", "manager", "assignee", "reporter", "bystander", "integration"])
async def test_those_who_run_the_incident_and_its_assignee_write_it(world: World, part: str) -> None:
    ada, admin = await world.engineer(), await world.admin()
    key = await world.app.auth.caller(await world.key(admin), ada)
    people = {
        "admin": admin,
        "manager": await world.manager(),
        "assignee": ada,
        "reporter": await world.engineer(),
        "bystander": await world.engineer(),
        "integration": key,
    }
    incident = await world.incident(key if part == "integration" else people["reporter"])
    decision = Decision(incident.id)
    await world.app.incidents.assign(admin, decision, ada.id)
    await world.app.incidents.start(ada, decision)
    await world.app.incidents.resolve(ada, decision, "Fixed")
    before, who = await world.fingerprint(), people[part]
    if part in ("admin", "manager", "assignee"):
        assert (await written(world, who, incident, FIRST)).updated_by_id == who.user.id
        return
    with pytest.raises(Forbidden) as denial:
        await written(world, who, incident, FIRST)
    described = "An integration may not" if part == "integration" else "The role ENGINEER may not"
    unless = "" if part == "integration" else " unless it is assigned to them"
    assert denial.value.message == f"{described} write the postmortem of this incident{unless}."
    assert await world.fingerprint() == before


async def test_who_does_not_see_the_incident_neither_reads_nor_writes_it(world: World, other_world: World) -> None:
    manager, ada, incident = await resolved(world, restricted=True)
    await written(world, manager, incident, FIRST)
    outsiders = (await world.engineer(), await other_world.admin())
    before = await world.fingerprint()
    for who in outsiders:
        with pytest.raises(NotFound) as refusal:
            await written(world, who, incident, SECOND, on=1)
        assert refusal.value.message == UNKNOWN
        assert await read(world, who, incident) is None
    assert await world.fingerprint() == before
    assert (await read(world, ada, incident)) is not None


async def test_a_postmortem_is_not_searched(world: World) -> None:
    manager, _, incident = await resolved(world)
    await written(world, manager, incident, "The wombat did it.")
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows("SELECT document::text AS said FROM incident_search WHERE incident_id = $1", incident.id)
    assert rows
    assert not any("wombat" in row["said"] for row in rows)


async def test_writing_it_counts_as_an_act_of_a_person_and_pages_nobody(world: World) -> None:
    manager, _, incident = await resolved(world)
    async with world.app.units.of(world.organization.id) as work:
        [notified] = await work.rows(
            "SELECT count(*) FROM notifications WHERE organization_id = $1", world.organization.id
        )
    await written(world, manager, incident, FIRST)
    entry = (await world.log(incident.id, manager))[-1]
    row = await world.stored(incident.id)
    assert (entry.actor_kind, row["last_activity_at"], row["next_escalation_at"]) == (ActorKind.USER, entry.at, None)
    async with world.app.units.of(world.organization.id) as work:
        assert await work.rows(
            "SELECT count(*) FROM notifications WHERE organization_id = $1", world.organization.id
        ) == [notified]
