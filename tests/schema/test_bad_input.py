"""Input that a mutation refuses: what exactly is wrong is said, and nothing has changed."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World
from graphql_client import GraphQLClient, global_id, refusal, user_id

from schema.ids import encode

Json = dict[str, Any]
EMPTY = "This must not be empty."
NUL = "This contains a NUL character (U+0000), which cannot be stored."
HALF = "This contains half of a surrogate pair, which is not a character."
TWO_LINES = "This must be a single line."
NO_ID = "This is not an id that SIEMS gave out."


def too_long(has: int, allowed: int) -> str:
    return f"This has {has} characters; at most {allowed} are allowed."


async def counts(world: World) -> Json:
    """How many incidents and entries of their logs the organization has."""
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT (SELECT count(*) FROM incidents WHERE organization_id = $1) AS incidents,"
            " (SELECT count(*) FROM incident_log WHERE organization_id = $1) AS entries",
            world.organization.id,
        )
    return row


async def refused(world: World, graphql: GraphQLClient, name: str, person: Person, input: Json) -> list[Json]:
    """The errors of a mutation that must change nothing."""
    before = await counts(world)
    payload = await graphql.act(name, person, **input)
    assert payload["incident"] is None
    assert await counts(world) == before
    errors: list[Json] = payload["errors"]
    return errors


@pytest.mark.parametrize(
    ("input", "message"),
    [
        ({"title": ""}, EMPTY),
        ({"title": " \n\t "}, EMPTY),
        ({"title": "x" * 201}, too_long(201, 200)),
        ({"title": "a\x00b"}, NUL),
        ({"title": "a\ud800"}, HALF),
        ({"title": "a\nb"}, TWO_LINES),
        ({"description": "x" * 20_001}, too_long(20_001, 20_000)),
        ({"description": "a\x00b"}, NUL),
        ({"description": "\udfffa"}, HALF),
        ({"dedupKey": "x" * 256}, too_long(256, 255)),
        ({"dedupKey": "a\x00b"}, NUL),
        ({"dedupKey": "a\ud800"}, HALF),
    ],
)
async def test_a_report_with_a_bad_text_is_refused(
    world: World, graphql: GraphQLClient, input: Json, message: str
) -> None:
    errors = await refused(world, graphql, "reportIncident", await world.engineer(), {"title": "Disk full", **input})
    assert errors == [refusal("VALIDATION", message, next(iter(input)))]


async def test_everything_that_is_wrong_is_said_at_once(world: World, graphql: GraphQLClient) -> None:
    input = {"title": "", "description": "a\x00b", "dedupKey": "a\nb"}
    assert await refused(world, graphql, "reportIncident", await world.engineer(), input) == [
        refusal("VALIDATION", EMPTY, "title"),
        refusal("VALIDATION", NUL, "description"),
        refusal("VALIDATION", TWO_LINES, "dedupKey"),
    ]


@pytest.mark.parametrize(
    ("name", "status", "input", "message"),
    [
        ("addComment", "OPEN", {"body": " "}, EMPTY),
        ("addComment", "OPEN", {"body": "a\x00b"}, NUL),
        ("addComment", "OPEN", {"body": "a\ud800"}, HALF),
        ("addComment", "OPEN", {"body": "x" * 20_001}, too_long(20_001, 20_000)),
        ("resolveIncident", "IN_PROGRESS", {"resolution": ""}, EMPTY),
        ("resolveIncident", "IN_PROGRESS", {"resolution": "a\x00b"}, NUL),
        ("resolveIncident", "IN_PROGRESS", {"resolution": "x" * 5_001}, too_long(5_001, 5_000)),
        ("writePostmortem", "RESOLVED", {"body": " \n"}, EMPTY),
        ("writePostmortem", "CLOSED", {"body": "x" * 50_001}, too_long(50_001, 50_000)),
        ("closeIncident", "RESOLVED", {"reason": "x" * 1_001}, too_long(1_001, 1_000)),
        ("startIncident", "ASSIGNED", {"reason": "a\x00b"}, NUL),
        ("claimIncident", "OPEN", {"reason": "a\ud800"}, HALF),
        ("updateIncident", "OPEN", {"title": None}, EMPTY),
        ("updateIncident", "OPEN", {"title": "x" * 201}, too_long(201, 200)),
        ("updateIncident", "OPEN", {"description": "a\x00b"}, NUL),
        ("updateIncident", "OPEN", {"restricted": None}, "This is either true or false."),
        ("changeSeverity", "OPEN", {"severity": "HIGH"}, "INC-1 already has the severity HIGH."),
    ],
)
async def test_a_change_with_a_bad_value_is_refused(
    world: World, graphql: GraphQLClient, name: str, status: str, input: Json, message: str
) -> None:
    manager = await world.manager()
    incident = await world.incident_in(status, manager, await world.engineer())
    before = await world.stored(incident.id)
    errors = await refused(world, graphql, name, manager, {"incidentId": global_id(incident), **input})
    assert errors == [refusal("VALIDATION", message, next(iter(input)))]
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("", NO_ID),
        ("42", NO_ID),
        ("Ä", NO_ID),
        ("\ud800", NO_ID),
        ("\x00", NO_ID),
        ("SW5jaWRlbnQ6eA==", NO_ID),
        ("A" * 100_000, NO_ID),
        (encode("Team", UUID(int=7)), "This must be the id of an Incident; it is the id of a Team."),
    ],
    ids=["empty", "number", "Ä", "half a character", "NUL", "no uuid", "endless", "a team's"],
)
@pytest.mark.parametrize("name", ["startIncident", "addComment"])
async def test_what_is_no_incidents_id_is_refused(
    world: World, graphql: GraphQLClient, name: str, id: str, message: str
) -> None:
    more = {"body": "Hm"} if name == "addComment" else {}
    errors = await refused(world, graphql, name, await world.manager(), {"incidentId": id, **more})
    assert errors == [refusal("VALIDATION", message, "incidentId")]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("unassignIncident", {}),
        ("claimIncident", {}),
        ("startIncident", {}),
        ("resolveIncident", {"resolution": "Done"}),
        ("closeIncident", {}),
        ("reopenIncident", {}),
        ("addComment", {"body": "Hm"}),
        ("changeSeverity", {"severity": "LOW"}),
        ("updateIncident", {"title": "Mine now"}),
        ("assignIncident", {"assigneeId": encode("User", UUID(int=7))}),
    ],
)
async def test_another_organizations_incident_is_not_found(
    world: World, other_world: World, graphql: GraphQLClient, name: str, more: Json
) -> None:
    incident = await other_world.incident(await other_world.manager())
    before = await other_world.stored(incident.id)
    errors = await refused(world, graphql, name, await world.admin(), {"incidentId": global_id(incident), **more})
    assert errors == [refusal("NOT_FOUND", "There is no incident with this id.", "incidentId")]
    assert await other_world.stored(incident.id) == before


@pytest.mark.parametrize("name", ["reportIncident", "updateIncident"])
@pytest.mark.parametrize("kind", ["category", "service", "team"])
async def test_another_organizations_things_are_not_found(
    world: World, other_world: World, graphql: GraphQLClient, name: str, kind: str
) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    theirs = global_id(await getattr(other_world, kind)())
    subject = {"title": "Disk full"} if name == "reportIncident" else {"incidentId": global_id(incident)}
    before = await world.stored(incident.id)
    errors = await refused(world, graphql, name, manager, {**subject, f"{kind}Id": theirs})
    assert errors == [refusal("NOT_FOUND", f"There is no {kind} with this id.", f"{kind}Id")]
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("name", ["reportIncident", "updateIncident"])
@pytest.mark.parametrize("kind", ["Category", "Service", "Team"])
async def test_a_thing_of_another_kind_is_refused(world: World, graphql: GraphQLClient, name: str, kind: str) -> None:
    manager = await world.manager()
    id = global_id(await world.incident(manager))
    subject = {"title": "Disk full"} if name == "reportIncident" else {"incidentId": id}
    errors = await refused(world, graphql, name, manager, {**subject, f"{kind.lower()}Id": id})
    message = f"This must be the id of a {kind}; it is the id of an Incident."
    assert errors == [refusal("VALIDATION", message, f"{kind.lower()}Id")]


async def test_only_an_active_person_of_the_organization_is_assigned(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    manager, gone, stranger = await world.manager(), await world.engineer("Gone"), await other_world.engineer()
    await world.deactivate(gone)
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    deactivated = "Gone is deactivated and cannot be given incidents."
    for assignee, code, message in (
        (user_id(stranger), "NOT_FOUND", "There is no user with this id."),
        (encode("User", UUID(int=7)), "NOT_FOUND", "There is no user with this id."),
        (user_id(gone), "VALIDATION", deactivated),
        (global_id(incident), "VALIDATION", "This must be the id of a User; it is the id of an Incident."),
        ("x", "VALIDATION", NO_ID),
    ):
        input = {"incidentId": global_id(incident), "assigneeId": assignee}
        errors = await refused(world, graphql, "assignIncident", manager, input)
        assert errors == [refusal(code, message, "assigneeId")]
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("version", [-1, 0, 2, 2**31 - 1])
async def test_a_decision_on_another_version_conflicts(world: World, graphql: GraphQLClient, version: int) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    input = {"incidentId": global_id(incident), "expectedVersion": version, "title": "Disk full on db-2"}
    message = f"INC-1 has changed since you read it: it is at version 1, not {version}. Read it again and decide anew."
    errors = await refused(world, graphql, "updateIncident", manager, input)
    assert errors == [refusal("CONFLICT", message, "expectedVersion")]
    assert await world.stored(incident.id) == before


async def test_a_move_that_the_lifecycle_forbids_is_refused(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    errors = await refused(world, graphql, "closeIncident", manager, {"incidentId": global_id(incident)})
    message = "An incident that is OPEN cannot be closed. Allowed from here: assign, claim."
    assert errors == [refusal("INVALID_TRANSITION", message)]
    assert await world.stored(incident.id) == before


async def test_of_twenty_parallel_reports_with_one_key_one_is_filed_and_the_others_are_its_events(
    world: World, graphql: GraphQLClient
) -> None:
    engineer = await world.engineer()
    await graphql.authorization(engineer)
    input = {"title": "Disk full", "dedupKey": "db-1"}
    payloads = await asyncio.gather(*(graphql.act("reportIncident", engineer, **input) for _ in range(20)))
    assert [(payload["incident"]["key"], payload["errors"]) for payload in payloads] == [("INC-1", [])] * 20
    assert await counts(world) == {"incidents": 1, "entries": 20}
