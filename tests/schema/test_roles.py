"""Everybody asks everything, and is told exactly what the tables of permissions.py say."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from factories import Person, World, an_organization
from graphql import build_schema
from graphql_client import GraphQLClient, asking, global_id
from over_network import served
from permissions import ASKERS, MUTATIONS, QUERIES, SUBSCRIPTIONS, F, Row, Scene, the_scene
from subscribing import event_source

from schema.schema import schema
from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.users import Role
from siems.services.incidents import Decision

Json = dict[str, Any]


def changes(operation: str, answer: str) -> bool:
    return operation == "mutation" and answer == "yes"


ROWS = [
    (operation, name, row)
    for operation, rows in (("query", QUERIES), ("mutation", MUTATIONS))
    for name, row in rows.items()
]
ANSWERS = {name: dict(zip(ASKERS, row.answers.split(), strict=True)) for _, name, row in ROWS}
UNCHANGING = [pytest.param(operation, name, row, id=name) for operation, name, row in ROWS]
CHANGING = [
    pytest.param(name, row, asker, id=f"{name}, {asker}")
    for operation, name, row in ROWS
    for asker, answer in ANSWERS[name].items()
    if changes(operation, answer)
]


@dataclass(frozen=True)
class Setting:
    """A scene, the organizations that it plays in, and a client for whoever asks."""

    scene: Scene
    worlds: tuple[World, World]
    graphql: GraphQLClient

    async def told(self, operation: str, name: str, row: Row, askers: Iterable[str]) -> dict[str, tuple[str, bool]]:
        """What each is told, and whether anything is stored otherwise after it."""
        for asker in askers:
            await self.graphql.ask("{ __typename }", as_=self.scene.asker(asker))  # logs in, or uses the key at first
        query = f"{operation} {{ {name}{row.arguments(self.scene)} {row.selection} }}"
        told, before = {}, await self.stored()
        for asker in askers:
            body = await self.graphql.ask(query, as_=self.scene.asker(asker))
            after = await self.stored()
            told[asker] = (answer_of(body, name), after != before)
            before = after
        return told

    async def stored(self) -> list[dict[str, str]]:
        return [await world.fingerprint() for world in self.worlds]


async def set_up(world: World, other_world: World, graphql: GraphQLClient, row: Row) -> Setting:
    scene = await the_scene(world, other_world, row.status, row.escalated, row.templated)
    return Setting(scene, (world, other_world), graphql)


class Stage:
    """Where nothing changes: all rows that need the same scene share it."""

    def __init__(self, app: Application, graphql: GraphQLClient, until: AsyncExitStack) -> None:
        self._app, self._graphql, self._until = app, graphql, until
        self._settings: dict[tuple[str, bool, bool], Setting] = {}

    async def for_(self, row: Row) -> Setting:
        needed = (row.status, row.escalated, row.templated)
        if needed not in self._settings:
            world, other_world = [await self._until.enter_async_context(an_organization(self._app)) for _ in range(2)]
            self._settings[needed] = await set_up(world, other_world, self._graphql, row)
        return self._settings[needed]


@pytest.fixture(scope="module")
async def stage(app: Application) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as until, asking(app) as graphql:
        yield Stage(app, graphql, until)


def answer_of(body: Json, name: str) -> str:
    """What the answer says in one word. A denial stands at the top level, any other refusal of a mutation does not."""
    found = body["data"][name]
    if "errors" in body:
        [error] = body["errors"]
        assert (found, error["path"]) == (None, [name])
        code: str = error["extensions"]["code"]
        return code
    if found is None:
        return "null"
    refusals = [error["code"] for error in found["errors"]] if "errors" in found else []
    return ", ".join(refusals) or "yes"


def test_every_query_and_mutation_has_its_row() -> None:
    sdl = build_schema(schema.as_str())
    assert sdl.query_type is not None
    assert sdl.mutation_type is not None
    assert set(QUERIES) == set(sdl.query_type.fields)
    assert set(MUTATIONS) == set(sdl.mutation_type.fields)
    assert sdl.subscription_type is not None
    assert set(SUBSCRIPTIONS) == set(sdl.subscription_type.fields)


@pytest.mark.parametrize(("operation", "name", "row"), UNCHANGING)
async def test_who_reads_or_is_refused_is_told_exactly_this_and_changes_nothing(
    stage: Stage, operation: str, name: str, row: Row
) -> None:
    setting = await stage.for_(row)
    expected = {asker: (told, False) for asker, told in ANSWERS[name].items() if not changes(operation, told)}
    assert await setting.told(operation, name, row, expected) == expected


@pytest.mark.parametrize(("name", "row", "asker"), CHANGING)
async def test_who_may_change_something_does(
    world: World, other_world: World, graphql: GraphQLClient, name: str, row: Row, asker: str
) -> None:
    setting = await set_up(world, other_world, graphql, row)
    assert await setting.told("mutation", name, row, [asker]) == {asker: ("yes", True)}


@pytest.mark.parametrize(
    ("name", "row", "asker", "answer"),
    [
        pytest.param(name, row, asker, answer, id=f"{name}, {asker}")
        for name, row in SUBSCRIPTIONS.items()
        for asker, answer in zip(ASKERS, row.answers.split(), strict=True)
    ],
)
async def test_everybody_may_follow_exactly_this(
    world: World, other_world: World, app: Application, name: str, row: Row, asker: str, answer: str
) -> None:
    scene = await the_scene(world, other_world, row.status)
    who = scene.asker(asker)
    token = await world.token(who) if isinstance(who, Person) else who
    query = f"subscription {{ {name}{row.arguments(scene)} {row.selection} }}"
    async with served(create_app(app)) as url, event_source(url, token, query) as events:
        if answer == "yes":  # something happens that the asker sees
            reporter = await app.auth.caller(scene.key, Origin()) if asker == "integration" else who
            assert isinstance(reporter, Caller)
            boss = await (other_world if asker == "stranger" else world).manager()
            about = scene.incident if name == "incidentChanged" else await world.incident(reporter)
            await app.incidents.comment(boss, about.id, "Hm")
            if name == "notificationReceived":
                await app.incidents.assign(boss, Decision(about.id), reporter.user.id)
            if name == "escalationRaised":
                await app.escalations.escalate(boss, Decision(about.id))
        first = await anext(events)
    said = first["data"]
    code = said["errors"][0]["extensions"]["code"] if "errors" in said else "yes"
    assert (first["event"], code) == ("next", answer)
    assert ("data" in said) == (answer == "yes")


@pytest.mark.parametrize(
    ("name", "power"),
    [
        ("assignIncident", "assign incidents"),
        ("unassignIncident", "unassign incidents"),
        ("closeIncident", "close incidents"),
        ("changeSeverity", "change the severity of incidents"),
    ],
)
async def test_a_denial_says_what_the_role_lacks(
    world: World, other_world: World, graphql: GraphQLClient, name: str, power: str
) -> None:
    row = MUTATIONS[name]
    scene = await the_scene(world, other_world, row.status)
    query = f"mutation {{ {name}{row.arguments(scene)} {row.selection} }}"
    body = await graphql.ask(query, as_=scene.people["bystander"])
    assert body == {
        "data": {name: None},
        "errors": [
            {
                "message": f"The role {Role.ENGINEER} may not {power}.",
                "path": [name],
                "locations": [{"line": 1, "column": 12}],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
    }


async def test_a_refused_query_leaves_its_neighbours_their_answers(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer("Ada")
    body = await graphql.ask("{ me { name } verifyAudit { ok } teams { name } }", as_=ada)
    assert body["data"] == {"me": {"name": "Ada"}, "verifyAudit": None, "teams": []}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [(["verifyAudit"], F)]


async def test_a_refused_mutation_leaves_its_neighbours_their_effects(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    incident = await world.incident(ada)
    input = f'input: {{incidentId: "{global_id(incident)}"'
    body = await graphql.ask(
        f"""mutation {{
          claimIncident({input}}}) {{ incident {{ status }} }}
          closeIncident({input}}}) {{ incident {{ status }} }}
          addComment({input} body: "Mine"}}) {{ incident {{ status }} }}
        }}""",
        as_=ada,
    )
    kept = {"incident": {"status": "ASSIGNED"}}
    assert body["data"] == {"claimIncident": kept, "closeIncident": None, "addComment": kept}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [(["closeIncident"], F)]
    log = await world.log(incident.id, ada)
    assert [entry.action for entry in log] == ["REPORTED", "CLAIMED", "COMMENTED"]
