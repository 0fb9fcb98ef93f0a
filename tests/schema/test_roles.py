"""Who may ask what: every query, mutation and subscription, for everybody."""

from typing import Any
from uuid import UUID

import pytest
from factories import Person, World
from graphql import build_schema
from graphql_client import GraphQLClient, global_id
from over_network import served
from role_mutations import MUTATIONS
from roles import (
    ADMINS,
    ALL_OF_THE_ORGANIZATION,
    ASKERS,
    EVERYBODY,
    PEOPLE,
    RUNNERS,
    F,
    N,
    Row,
    U,
    the_scene,
)
from subscribing import event_source

from schema.ids import encode
from schema.schema import schema
from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.users import Role
from siems.services.incidents import Decision

Json = dict[str, Any]
NOBODYS_TEAM = encode("Team", UUID(int=7))

QUERIES = {
    "me": Row(PEOPLE, "{ id }"),
    "node": Row(f"{U} null yes yes yes yes null", "{ id }", lambda scene: f'(id: "{scene.id}")'),
    "users": Row(PEOPLE, "{ edges { cursor } }"),
    "teams": Row(PEOPLE, "{ id }"),
    "services": Row(PEOPLE, "{ id }"),
    "categories": Row(PEOPLE, "{ id }"),
    "incident": Row(f"{U} null yes yes yes yes null", "{ id }", lambda scene: f'(id: "{scene.id}")'),
    "incidents": Row(EVERYBODY, "{ totalCount }"),
    "incidentLog": Row(ALL_OF_THE_ORGANIZATION, "{ edges { cursor } }", lambda scene: f'(incidentId: "{scene.id}")'),
    "incidentExport": Row(ALL_OF_THE_ORGANIZATION, "{ fileName }", lambda scene: f'(incidentId: "{scene.id}")'),
    "simulateEscalationRule": Row(
        f"{U} {F} {F} {F} yes yes yes",
        "{ firingCount }",
        lambda scene: (
            '(since: "2026-01-01T00:00:00Z", input: {strategy: "UNASSIGNED", afterMinutes: 5, '
            "steps: [{targets: [{kind: ALL_MANAGERS}]}]})"
        ),
    ),
    "eventCursor": Row(EVERYBODY),
    "verifyAudit": Row(ADMINS, "{ ok }"),
    "apiKeys": Row(f"{U} {F} {F} {F} yes yes yes", "{ id }"),
    "auditTrail": Row(ADMINS, "{ edges { cursor } }"),
    "escalationRules": Row(PEOPLE, "{ id }"),
    "escalationStrategies": Row(PEOPLE, "{ name }"),
    "escalationPlanning": Row(f"{U} {F} {F} {F} yes yes yes", "{ finished }"),
    "escalations": Row(ALL_OF_THE_ORGANIZATION, "{ edges { cursor } }", lambda scene: f'(incidentId: "{scene.id}")'),
    "suggestedAssignees": Row(RUNNERS, "{ score }", lambda scene: f'(incidentId: "{scene.id}")'),
    "assignmentRules": Row(PEOPLE, "{ id }"),
    "slaPolicies": Row(PEOPLE, "{ id }"),
    "businessCalendars": Row(PEOPLE, "{ id }"),
    "slaDueTimes": Row(PEOPLE, "{ dueAt }", lambda scene: "(minutes: 60)"),
    "incidentTemplates": Row(PEOPLE, "{ id }"),
    "searchIncidents": Row(EVERYBODY, "{ totalCount edges { cursor } }", lambda scene: '(text: "disk")'),
    "similarIncidents": Row(EVERYBODY, "{ score }", lambda scene: '(title: "Disk full")'),
    "notifications": Row(PEOPLE, "{ unreadCount edges { cursor } }"),
    "deliveries": Row(ADMINS, "{ edges { cursor } }"),
    "incidentDeliveries": Row(
        f"{U} {F} yes yes yes yes {N}", "{ edges { cursor } }", lambda scene: f'(incidentId: "{scene.id}")'
    ),
    "teamWorkloads": Row(f"{U} {F} {F} {F} yes yes yes", "{ workload { load } }"),
    "engineerWorkloads": Row(PEOPLE, "{ edges { cursor } }"),
    "analytics": Row(PEOPLE, "{ summary { incidents } }", lambda scene: '(since: "2026-01-01T00:00:00Z")'),
    "skills": Row(PEOPLE, "{ id }"),
    "absences": Row(PEOPLE, "{ id }", lambda scene: '(from: "2026-01-01", to: "2026-12-31")'),
    "calendarFeeds": Row(PEOPLE, "{ id }"),
    "contactMethods": Row(PEOPLE, "{ id }"),
    "notificationSettings": Row(PEOPLE, "{ steps { afterMinutes } }"),
    "webhooks": Row(ADMINS, "{ id }"),
    "onCallSchedules": Row(PEOPLE, "{ id }"),
    "onCall": Row(f"{U} {F} {N} {N} {N} {N} {N}", "{ since }", lambda scene: f'(teamId: "{NOBODYS_TEAM}")'),
}
SUBSCRIPTIONS = {
    "incidentEvents": Row(EVERYBODY, "{ cursor }"),
    "incidentChanged": Row(ALL_OF_THE_ORGANIZATION, "{ cursor }", lambda scene: f'(id: "{scene.id}")'),
    "escalationRaised": Row(EVERYBODY, "{ cursor }"),
    "notificationReceived": Row(PEOPLE, "{ cursor }"),
}
CASES = [
    pytest.param(operation, name, row, asker, answer, id=f"{name}, {asker}")
    for operation, rows in (("query", QUERIES), ("mutation", MUTATIONS))
    for name, row in rows.items()
    for asker, answer in zip(ASKERS, row.answers.split(), strict=True)
]


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


@pytest.mark.parametrize(("operation", "name", "row", "asker", "answer"), CASES)
async def test_everybody_is_told_exactly_this(
    world: World,
    other_world: World,
    graphql: GraphQLClient,
    operation: str,
    name: str,
    row: Row,
    asker: str,
    answer: str,
) -> None:
    scene = await the_scene(world, other_world, row.status, row.escalated, row.templated)
    await graphql.ask("{ __typename }", as_=scene.asker(asker))  # logs in, or uses the key, for the first time
    before = await world.fingerprint(), await other_world.fingerprint()
    query = f"{operation} {{ {name}{row.arguments(scene)} {row.selection} }}"
    body = await graphql.ask(query, as_=scene.asker(asker))
    assert answer_of(body, name) == answer
    changed = (await world.fingerprint(), await other_world.fingerprint()) != before
    assert changed == (answer == "yes" and operation == "mutation")


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
