"""Incident templates, reports from them and checklists through the API."""

from typing import Any

import assigning
import pytest
from factories import Person, World
from graphql_client import Asker, GraphQLClient, global_id, refusal, user_id
from over_network import served
from subscribing import event_source

from schema.ids import encode
from siems.app import create_app
from siems.bootstrap import Application
from siems.models.base import new_id

Json = dict[str, Any]
TEMPLATE = """fragment template on IncidentTemplate {
  id name version title description placeholders severity category { name } service { name }
  requiredSkills { level skill { name } } checklist }"""
INCIDENT = """fragment made on Incident {
  id key title description severity version category { name } service { name }
  requiredSkills { level skill { name } } checklist { position text tickedAt tickedBy { name } }
  template { name version title description placeholders severity checklist requiredSkills { level skill { name } }
    category { name } service { name } template { id version title } } }"""
READ = f"query($id: ID!) {{ incident(id: $id) {{ ...made }} }} {INCIDENT}"
VALUES = [{"name": "host", "value": "db-1"}]


async def answer(graphql: GraphQLClient, name: str, selection: str, asker: Asker, /, **input: Any) -> Any:
    """The payload of a mutation that is not denied."""
    query = f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {selection} }} }}"
    used = "".join(text for text in (TEMPLATE, INCIDENT) if text.split()[1] in selection.replace("...", ""))
    body = await graphql.ask(f"{query} {used}", {"input": input}, asker)
    assert set(body) == {"data"}, body
    return body["data"][name]


async def written(graphql: GraphQLClient, name: str, asker: Asker, /, **input: Any) -> Json:
    """The template that a mutation leaves."""
    payload = await answer(
        graphql, name, "incidentTemplate { ...template } errors { code message field }", asker, **input
    )
    assert payload["errors"] == []
    found: Json = payload["incidentTemplate"]
    return found


async def made(graphql: GraphQLClient, name: str, asker: Asker, /, **input: Any) -> Json:
    """The incident that a mutation leaves."""
    payload = await answer(graphql, name, "incident { ...made } errors { code message field }", asker, **input)
    assert payload["errors"] == []
    found: Json = payload["incident"]
    return found


async def refused(graphql: GraphQLClient, name: str, asker: Asker, /, **input: Any) -> list[Json]:
    payload = await answer(graphql, name, "errors { code message field }", asker, **input)
    errors: list[Json] = payload["errors"]
    return errors


async def test_a_template_is_written_read_changed_and_deleted(world: World, graphql: GraphQLClient) -> None:
    admin, ada = await world.admin(), await world.engineer()
    service, category, go = await world.service(), await world.category(), await assigning.skill(world, "Go")
    levels = [{"skillId": encode("Skill", go), "level": 3}]
    template = await written(
        graphql,
        "createIncidentTemplate",
        admin,
        name="Disk",
        title="Disk full on {{host}}",
        description="{{free}} left on {{host}}",
        severity="HIGH",
        categoryId=global_id(category),
        serviceId=global_id(service),
        requiredSkills=levels,
        checklist=["Look", "Make room"],
    )
    expected = {
        "id": template["id"],
        "name": "Disk",
        "version": 1,
        "title": "Disk full on {{host}}",
        "description": "{{free}} left on {{host}}",
        "placeholders": ["host", "free"],
        "severity": "HIGH",
        "category": {"name": "Outage"},
        "service": {"name": "Checkout"},
        "requiredSkills": [{"level": 3, "skill": {"name": "Go"}}],
        "checklist": ["Look", "Make room"],
    }
    assert template == expected
    body = await graphql.ask(f"{{ incidentTemplates {{ ...template }} }} {TEMPLATE}", as_=ada)
    assert body == {"data": {"incidentTemplates": [expected]}}
    id = template["id"]
    changed = await written(
        graphql, "updateIncidentTemplate", admin, templateId=id, name="Full disk", categoryId=None, severity=None
    )
    assert changed == {**expected, "name": "Full disk", "version": 2, "category": None}
    node = f"query($id: ID!) {{ node(id: $id) {{ __typename ...template }} }} {TEMPLATE}"
    assert await graphql.ask(node, {"id": id}, ada) == {"data": {"node": {"__typename": "IncidentTemplate", **changed}}}
    payload = await answer(graphql, "deleteIncidentTemplate", "deletedId errors { code }", admin, templateId=id)
    assert payload == {"deletedId": id, "errors": []}
    assert await graphql.ask(node, {"id": id}, ada) == {"data": {"node": None}}
    assert await graphql.ask("{ incidentTemplates { id } }", as_=ada) == {"data": {"incidentTemplates": []}}


