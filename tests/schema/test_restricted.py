"""For whoever may not see an incident, every field of the API answers as for an id that was never given out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from factories import Person, World
from graphql import GraphQLField, GraphQLInputObjectType, build_schema, get_named_type
from graphql_client import GraphQLClient, global_id, user_id
from over_network import served
from subscribing import event_source

from schema.ids import encode
from schema.schema import schema
from siems.app import create_app
from siems.bootstrap import Application
from siems.models import Incident
from siems.services.incidents import Decision

Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """How a field that takes an incident's id is asked, in which state of the incident it would be of use, and what
    an engineer without a part is told of an id that names nothing: null, or the code of a refusal."""

    answer: str
    selection: str
    status: str = "ASSIGNED"
    more: Mapping[str, Any] | None = None


READS = {
    "suggestedAssignees": Row("FORBIDDEN", "{ score }"),
    "node": Row("null", "{ id }"),
    "incident": Row("null", "{ key participants { name } checklist { text } }"),
    "incidentLog": Row("NOT_FOUND", "{ edges { cursor node { sequence after } } }"),
    "incidentExport": Row("NOT_FOUND", "{ content }"),
    "incidentDeliveries": Row("NOT_FOUND", "{ edges { cursor node { state } } }"),
    "escalations": Row("NOT_FOUND", "{ edges { cursor node { level } } }"),
}
SUBSCRIPTIONS = {"incidentChanged"}
ABOUT_INCIDENTS = {"suggestedAssignees", "incidentLog", "incidentExport", "escalations", "incidentDeliveries"}
"""Those of READS whose argument is called `incidentId`."""
CHANGED = "{ incident { key } errors { code message field } }"
MUTATIONS = {
    "assignIncident": Row("FORBIDDEN", CHANGED, more={"assigneeId": "outsider"}),
    "autoAssignIncident": Row("FORBIDDEN", CHANGED),
    "unassignIncident": Row("FORBIDDEN", CHANGED),
    "claimIncident": Row("NOT_FOUND", CHANGED, "OPEN"),
    "startIncident": Row("NOT_FOUND", CHANGED),
    "resolveIncident": Row("NOT_FOUND", CHANGED, "IN_PROGRESS", {"resolution": "Done"}),
    "closeIncident": Row("FORBIDDEN", CHANGED, "RESOLVED"),
    "reopenIncident": Row("NOT_FOUND", CHANGED, "RESOLVED"),
    "addComment": Row("NOT_FOUND", CHANGED, more={"body": "Hm"}),
    "changeSeverity": Row("FORBIDDEN", CHANGED, more={"severity": "LOW"}),
    "updateIncident": Row("NOT_FOUND", CHANGED, more={"expectedVersion": 99, "title": "Mine now"}),
    "escalateIncident": Row("NOT_FOUND", CHANGED),
    "tickChecklistItem": Row("NOT_FOUND", CHANGED, more={"position": 1}),
    "writePostmortem": Row("NOT_FOUND", CHANGED, "RESOLVED", {"body": "Hm", "expectedVersion": 99}),
    "addParticipant": Row("NOT_FOUND", CHANGED, more={"userId": "outsider"}),
    "removeParticipant": Row("NOT_FOUND", CHANGED, more={"userId": "outsider"}),
}
SDL = build_schema(schema.as_str())


def takes_an_incident(field: GraphQLField) -> bool:
    """Whether a field has an argument, or an input a field, that is the id of an incident or of anything."""
    names = set(field.args)
    for argument in field.args.values():
        type = get_named_type(argument.type)
        names |= set(type.fields) if isinstance(type, GraphQLInputObjectType) else set()
    return bool(names & {"incidentId", "incidentIds", "id"})


def test_every_field_that_takes_an_incidents_id_has_its_row() -> None:
    assert SDL.query_type is not None
    assert SDL.mutation_type is not None
    assert {name for name, field in SDL.query_type.fields.items() if takes_an_incident(field)} == set(READS)
    assert {name for name, field in SDL.mutation_type.fields.items() if takes_an_incident(field)} == set(MUTATIONS)
    assert SDL.subscription_type is not None
    assert {name for name, field in SDL.subscription_type.fields.items() if takes_an_incident(field)} == SUBSCRIPTIONS


async def the_scene(world: World, status: str) -> tuple[dict[str, Person], Incident]:
    """A restricted incident, and everybody around it."""
    people = {"admin": await world.admin(), "manager": await world.manager()}
    people |= {part: await world.engineer() for part in ("assignee", "participant", "outsider", "removed")}
    manager = people["manager"]
    incident = await world.incident_in(status, manager, people["assignee"], restricted=True)
    await world.checklist(incident, "Look", "Make room")
    for part in ("participant", "removed"):
        await world.app.participants.add(manager, Decision(incident.id), people[part].id)
    await world.app.participants.remove(manager, Decision(incident.id), people["removed"].id)
    return people, incident


async def ask(graphql: GraphQLClient, name: str, id: str, people: dict[str, Person], asker: Person) -> Json:
    """The whole answer of a field about the incident with this id."""
    if name in READS:
        argument = "incidentId" if name in ABOUT_INCIDENTS else "id"
        query = f"query($id: ID!) {{ {name}({argument}: $id) {READS[name].selection} }}"
        return await graphql.ask(query, {"id": id}, asker)
    row = MUTATIONS[name]
    more = {key: user_id(people[value]) if key.endswith("Id") else value for key, value in (row.more or {}).items()}
    query = f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {row.selection} }}"
    return await graphql.ask(query, {"input": {"incidentId": id, **more}}, asker)


def told(body: Json, name: str) -> str:
    """What the answer says in one word."""
    if "errors" in body:
        code: str = body["errors"][0]["extensions"]["code"]
        return code
    found = body["data"][name]
    if found is None:
        return "null"
    if isinstance(found, list):
        return "yes"
    return ", ".join(error["code"] for error in found.get("errors", [])) or "yes"


@pytest.mark.parametrize("part", ["outsider", "removed", "stranger"])
@pytest.mark.parametrize("name", [*READS, *MUTATIONS])
async def test_an_outsider_is_told_exactly_what_an_unknown_id_tells(
    world: World, other_world: World, graphql: GraphQLClient, name: str, part: str
) -> None:
    row = {**READS, **MUTATIONS}[name]
    people, incident = await the_scene(world, row.status)
    asker = {**people, "stranger": await other_world.engineer()}[part]
    before = await world.stored(incident.id)
    hidden = await ask(graphql, name, global_id(incident), people, asker)
    unknown = await ask(graphql, name, encode("Incident", uuid4()), people, asker)
    assert hidden == unknown
    assert told(hidden, name) == row.answer
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("part", ["assignee", "participant", "manager", "admin"])
@pytest.mark.parametrize("name", READS)
async def test_those_who_take_part_and_those_who_run_it_read_it(
    world: World, graphql: GraphQLClient, name: str, part: str
) -> None:
    people, incident = await the_scene(world, "ASSIGNED")
    body = await ask(graphql, name, global_id(incident), people, people[part])
    for_who_runs_it = READS[name].answer == "FORBIDDEN" and part in ("assignee", "participant")
    assert told(body, name) == ("FORBIDDEN" if for_who_runs_it else "yes")


LISTS = """{
  incidents { totalCount edges { node { key } } pageInfo { hasNextPage } }
  restricted: incidents(filter: {status: [ASSIGNED]}) { totalCount edges { node { key } } pageInfo { hasNextPage } }
  mine: incidents(filter: {mine: true}) { totalCount edges { node { key } } pageInfo { hasNextPage } }
  text: incidents(filter: {text: "disk"}) { totalCount edges { node { key } } pageInfo { hasNextPage } }
  found: searchIncidents(text: "disk") { totalCount edges { node { key } } pageInfo { hasNextPage } }
  named: searchIncidents(text: "INC-1") { totalCount edges { node { key } } pageInfo { hasNextPage } }
}"""


def page(*keys: str) -> Json:
    edges = [{"node": {"key": key}} for key in keys]
    return {"totalCount": len(keys), "edges": edges, "pageInfo": {"hasNextPage": False}}


@pytest.mark.parametrize(
    ("part", "sees", "has"),
    [
        ("outsider", [], []),
        ("removed", [], []),
        ("participant", ["INC-1"], []),
        ("assignee", ["INC-1"], ["INC-1"]),
        ("manager", ["INC-1"], []),
    ],
)
async def test_lists_and_counts_hold_what_one_sees(
    world: World, graphql: GraphQLClient, part: str, sees: list[str], has: list[str]
) -> None:
    people, _ = await the_scene(world, "ASSIGNED")
    await world.incident(people["manager"])
    body = await graphql.ask(LISTS, as_=people[part])
    assert body["data"] == {
        "incidents": page("INC-2", *sees),
        "restricted": page(*sees),
        "mine": page(*has),
        "text": page("INC-2", *sees),
        "found": page("INC-2", *sees),
        "named": page(*sees),
    }


@pytest.mark.parametrize(("part", "sees"), [("outsider", []), ("removed", []), ("participant", ["INC-1"])])
async def test_what_is_like_an_incident_is_what_one_sees(
    world: World, graphql: GraphQLClient, part: str, sees: list[str]
) -> None:
    people, _ = await the_scene(world, "ASSIGNED")
    like = await world.incident(people["manager"])
    query = """query($id: ID!) { similarIncidents(title: "Disk full on db-1") { incident { key } }
      incident(id: $id) { similar(first: 5) { incident { key } } } }"""
    data = (await graphql.ask(query, {"id": global_id(like)}, people[part]))["data"]
    assert [one["incident"]["key"] for one in data["similarIncidents"]] == ["INC-2", *sees]
    assert [one["incident"]["key"] for one in data["incident"]["similar"]] == sees


async def test_who_reports_a_restricted_incident_reads_it_and_nobody_else_does(
    world: World, graphql: GraphQLClient
) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer()
    report = await graphql.done("reportIncident", ada, title="Breach", restricted=True)
    query = "query($id: ID!) { incident(id: $id) { restricted participants { name } } }"
    answers = [await graphql.ask(query, {"id": report["id"]}, asker) for asker in (ada, bob)]
    assert answers == [
        {"data": {"incident": {"restricted": True, "participants": [{"name": "Ada"}]}}},
        {"data": {"incident": None}},
    ]


async def test_a_token_from_before_the_loss_helps_nobody(world: World, graphql: GraphQLClient) -> None:
    people, incident = await the_scene(world, "ASSIGNED")
    token = await world.token(people["participant"])
    query, variables = "query($id: ID!) { incident(id: $id) { key } }", {"id": global_id(incident)}
    assert (await graphql.ask(query, variables, token))["data"] == {"incident": {"key": "INC-1"}}
    input = {"incidentId": global_id(incident), "userId": user_id(people["participant"])}
    await graphql.done("removeParticipant", people["manager"], **input)
    assert (await graphql.ask(query, variables, token))["data"] == {"incident": None}


@pytest.mark.parametrize("name", sorted(SUBSCRIPTIONS))
@pytest.mark.parametrize("part", ["outsider", "removed"])
async def test_a_hidden_incident_is_followed_as_little_as_one_that_never_was(
    world: World, app: Application, name: str, part: str
) -> None:
    people, incident = await the_scene(world, "ASSIGNED")
    query, token = f"subscription($id: ID!) {{ {name}(id: $id) {{ cursor }} }}", await world.token(people[part])
    told = []
    async with served(create_app(app)) as url:
        for id in (global_id(incident), str(encode("Incident", uuid4()))):
            async with event_source(url, token, query, id=id) as events:
                told.append([event async for event in events])
    assert told[0] == told[1]
    assert told[0][0]["data"]["errors"][0]["extensions"] == {"code": "NOT_FOUND", "field": ["id"]}


async def test_a_participant_is_shown_the_incident_of_an_event_and_then_that_it_is_withdrawn(
    world: World, app: Application
) -> None:
    people, incident = await the_scene(world, "ASSIGNED")
    query = """subscription { incidentEvents {
      kind actorName actor { name } incidentId incident { key participants { name } } change { sequence after } } }"""
    async with (
        served(create_app(app)) as url,
        event_source(url, await world.token(people["participant"]), query) as events,
    ):
        await app.incidents.comment(people["manager"], incident.id, "Hm")
        first = (await anext(events))["data"]["data"]["incidentEvents"]
        await app.participants.remove(people["manager"], Decision(incident.id), people["participant"].id)
        second = (await anext(events))["data"]["data"]["incidentEvents"]
    names = [people[part].user.name for part in ("manager", "assignee", "participant")]
    assert first == {
        "kind": "COMMENTED",
        "actorName": names[0],
        "actor": {"name": names[0]},
        "incidentId": global_id(incident),
        "incident": {"key": "INC-1", "participants": [{"name": name} for name in names]},
        "change": {"sequence": 6, "after": {"body": "Hm"}},
    }
    assert second == {
        "kind": "WITHDRAWN",
        "actorName": None,
        "actor": None,
        "incidentId": global_id(incident),
        "incident": None,
        "change": None,
    }
