"""Notifications through GraphQL: who reads them, what hides them, and their pages and those of escalations."""

from typing import Any

import pytest
from escalation_documents import NOTIFICATIONS, answer, nodes, secret
from factories import World
from graphql_client import GraphQLClient, refusal

from siems.domain.clock import OffsetClock
from siems.domain.incidents import Severity
from siems.services.incidents import Decision

MARK = """mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) {
  marked unreadCount errors { code message field } } }"""


async def test_notifications_are_read_one_by_one_or_all_at_once(world: World, graphql: GraphQLClient) -> None:
    admin, grace = await world.admin(), await world.manager("Grace")
    for _ in range(3):
        incident = await world.incident(admin)
        await world.app.escalations.escalate(admin, Decision(incident.id))
    first, second, third = await nodes(graphql, NOTIFICATIONS, grace)
    assert [each["incident"]["key"] for each in (first, second, third)] == ["INC-3", "INC-2", "INC-1"]
    assert {(each["kind"], each["readAt"]) for each in (first, second, third)} == {("ESCALATED", None)}
    done = await answer(graphql, MARK, grace, input={"ids": [second["id"]]})
    assert done == {"marked": 1, "unreadCount": 2, "errors": []}
    assert [each["id"] for each in await nodes(graphql, NOTIFICATIONS, grace, unread=True)] == [
        first["id"],
        third["id"],
    ]
    [read] = await nodes(graphql, NOTIFICATIONS, grace, unread=False)
    assert (read["id"], read["readAt"] is not None) == (second["id"], True)
    assert (await answer(graphql, MARK, grace, input={"ids": [second["id"]]}))["marked"] == 0
    assert await answer(graphql, MARK, grace, input={"all": True}) == {"marked": 2, "unreadCount": 0, "errors": []}


async def test_nobody_marks_or_reads_what_another_is_told(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    admin, grace = await world.admin(), await world.manager("Grace")
    incident = await world.incident(admin)
    await world.app.escalations.escalate(admin, Decision(incident.id))
    [told] = await nodes(graphql, NOTIFICATIONS, grace)
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert await answer(graphql, node, grace, id=told["id"]) == {"id": told["id"]}
    before = await world.fingerprint()
    for asker in (admin, await other_world.admin()):
        assert await nodes(graphql, NOTIFICATIONS, asker) == []
        found = await answer(graphql, MARK, asker, input={"ids": [told["id"]]})
        assert found["errors"] == [refusal("NOT_FOUND", "There is no notification with this id.", "ids")]
        assert await answer(graphql, node, asker, id=told["id"]) is None
    assert (await world.fingerprint())["notifications"] == before["notifications"]
    for input in ({}, {"ids": [], "all": True}, {"all": False}):
        found = await answer(graphql, MARK, grace, input=input)
        assert found["errors"] == [refusal("VALIDATION", "Give either `ids`, or `all: true`.", "ids")]


async def test_notifications_go_with_the_sight_of_the_incident(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    grace, ada, _ = await secret(world)
    clock.advance(minutes=6)
    await world.app.escalations.sweep()
    told = await answer(graphql, NOTIFICATIONS, ada)
    assert (told["unreadCount"], len(told["edges"])) == (2, 2)
    [lost] = [edge["node"] for edge in told["edges"] if edge["node"]["incident"]["key"] == "INC-1"]
    [row] = [row for row in await incidents(world) if row["restricted"]]
    await world.app.participants.remove(grace, Decision(row["id"]), ada.id)
    left = await answer(graphql, NOTIFICATIONS, ada)
    assert (left["unreadCount"], [edge["node"]["incident"]["key"] for edge in left["edges"]]) == (1, ["INC-2"])
    assert await answer(graphql, "query($id: ID!) { node(id: $id) { id } }", ada, id=lost["id"]) is None
    found = await answer(graphql, MARK, ada, input={"ids": [lost["id"]]})
    assert found["errors"] == [refusal("NOT_FOUND", "There is no notification with this id.", "ids")]
    assert await answer(graphql, MARK, ada, input={"all": True}) == {"marked": 1, "unreadCount": 0, "errors": []}
    await world.app.participants.add(grace, Decision(row["id"]), ada.id)
    assert (await answer(graphql, NOTIFICATIONS, ada))["unreadCount"] == 1


async def incidents(world: World) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows("SELECT id, restricted FROM incidents WHERE organization_id = $1", world.organization.id)


PAGES = {
    "escalations": ("query($first: Int, $after: String, $last: Int, $before: String) { escalations(first: $first, "
                    "after: $after, last: $last, before: $before)"),
    "notifications": ("query($first: Int, $after: String, $last: Int, $before: String) { notifications(first: $first, "
                      "after: $after, last: $last, before: $before)"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
async def test_lists_are_read_page_by_page_in_both_directions(
    world: World, graphql: GraphQLClient, clock: OffsetClock, name: str
) -> None:
    admin, grace = await world.admin(), await world.manager()
    for _ in range(5):
        clock.advance(seconds=1)
        incident = await world.incident(admin, severity=Severity.LOW)
        await world.app.escalations.escalate(admin, Decision(incident.id))
    query = f"""{PAGES[name]} {{ edges {{ cursor node {{ incident {{ number }} }} }}
      pageInfo {{ hasNextPage hasPreviousPage }} }} }}"""

    async def page(**variables: Any) -> tuple[list[int], bool, bool, list[str]]:
        found = await answer(graphql, query, grace, **variables)
        numbers = [edge["node"]["incident"]["number"] for edge in found["edges"]]
        info = found["pageInfo"]
        return numbers, info["hasNextPage"], info["hasPreviousPage"], [edge["cursor"] for edge in found["edges"]]

    numbers, more, before, cursors = await page(first=2)
    assert (numbers, more, before) == ([5, 4], True, False)
    numbers, more, before, cursors = await page(first=2, after=cursors[-1])
    assert (numbers, more, before) == ([3, 2], True, True)
    assert (await page(first=2, after=cursors[-1]))[:3] == ([1], False, True)
    assert (await page(last=2, before=cursors[0]))[:3] == ([5, 4], True, False)
    body = await graphql.ask(query, {"after": "?"}, grace)
    assert body["errors"][0]["extensions"] == {"code": "VALIDATION", "field": ["after"]}
