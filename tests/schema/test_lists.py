"""Lists of incidents through GraphQL: pages, filters, orders, and who sees what."""

from typing import Any

from factories import Person, World
from graphql_client import GraphQLClient, global_id, user_id

from siems.domain.clock import OffsetClock
from siems.domain.incidents import Severity

Json = dict[str, Any]
INCIDENTS = """
query($filter: IncidentFilter, $orderBy: IncidentOrder, $first: Int, $after: String, $last: Int, $before: String) {
  incidents(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { number } }
  }
}
"""
EVERYWHERE = """
query($id: ID!) {
  incident(id: $id) { key } node(id: $id) { __typename id } incidents { totalCount edges { node { key } } }
  incidentLog(incidentId: $id) { edges { node { action } } }
}
"""


async def page(graphql: GraphQLClient, person: Person, **variables: Any) -> Json:
    body = await graphql.ask(INCIDENTS, variables, person)
    assert set(body) == {"data"}, body
    found: Json = body["data"]["incidents"]
    found["cursors"] = [edge["cursor"] for edge in found["edges"]]
    found["numbers"] = [edge["node"]["number"] for edge in found.pop("edges")]
    return found


async def numbers(graphql: GraphQLClient, person: Person, **filter: Any) -> list[int]:
    """The numbers of the incidents that match, which must be what `totalCount` says."""
    found = await page(graphql, person, filter=filter)
    listed: list[int] = found["numbers"]
    assert found["totalCount"] == len(listed)
    return listed