async def test_the_audit_trail_knows_the_template_until_it_is_deleted(world: World, graphql: GraphQLClient) -> None:
    admin, template = await world.admin(), await world.template()
    query = """query($filter: AuditFilter) { auditTrail(filter: $filter) { edges { node {
      action kind subjectId subject { __typename id } after } } } }"""

    async def trail() -> list[Json]:
        filter = {"subjectId": global_id(template), "kind": ["INCIDENT_TEMPLATE"]}
        body = await graphql.ask(query, {"filter": filter}, admin)
        return [edge["node"] for edge in body["data"]["auditTrail"]["edges"]]

    [entry] = await trail()
    assert entry["subject"] == {"__typename": "IncidentTemplate", "id": global_id(template)}
    assert (entry["action"], entry["kind"], entry["subjectId"]) == ("CREATED", "INCIDENT_TEMPLATE", global_id(template))
    assert entry["after"]["title"] == "Disk full on {{host}}"
    await world.app.incident_templates.delete(admin, template.id)
    assert [(entry["action"], entry["subject"]) for entry in await trail()] == [("DELETED", None), ("CREATED", None)]


async def test_an_incident_says_what_it_was_made_from_for_ever(world: World, graphql: GraphQLClient) -> None:
    admin, ada, go = await world.admin(), await world.engineer("Ada"), await assigning.skill(world, "Go")
    service = await world.service()
    template = await world.template(service_id=service.id, required_skills=[(go, 3)])
    id, required = global_id(template), [{"level": 3, "skill": {"name": "Go"}}]
    incident = await made(graphql, "reportFromTemplate", ada, templateId=id, values=VALUES, description="{{x}}")
    said = {
        "name": "Disk full",
        "version": 1,
        "title": "Disk full on {{host}}",
        "description": "",
        "placeholders": ["host"],
        "severity": "MEDIUM",
        "checklist": ["Look", "Make room"],
        "requiredSkills": required,
        "category": None,
        "service": {"name": "Checkout"},
        "template": {"id": id, "version": 1, "title": "Disk full on {{host}}"},
    }
    expected = {
        "id": incident["id"],
        "key": "INC-1",
        "title": "Disk full on db-1",
        "description": "{{x}}",
        "severity": "MEDIUM",
        "version": 1,
        "category": None,
        "service": {"name": "Checkout"},
        "requiredSkills": required,
        "checklist": [
            {"position": 1, "text": "Look", "tickedAt": None, "tickedBy": None},
            {"position": 2, "text": "Make room", "tickedAt": None, "tickedBy": None},
        ],
        "template": said,
    }
    assert incident == expected
    changed = {"title": "{{disk}}", "name": "Disk", "checklist": [], "required_skills": []}
    await world.app.incident_templates.update(admin, template.id, changed)
    now = {"id": id, "version": 2, "title": "{{disk}}"}
    body = await graphql.ask(READ, {"id": incident["id"]}, ada)
    assert body["data"]["incident"] == {**expected, "template": {**said, "name": "Disk", "template": now}}
    await world.app.incident_templates.delete(admin, template.id)
    await world.app.skills.delete(admin, go)
    body = await graphql.ask(READ, {"id": incident["id"]}, ada)
    gone = {**said, "name": "Disk", "template": None, "requiredSkills": []}
    assert body["data"]["incident"] == {**expected, "template": gone, "requiredSkills": []}


async def test_an_incident_that_was_made_from_nothing_has_no_template_and_no_checklist(
    world: World, graphql: GraphQLClient
) -> None:
    ada = await world.engineer()
    incident = await made(graphql, "reportIncident", ada, title="Disk full")
    assert (incident["template"], incident["checklist"], incident["requiredSkills"]) == (None, [], [])


async def test_an_integration_reports_from_a_template_and_reads_what_it_made(
    world: World, graphql: GraphQLClient
) -> None:
    key, template = await world.key(await world.admin()), await world.template()
    incident = await made(graphql, "reportFromTemplate", key, templateId=global_id(template), values=VALUES)
    assert (incident["title"], incident["template"]["version"], incident["template"]["template"]) == (
        "Disk full on db-1",
        1,
        None,
    )
    assert [item["text"] for item in incident["checklist"]] == ["Look", "Make room"]
    node = await graphql.ask("query($id: ID!) { node(id: $id) { id } }", {"id": global_id(template)}, key)
    assert node == {"data": {"node": None}}


async def test_what_is_wrong_with_a_report_blames_its_field(
    world: World, other_world: World, graphql: GraphQLClient, manager: Person
) -> None:
    id, theirs = global_id(await world.template()), global_id(await other_world.template())
    unknown, no_template = encode("IncidentTemplate", new_id()), "There is no incident template with this id."
    await graphql.ask("{ __typename }", as_=manager)  # logs in
    before = await world.fingerprint()
    values = [*VALUES, {"name": "\ud800", "value": "x"}, {"name": "host", "value": "a\nb"}]
    assert await refused(graphql, "reportFromTemplate", manager, templateId=id, values=values, dedupKey="a\nb") == [
        refusal("VALIDATION", "This has a value already.", "values", "2", "name"),
        refusal("VALIDATION", "This must be a single line.", "values", "2", "value"),
        refusal("VALIDATION", "The template has no such placeholder: '\\ud800'. It has: host.", "values"),
        refusal("VALIDATION", "This must be a single line.", "dedupKey"),
    ]
    assert await refused(graphql, "reportFromTemplate", manager, templateId=id) == [
        refusal("VALIDATION", "A value is missing for: host.", "values")
    ]
    for wrong in (unknown, theirs):
        errors = await refused(graphql, "reportFromTemplate", manager, templateId=wrong, values=VALUES)
        assert errors == [refusal("NOT_FOUND", no_template, "templateId")]
    message = "This must be the id of an IncidentTemplate; it is the id of a User."
    errors = await refused(graphql, "reportFromTemplate", manager, templateId=user_id(manager), values=VALUES)
    assert errors == [refusal("VALIDATION", message, "templateId")]
    assert await world.fingerprint() == before


