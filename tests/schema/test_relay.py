"""Relay: the Cursor Connections and Global Object Identification specifications, in the SDL and in what happens."""

from typing import Any

import pytest
from factories import World
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, build_schema, get_named_type
from graphql_client import GraphQLClient, global_id, user_id

from schema.schema import schema

SDL = build_schema(schema.as_str())
OBJECTS = {name: type for name, type in SDL.type_map.items() if isinstance(type, GraphQLObjectType)}
CONNECTIONS = sorted(name for name in OBJECTS if name.endswith("Connection"))
NODES = sorted(name for name, type in OBJECTS.items() if "Node" in {one.name for one in type.interfaces})
FORWARDS, BACKWARDS = {"first": "Int", "after": "String"}, {"last": "Int", "before": "String"}


def fields(name: str) -> dict[str, str]:
    return {field: str(value.type) for field, value in OBJECTS[name].fields.items()}


def connection_fields() -> dict[str, GraphQLField]:
    return {
        f"{name}.{field}": value
        for name, type in OBJECTS.items()
        for field, value in type.fields.items()
        if get_named_type(value.type).name in CONNECTIONS
    }


def test_there_are_connections_and_nodes() -> None:
    assert {"IncidentConnection", "IncidentLogEntryConnection", "UserConnection"} <= set(CONNECTIONS)
    assert {"Admin", "Manager", "Engineer", "Team", "Service", "Category", "Incident"} <= set(NODES)


def test_page_info_has_exactly_its_four_fields() -> None:
    assert fields("PageInfo") == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_connection_has_edges_and_page_info(name: str) -> None:
    edge = name.removesuffix("Connection") + "Edge"
    found = fields(name)
    assert (found["edges"], found["pageInfo"]) == (f"[{edge}!]!", "PageInfo!")
    assert fields(edge)["cursor"] == "String!"
    node = OBJECTS[edge].fields["node"].type
    assert not str(node).startswith("[")


def test_every_field_that_gives_a_connection_pages() -> None:
    """Forwards, or forwards and backwards; the specification wants one of them at least."""
    for name, field in connection_fields().items():
        arguments = {argument: str(value.type) for argument, value in field.args.items()}
        assert arguments.items() >= FORWARDS.items(), name
        if BACKWARDS.keys() & arguments.keys():
            assert arguments.items() >= BACKWARDS.items(), name


def test_the_interface_node_and_the_root_field_node() -> None:
    node = SDL.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {name: str(field.type) for name, field in node.fields.items()} == {"id": "ID!"}
    assert SDL.query_type is not None
    field = SDL.query_type.fields["node"]
    assert (str(field.type), {name: str(value.type) for name, value in field.args.items()}) == ("Node", {"id": "ID!"})
    assert {fields(name)["id"] for name in NODES} == {"ID!"}


async def one_of_each(world: World) -> dict[str, str]:
    """The id of one object of every type that is a node."""
    admin, manager, engineer = await world.admin(), await world.manager(), await world.engineer()
    rows = [await world.team(), await world.service(), await world.category(), await world.incident(manager)]
    people = {"Admin": user_id(admin), "Manager": user_id(manager), "Engineer": user_id(engineer)}
    return {**people, **{type(row).__name__: global_id(row) for row in rows}}


async def test_node_gives_back_the_same_id_for_every_type(world: World, graphql: GraphQLClient) -> None:
    ids = await one_of_each(world)
    assert len(set(ids.values())) == len(ids)
    viewer = await world.manager()
    for name, id in ids.items():
        body = await graphql.ask("query($id: ID!) { node(id: $id) { __typename id } }", {"id": id}, viewer)
        assert body == {"data": {"node": {"__typename": name, "id": id}}}


async def test_a_promotion_does_not_change_the_id(world: World, graphql: GraphQLClient) -> None:
    engineer, viewer = await world.engineer(), await world.manager()
    id = user_id(engineer)
    async with world.app.units.of(world.organization.id) as work:
        await work.rows("UPDATE users SET role = 'MANAGER' WHERE id = $1 RETURNING id", engineer.id)
    body = await graphql.ask("query($id: ID!) { node(id: $id) { __typename id } }", {"id": id}, viewer)
    assert body == {"data": {"node": {"__typename": "Manager", "id": id}}}


async def test_an_id_that_is_nobodys_is_null(world: World, other_world: World, graphql: GraphQLClient) -> None:
    viewer, stranger = await world.manager(), await other_world.manager()
    body = await graphql.ask("query($id: ID!) { node(id: $id) { id } }", {"id": user_id(stranger)}, viewer)
    assert body == {"data": {"node": None}}


PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }"
LISTS = ["incidents", "users"]


async def page(graphql: GraphQLClient, viewer: Any, list: str, arguments: str) -> dict[str, Any]:
    body = await graphql.ask(f"{{ {list}({arguments}) {{ {PAGE} }} }}", as_=viewer)
    found: dict[str, Any] = body["data"][list]
    cursors = [edge["cursor"] for edge in found["edges"]]
    where = found["pageInfo"]
    assert (where["startCursor"], where["endCursor"]) == (cursors[0], cursors[-1])
    return found


def nodes(*pages: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for page in pages for edge in page["edges"]]


@pytest.mark.parametrize("list", LISTS)
async def test_forwards_and_backwards_are_the_same_list(world: World, graphql: GraphQLClient, list: str) -> None:
    viewer = await world.manager()
    for _ in range(4):
        await world.incident(await world.engineer())
    everything = nodes(await page(graphql, viewer, list, "first: 100"))
    assert len(everything) == {"incidents": 4, "users": 5}[list]
    first = await page(graphql, viewer, list, "first: 3")
    rest = await page(graphql, viewer, list, f'first: 3, after: "{first["pageInfo"]["endCursor"]}"')
    assert nodes(first, rest) == everything
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    last = await page(graphql, viewer, list, "last: 3")
    front = await page(graphql, viewer, list, f'last: 3, before: "{last["pageInfo"]["startCursor"]}"')
    assert nodes(front, last) == everything
    assert (last["pageInfo"]["hasPreviousPage"], front["pageInfo"]["hasPreviousPage"]) == (True, False)
