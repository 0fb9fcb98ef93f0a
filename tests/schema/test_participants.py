"""Participants in the API: who they are, and what adding and removing them answers."""

import pytest
from factories import World
from graphql_client import GraphQLClient, global_id, refusal, user_id

from schema.ids import encode
from siems.models.base import new_id
from siems.services.incidents import Decision

PARTICIPANTS = "query($id: ID!) { incident(id: $id) { participants { __typename id name } } }"


async def test_participants_are_reporter_assignee_and_those_added_each_once_in_that_order(
    world: World, graphql: GraphQLClient
) -> None:
    manager, rita, ada, bob = [await world.manager("Max"), *[await world.engineer(name) for name in ("R", "A", "B")]]
    incident = await world.incident(rita)
    for person in (bob, manager, ada):
        await graphql.done("addParticipant", manager, incidentId=global_id(incident), userId=user_id(person))
    await world.app.incidents.assign(manager, Decision(incident.id), ada.id)
    body = await graphql.ask(PARTICIPANTS, {"id": global_id(incident)}, bob)
    kinds = [("Engineer", rita), ("Engineer", ada), ("Engineer", bob), ("Manager", manager)]
    assert body["data"]["incident"]["participants"] == [
        {"__typename": kind, "id": user_id(person), "name": person.user.name} for kind, person in kinds
    ]


async def test_each_mutation_of_an_operation_answers_with_the_participants_that_it_leaves_behind(
    world: World, graphql: GraphQLClient
) -> None:
    manager, ada, bob = await world.manager("Max"), await world.engineer("Ada"), await world.engineer("Bob")
    incident = await world.incident(manager)

    def call(alias: str, name: str, person: str) -> str:
        input = f'{{incidentId: "{global_id(incident)}" userId: "{person}"}}'
        return f"{alias}: {name}(input: {input}) {{ incident {{ version participants {{ name }} }} }}"

    a = call("a", "addParticipant", user_id(ada))
    b = call("b", "addParticipant", user_id(bob))
    c = call("c", "removeParticipant", user_id(ada))
    body = await graphql.ask(f"mutation {{ {a} {b} {c} }}", as_=manager)
    names = {
        alias: [person["name"] for person in payload["incident"]["participants"]]
        for alias, payload in body["data"].items()
    }
    assert names == {"a": ["Max", "Ada"], "b": ["Max", "Ada", "Bob"], "c": ["Max", "Bob"]}
    assert {payload["incident"]["version"] for payload in body["data"].values()} == {1}


@pytest.mark.parametrize(("restricted", "key"), [(True, None), (False, "INC-1")])
async def test_who_leaves_a_restricted_incident_is_shown_it_no_more(
    world: World, graphql: GraphQLClient, restricted: bool, key: str | None
) -> None:
    manager, ada = await world.manager(), await world.engineer()
    incident = await world.incident(manager, restricted=restricted)
    input = {"incidentId": global_id(incident), "userId": user_id(ada), "reason": "Not my field"}
    await graphql.done("addParticipant", manager, **input)
    payload = await graphql.act("removeParticipant", ada, **input)
    assert payload["errors"] == []
    assert (payload["incident"] and payload["incident"]["key"]) == key
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.action, entry.actor_id, entry.reason) == ("PARTICIPANT_REMOVED", ada.id, "Not my field")


async def test_bad_input_is_refused_and_changes_nothing(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    manager, gone = await world.manager("Max"), await world.engineer("Gone")
    stranger = await other_world.engineer()
    await world.deactivate(gone)
    incident = await world.incident(manager)
    id, before = global_id(incident), await world.stored(incident.id)
    no_user = refusal("NOT_FOUND", "There is no user with this id.", "userId")
    no_id = "This is not an id that SIEMS gave out."
    wrong_kind = "This must be the id of a User; it is the id of an Incident."
    for name, person, error in (
        ("addParticipant", "x", refusal("VALIDATION", no_id, "userId")),
        ("addParticipant", id, refusal("VALIDATION", wrong_kind, "userId")),
        ("addParticipant", user_id(stranger), no_user),
        ("removeParticipant", user_id(stranger), no_user),
        ("removeParticipant", encode("User", new_id()), no_user),
        (
            "addParticipant",
            user_id(gone),
            refusal("VALIDATION", "Gone is deactivated and cannot be added.", "userId"),
        ),
        ("addParticipant", user_id(manager), refusal("VALIDATION", "Max takes part in INC-1 already.", "userId")),
        (
            "removeParticipant",
            user_id(manager),
            refusal("VALIDATION", "Max is the reporter of INC-1: only people who were added can be removed.", "userId"),
        ),
    ):
        payload = await graphql.act(name, manager, incidentId=id, userId=person)
        assert payload == {"incident": None, "errors": [error]}
    too_long = await graphql.act(
        "addParticipant", manager, incidentId=id, userId=user_id(await world.engineer()), reason="x" * 1001
    )
    message = "This has 1001 characters; at most 1000 are allowed."
    assert too_long["errors"] == [refusal("VALIDATION", message, "reason")]
    assert await world.stored(incident.id) == before
