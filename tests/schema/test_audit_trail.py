"""The audit trail: both logs as one list, of this organization, to be paged and narrowed."""

import logging
from typing import Any

import pytest
from factories import Person, World
from graphql_client import GraphQLClient, global_id, user_id

from siems.domain.clock import OffsetClock

PAGE = """query($filter: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
  auditTrail(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { kind subjectId sequence action actorName hash recordedAt
      subject { __typename id } actor { name } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def page(graphql: GraphQLClient, admin: Person, **variables: Any) -> Any:
    body = await graphql.ask(PAGE, variables, admin)
    assert set(body) == {"data"}, body
    return body["data"]["auditTrail"]


async def actions(graphql: GraphQLClient, admin: Person, **filter: Any) -> list[str]:
    found = await page(graphql, admin, filter=filter, first=100)
    return [edge["node"]["action"] for edge in found["edges"]]


async def test_every_page_follows_the_one_before_both_ways_also_at_equal_moments(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    admin, boss, ada = await world.admin(), await world.manager(), await world.engineer()
    await other_world.incident(await other_world.admin())
    for _ in range(3):
        await world.incident_in("ASSIGNED", boss, ada)
    team = await world.app.teams.create(admin, "Network", boss.id, [ada.id, boss.id, admin.id])
    await world.app.people.deactivate(admin, ada.id)  # seven entries at one moment, in both logs
    await graphql.authorization(admin)
    whole = await page(graphql, admin, first=100)
    hashes = [edge["node"]["hash"] for edge in whole["edges"]]
    moments = [edge["node"]["recordedAt"] for edge in whole["edges"]]
    async with world.app.units.of(world.organization.id) as work:
        [stored] = await work.rows(
            "SELECT (SELECT count(*) FROM incident_log WHERE organization_id = $1)"
            " + (SELECT count(*) FROM configuration_log WHERE organization_id = $1) AS n",
            world.organization.id,
        )
    assert len(hashes) == len(set(hashes)) == stored["n"]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) < len(moments)
    assert whole["pageInfo"]["hasNextPage"] is False
    for size in (1, 2, 3):
        forwards: list[str] = []
        cursor, more = None, True
        while more:
            found = await page(graphql, admin, first=size, after=cursor)
            forwards += [edge["node"]["hash"] for edge in found["edges"]]
            cursor, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
        assert forwards == hashes
        backwards: list[str] = []
        cursor, more = None, True
        while more:
            found = await page(graphql, admin, last=size, before=cursor)
            backwards = [edge["node"]["hash"] for edge in found["edges"]] + backwards
            cursor, more = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]
        assert backwards == hashes
    created = next(edge["node"] for edge in whole["edges"] if edge["node"]["subjectId"] == global_id(team))
    assert (created["subject"]["__typename"], created["kind"]) == ("Team", "TEAM")


async def test_every_filter_narrows(world: World, graphql: GraphQLClient, clock: OffsetClock) -> None:
    admin, boss, ada = await world.admin(), await world.manager(), await world.engineer()
    await graphql.authorization(admin)
    clock.advance(minutes=1)
    incident = await world.incident_in("ASSIGNED", boss, ada)
    assert await actions(graphql, admin, kind="INCIDENT") == ["ASSIGNED", "REPORTED"]
    assert await actions(graphql, admin, subjectId=global_id(incident)) == ["ASSIGNED", "REPORTED"]
    assert await actions(graphql, admin, subjectId=user_id(admin)) == ["LOGGED_IN", "CREATED"]
    assert await actions(graphql, admin, subjectId=user_id(admin), kind="TEAM") == []
    assert await actions(graphql, admin, actorId=user_id(boss)) == ["ASSIGNED", "REPORTED"]
    assert await actions(graphql, admin, action=["LOGGED_IN", "ASSIGNED"]) == ["ASSIGNED", "LOGGED_IN"]
    assert await actions(graphql, admin, kind=["ORGANIZATION"]) == ["CREATED"]
    [edge] = (await page(graphql, admin, filter={"action": ["REPORTED"]}))["edges"]
    assert (edge["node"]["subject"], edge["node"]["actor"]) == (
        {"__typename": "Incident", "id": global_id(incident)},
        {"name": boss.user.name},
    )
    moment = edge["node"]["recordedAt"]
    assert await actions(graphql, admin, since=moment) == ["ASSIGNED", "REPORTED"]
    assert (await actions(graphql, admin, until=moment))[0] == "LOGGED_IN"


@pytest.mark.parametrize(
    ("variables", "field", "message"),
    [
        ({"after": "x"}, "after", "This is not a cursor of this list. Use one from its edges or its pageInfo."),
        ({"filter": {"action": "logged in"}}, "action", "An action is spelt in capitals, as in ROLE_CHANGED."),
        ({"filter": {"subjectId": "eA=="}}, "subjectId", "This is not an id that SIEMS gave out."),
        (
            {"filter": {"since": "2026-01-31T12:00:00"}},
            "since",
            "This needs a time zone, as in 2026-01-31T12:00:00Z.",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused(
    world: World, graphql: GraphQLClient, variables: dict[str, Any], field: str, message: str
) -> None:
    body = await graphql.ask(PAGE, variables, await world.admin())
    [error] = body["errors"]
    assert (error["message"], error["extensions"]) == (message, {"code": "VALIDATION", "field": [field]})


async def test_another_organizations_subjects_and_actors_are_not_found(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    admin, stranger = await world.admin(), await other_world.admin()
    foreign = await other_world.incident(stranger)
    assert await actions(graphql, admin, subjectId=global_id(foreign)) == []
    assert await actions(graphql, admin, actorId=user_id(stranger)) == []


async def test_what_happens_to_keys_is_in_the_trail(world: World, graphql: GraphQLClient) -> None:
    admin = await world.admin()
    query = 'mutation { createApiKey(input: {name: "Monitoring"}) { apiKey { id } errors { code } } }'
    created = (await graphql.ask(query, as_=admin))["data"]["createApiKey"]["apiKey"]
    [edge] = (await page(graphql, admin, filter={"kind": "API_KEY"}))["edges"]
    assert (edge["node"]["subjectId"], edge["node"]["action"]) == (created["id"], "CREATED")


async def test_a_page_costs_the_same_for_few_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    admin, boss, ada = await world.admin(), await world.manager(), await world.engineer()

    async def cost() -> int:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
            await page(graphql, admin, first=100)
        return len(caplog.records)

    await graphql.authorization(admin)
    await world.incident_in("ASSIGNED", boss, ada)
    await world.app.teams.create(admin, "Network")
    few = await cost()
    for number in range(8):
        await world.incident_in("ASSIGNED", await world.manager(), ada)
        await world.app.teams.create(admin, f"Network {number}")
    assert await cost() == few
