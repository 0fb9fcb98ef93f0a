"""Workload over the API: what each role is shown, and how it looks."""

from factories import Person, World
from graphql_client import GraphQLClient, global_id, user_id

FIGURES = """{ load bySeverity { severity count } open assigned inProgress pages nightPages oldest { id } }"""
TEAMS = f"query($ids: [ID!]) {{ teamWorkloads(teamIds: $ids) {{ team {{ name }} workload {FIGURES} }} }}"
PEOPLE = f"""query($id: ID) {{ engineerWorkloads(teamId: $id) {{
  edges {{ node {{ user {{ __typename id }} workload {FIGURES} }} }} pageInfo {{ hasNextPage }} }} }}"""


def by_severity(*counts: int) -> list[dict[str, object]]:
    names = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
    return [{"severity": name, "count": count} for name, count in zip(names, counts, strict=True)]


async def test_a_manager_sees_what_each_team_has_to_carry(
    world: World, graphql: GraphQLClient, manager: Person
) -> None:
    team, empty = await world.team("Network"), await world.team("Storage")
    incident = await world.incident(manager, team_id=team.id, restricted=True)
    carried = {
        "load": 4,
        "bySeverity": by_severity(0, 1, 0, 0),
        "open": 1,
        "assigned": 0,
        "inProgress": 0,
        "pages": 0,
        "nightPages": 0,
        "oldest": {"id": global_id(incident)},
    }
    nothing = {**carried, "load": 0, "bySeverity": by_severity(0, 0, 0, 0), "open": 0, "oldest": None}
    both = [
        {"team": {"name": "Network"}, "workload": carried},
        {"team": {"name": "Storage"}, "workload": nothing},
    ]
    assert await graphql.ask(TEAMS, {}, manager) == {"data": {"teamWorkloads": both}}
    assert await graphql.ask(TEAMS, {"ids": [global_id(empty)]}, manager) == {"data": {"teamWorkloads": both[1:]}}


async def test_a_manager_sees_every_engineer_and_an_engineer_only_themselves(
    world: World, graphql: GraphQLClient, manager: Person
) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    for restricted in (True, False):
        await world.incident_in("IN_PROGRESS", manager, bob, restricted=restricted)

    async def shown(asker: Person) -> list[tuple[str, int, bool]]:
        page = (await graphql.ask(PEOPLE, {}, asker))["data"]["engineerWorkloads"]
        assert page["pageInfo"] == {"hasNextPage": False}
        nodes = [edge["node"] for edge in page["edges"]]
        return [(node["user"]["id"], node["workload"]["load"], bool(node["workload"]["oldest"])) for node in nodes]

    everybody = [(user_id(ada), 0, False), (user_id(bob), 8, True)]
    assert await shown(manager) == everybody
    assert await shown(await world.admin()) == everybody
    assert await shown(ada) == everybody[:1]
    assert await shown(bob) == everybody[1:]


async def test_the_id_of_something_else_is_refused(
    world: World, other_world: World, graphql: GraphQLClient, manager: Person
) -> None:
    service, theirs = await world.service(), await other_world.team()
    for query, ids in ((TEAMS, "ids"), (PEOPLE, "id")):
        for thing, code in ((service, "VALIDATION"), (theirs, "NOT_FOUND")):
            id = global_id(thing)
            body = await graphql.ask(query, {ids: [id] if ids == "ids" else id}, manager)
            assert [error["extensions"]["code"] for error in body["errors"]] == [code]
