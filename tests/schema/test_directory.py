"""People, teams, services and categories, and anything by its id."""

import pytest
from factories import World
from graphql_client import GraphQLClient, global_id, user_id

from siems.domain.users import Role
from siems.models import Incident

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"


async def test_node_finds_every_kind_of_thing_of_the_own_organization(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    people = [await world.person(role) for role in Role]
    things = [await world.team(), await world.service(), await world.category(), await world.incident(people[0])]
    expected = [("Admin", user_id(people[0])), ("Manager", user_id(people[1])), ("Engineer", user_id(people[2]))]
    expected += [(type(thing).__name__, global_id(thing)) for thing in things]
    stranger = await other_world.admin()
    for kind, id in expected:
        body = await graphql.ask(NODE, {"id": id}, people[2])
        assert body == {"data": {"node": {"__typename": kind, "id": id}}}
        assert await graphql.ask(NODE, {"id": id}, stranger) == {"data": {"node": None}}
    unknown = global_id(Incident(id=people[0].id))
    assert await graphql.ask(NODE, {"id": unknown}, people[0]) == {"data": {"node": None}}


async def test_a_promotion_changes_the_type_and_not_the_id(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    async with world.app.units.of(world.organization.id) as work:
        await work.rows("UPDATE users SET role = 'MANAGER' WHERE id = $1 RETURNING id", ada.id)
    body = await graphql.ask(NODE, {"id": user_id(ada)}, ada)
    assert body == {"data": {"node": {"__typename": "Manager", "id": user_id(ada)}}}


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (None, ["Ada", "Grace", "Mara", "Zoe"]),
        ([], []),
        (["ENGINEER"], ["Ada", "Grace"]),
        (["ADMIN", "MANAGER"], ["Mara", "Zoe"]),
    ],
)
async def test_people_are_listed_by_role_in_the_order_of_their_names(
    world: World, other_world: World, graphql: GraphQLClient, roles: list[str] | None, names: list[str]
) -> None:
    await world.engineer("Grace")
    await other_world.engineer("Somebody else")
    viewer = await world.engineer("Ada")
    await world.admin("Zoe")
    await world.manager("Mara")
    query = "query($role: [Role!], $first: Int, $after: String) { users(role: $role, first: $first, after: $after) {"
    query += " pageInfo { endCursor hasNextPage } edges { node { name } } } }"
    found: list[str] = []
    after, more = None, True
    while more:
        body = await graphql.ask(query, {"role": roles, "first": 1, "after": after}, viewer)
        found += [edge["node"]["name"] for edge in body["data"]["users"]["edges"]]
        more, after = (body["data"]["users"]["pageInfo"][name] for name in ("hasNextPage", "endCursor"))
    assert found == names


async def test_teams_services_and_categories_are_listed_in_the_order_of_their_names(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    for place in (world, other_world):
        for name in ("B", "A"):
            team = await place.team(f"Team {name}")
            await place.service(f"Service {name}", team.id)
            await place.category(f"Category {name}")
    query = "{ teams { name manager { name } } services { name description team { name } } categories { name } }"
    body = await graphql.ask(query, as_=await world.engineer())
    assert body == {
        "data": {
            "teams": [{"name": f"Team {name}", "manager": None} for name in "AB"],
            "services": [
                {"name": f"Service {name}", "description": "", "team": {"name": f"Team {name}"}} for name in "AB"
            ],
            "categories": [{"name": f"Category {name}"} for name in "AB"],
        }
    }