async def test_what_is_wrong_with_a_template_blames_its_field(
    world: World, graphql: GraphQLClient, manager: Person
) -> None:
    admin, template = await world.admin(), await world.template()
    await graphql.ask("{ __typename }", as_=admin)  # logs in
    before = await world.fingerprint()
    errors = await refused(
        graphql,
        "updateIncidentTemplate",
        admin,
        templateId=global_id(template),
        title="a\ud800",
        checklist=["Look", " "],
    )
    assert errors == [
        refusal("VALIDATION", "This contains half of a surrogate pair, which is not a character.", "title"),
        refusal("VALIDATION", "This must not be empty.", "checklist", "1"),
    ]
    errors = await refused(graphql, "createIncidentTemplate", admin, name="x", title="y", serviceId=user_id(manager))
    assert errors == [
        refusal("VALIDATION", "This must be the id of a Service; it is the id of a User.", "serviceId"),
    ]
    assert await world.fingerprint() == before


async def test_several_mutations_of_one_request_each_answer_with_the_ticks_that_they_leave(
    world: World, graphql: GraphQLClient
) -> None:
    grace, template = await world.manager("Grace"), await world.template()
    incident = await made(graphql, "reportFromTemplate", grace, templateId=global_id(template), values=VALUES)
    ticks = """mutation($id: ID!) {
      one: tickChecklistItem(input: {incidentId: $id, position: 2}) { ...after }
      two: tickChecklistItem(input: {incidentId: $id, position: 1, ticked: true}) { ...after }
      three: tickChecklistItem(input: {incidentId: $id, position: 2, ticked: false}) { ...after } }
    fragment after on TickChecklistItemPayload {
      incident { version checklist { tickedBy { name } } } errors { code } }"""
    body = await graphql.ask(ticks, {"id": incident["id"]}, grace)
    ticked, free = {"tickedBy": {"name": "Grace"}}, {"tickedBy": None}
    assert body == {
        "data": {
            name: {"incident": {"version": 1, "checklist": left}, "errors": []}
            for name, left in {"one": [free, ticked], "two": [ticked, ticked], "three": [ticked, free]}.items()
        }
    }


async def test_a_tick_is_told_live_to_those_who_see_the_incident(
    world: World, app: Application, graphql: GraphQLClient
) -> None:
    grace, ada, template = await world.manager("Grace"), await world.engineer(), await world.template()
    input = {"templateId": global_id(template), "values": VALUES}
    hidden = await made(graphql, "reportFromTemplate", grace, **input, restricted=True)
    seen = await made(graphql, "reportFromTemplate", grace, **input)
    query = """subscription { incidentEvents { kind actorName incidentId change { before after }
      incident { checklist { position tickedBy { name } } template { version } } } }"""
    async with served(create_app(app)) as url, event_source(url, await world.token(ada), query) as events:
        for incident in (hidden, seen):
            await made(graphql, "tickChecklistItem", grace, incidentId=incident["id"], position=2)
        event = (await anext(events))["data"]["data"]["incidentEvents"]
    assert event == {
        "kind": "CHECKLIST_TICKED",
        "actorName": "Grace",
        "incidentId": seen["id"],
        "change": {"before": {}, "after": {"position": 2, "text": "Make room"}},
        "incident": {
            "checklist": [{"position": 1, "tickedBy": None}, {"position": 2, "tickedBy": {"name": "Grace"}}],
            "template": {"version": 1},
        },
    }


@pytest.mark.parametrize(("who", "seen"), [("manager", 2), ("outsider", 1)])
async def test_a_list_shows_checklists_and_templates_of_what_one_sees_only(
    world: World, graphql: GraphQLClient, who: str, seen: int
) -> None:
    people, template = {"manager": await world.manager(), "outsider": await world.engineer()}, await world.template()
    input = {"templateId": global_id(template), "values": VALUES}
    for restricted in (True, False):
        await made(graphql, "reportFromTemplate", people["manager"], **input, restricted=restricted)
    query = "{ incidents { edges { node { checklist { text } template { title } } } } }"
    body = await graphql.ask(query, as_=people[who])
    node = {"checklist": [{"text": "Look"}, {"text": "Make room"}], "template": {"title": "Disk full on {{host}}"}}
    assert body["data"]["incidents"]["edges"] == seen * [{"node": node}]