async def test_pages_forwards_and_backwards_are_one_list(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    for _ in range(5):
        await world.incident(manager)
    whole = await page(graphql, manager)
    assert (whole["numbers"], whole["totalCount"]) == ([5, 4, 3, 2, 1], 5)
    cursors = whole["cursors"]
    assert whole["pageInfo"] == info(cursors, 0, 4, next=False, previous=False)
    for variables, first, last, following, preceding in (
        ({"first": 2}, 0, 1, True, False),
        ({"first": 2, "after": cursors[1]}, 2, 3, True, True),
        ({"first": 2, "after": cursors[3]}, 4, 4, False, True),
        ({"last": 2}, 3, 4, False, True),
        ({"last": 2, "before": cursors[3]}, 1, 2, True, True),
        ({"last": 2, "before": cursors[1]}, 0, 0, True, False),
    ):
        found = await page(graphql, manager, **variables)
        assert found["numbers"] == whole["numbers"][first : last + 1]
        assert found["cursors"] == cursors[first : last + 1]
        assert found["pageInfo"] == info(cursors, first, last, next=following, previous=preceding)
        assert found["totalCount"] == 5


def info(cursors: list[str], first: int, last: int, *, next: bool, previous: bool) -> Json:
    return {
        "hasNextPage": next,
        "hasPreviousPage": previous,
        "startCursor": cursors[first],
        "endCursor": cursors[last],
    }


async def test_an_empty_list_has_no_cursors(world: World, graphql: GraphQLClient) -> None:
    found = await page(graphql, await world.manager())
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert found == {"totalCount": 0, "pageInfo": nothing, "cursors": [], "numbers": []}


async def test_orders(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    made = [await world.incident(manager, severity=Severity[name]) for name in ("HIGH", "LOW", "CRITICAL")]
    await graphql.done("addComment", manager, incidentId=global_id(made[1]), body="Hm")
    for by, ascending in (
        ("CREATED_AT", [1, 2, 3]),
        ("NUMBER", [1, 2, 3]),
        ("SEVERITY", [2, 1, 3]),
        ("UPDATED_AT", [1, 3, 2]),
    ):
        for direction, expected in (("ASC", ascending), ("DESC", ascending[::-1])):
            order = {"field": by, "direction": direction}
            whole = await page(graphql, manager, orderBy=order)
            assert whole["numbers"] == expected
            rest = await page(graphql, manager, orderBy=order, after=whole["cursors"][0])
            assert rest["numbers"] == expected[1:]


async def test_filters(world: World, graphql: GraphQLClient, clock: OffsetClock) -> None:
    manager, ada, grace = await world.manager(), await world.engineer(), await world.engineer()
    team, service, category = await world.team(), await world.service(), await world.category()
    old = await world.incident(manager, severity=Severity.LOW, team_id=team.id)
    clock.advance(hours=1)
    await world.incident_in("IN_PROGRESS", manager, ada, service_id=service.id)
    await world.incident_in("RESOLVED", manager, grace, category_id=category.id)
    newest = await world.incident(ada, severity=Severity.CRITICAL)
    for filter, expected in (
        ({}, [4, 3, 2, 1]),
        ({"status": ["OPEN"]}, [4, 1]),
        ({"status": ["IN_PROGRESS", "RESOLVED"]}, [3, 2]),
        ({"status": []}, []),
        ({"severity": ["LOW", "CRITICAL"]}, [4, 1]),
        ({"assigneeId": user_id(ada)}, [2]),
        ({"reporterId": user_id(ada)}, [4]),
        ({"teamId": global_id(team)}, [1]),
        ({"serviceId": global_id(service)}, [2]),
        ({"categoryId": global_id(category)}, [3]),
        ({"createdAfter": newest.created_at.isoformat()}, [4]),
        ({"createdBefore": newest.created_at.isoformat()}, [3, 2, 1]),
        ({"createdAfter": old.created_at.isoformat(), "createdBefore": newest.created_at.isoformat()}, [3, 2, 1]),
        ({"status": ["OPEN"], "reporterId": user_id(ada)}, [4]),
        ({"mine": False}, [4, 3, 2, 1]),
        ({"mine": None, "status": None}, [4, 3, 2, 1]),
    ):
        assert await numbers(graphql, manager, **filter) == expected, filter
    assert await numbers(graphql, grace, mine=True) == [3]
    assert await numbers(graphql, grace, mine=True, assigneeId=user_id(grace)) == [3]
    assert await numbers(graphql, manager, mine=True) == []


async def test_filters_by_another_organizations_things_find_nothing(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    admin, stranger = await world.admin(), await other_world.manager()
    team, service, category = await other_world.team(), await other_world.service(), await other_world.category()
    things = {"team_id": team.id, "service_id": service.id, "category_id": category.id}
    await other_world.incident_in("ASSIGNED", stranger, stranger, **things)
    theirs = {
        "assigneeId": user_id(stranger),
        "reporterId": user_id(stranger),
        "teamId": global_id(team),
        "serviceId": global_id(service),
        "categoryId": global_id(category),
    }
    for name, id in theirs.items():
        assert await numbers(graphql, admin, **{name: id}) == []
        assert await numbers(graphql, stranger, **{name: id}) == [1]


async def test_a_restricted_incident_is_seen_by_its_people_and_by_those_who_run_incidents(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    manager, assignee, reporter = await world.manager(), await world.engineer(), await world.engineer()
    secret = await world.incident(reporter, restricted=True)
    input = {"incidentId": global_id(secret), "assigneeId": user_id(assignee)}
    await graphql.done("assignIncident", manager, **input)
    for insider in (manager, assignee, reporter, await world.admin()):
        body = await graphql.ask(EVERYWHERE, {"id": global_id(secret)}, insider)
        assert body == {
            "data": {
                "incident": {"key": "INC-1"},
                "node": {"__typename": "Incident", "id": global_id(secret)},
                "incidents": {"totalCount": 1, "edges": [{"node": {"key": "INC-1"}}]},
                "incidentLog": {"edges": [{"node": {"action": "REPORTED"}}, {"node": {"action": "ASSIGNED"}}]},
            }
        }
    for outsider in (await world.engineer(), await other_world.admin()):
        body = await graphql.ask(EVERYWHERE, {"id": global_id(secret)}, outsider)
        nothing = {"totalCount": 0, "edges": []}
        assert body["data"] == {"incident": None, "node": None, "incidents": nothing, "incidentLog": None}
        [error] = body["errors"]
        assert error["message"] == "There is no incident with this id."
        assert error["extensions"] == {"code": "NOT_FOUND", "field": ["incidentId"]}


async def test_the_log_comes_in_pages(world: World, graphql: GraphQLClient) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    for body in ("one", "two"):
        await world.app.incidents.comment(engineer, incident.id, body)
    for arguments, sequences, following, preceding in (
        ("first: 2", [1, 2], True, False),
        ('first: 2, after: "2"', [3], False, True),
        ('after: "3"', [], False, True),
        ("last: 2", [2, 3], False, True),
        ('last: 2, before: "3"', [1, 2], True, False),
        ('last: 2, after: "2"', [3], False, True),
        ('first: 2, before: "3"', [1, 2], True, False),
        ('last: 2, before: "1"', [], True, False),
    ):
        body = await graphql.ask(
            f"""{{ incidentLog(incidentId: "{global_id(incident)}", {arguments}) {{
                pageInfo {{ hasNextPage hasPreviousPage }} edges {{ node {{ sequence }} }} }} }}""",
            as_=engineer,
        )
        assert body["data"]["incidentLog"] == {
            "pageInfo": {"hasNextPage": following, "hasPreviousPage": preceding},
            "edges": [{"node": {"sequence": sequence}} for sequence in sequences],
        }
