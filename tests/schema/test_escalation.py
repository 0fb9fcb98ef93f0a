"""Escalation through GraphQL: rules, what they escalate, acknowledging it, and what people are told."""

import asyncio
from typing import Any

import pytest
from factories import Person, World, step
from graphql_client import GraphQLClient, global_id, refusal, user_id

from schema.ids import encode
from siems.domain.clock import OffsetClock
from siems.domain.incidents import Severity
from siems.models.base import new_id
from siems.services.incidents import Decision

RULE = """{ id name enabled strategy afterMinutes severities services { name } categories { name } teams { name }
  steps { delayMinutes targets { kind user { name } } actions } repeat { times everyMinutes }
  acknowledgeTimeoutMinutes parameters }"""
CREATE = f"""mutation($input: CreateEscalationRuleInput!) {{ createEscalationRule(input: $input) {{
  escalationRule {RULE} errors {{ code message field }} }} }}"""
UPDATE = f"""mutation($input: UpdateEscalationRuleInput!) {{ updateEscalationRule(input: $input) {{
  escalationRule {RULE} errors {{ code message field }} }} }}"""
DELETE = """mutation($input: DeleteEscalationRuleInput!) { deleteEscalationRule(input: $input) {
  deletedId errors { code message field } } }"""
ESCALATION = """{ incident { key } rule { name } ruleName strategy round step repeat level latenessSeconds reason
  raisedBy { name } notified { name } acknowledgedBy { name } acknowledgedByName }"""
ESCALATIONS = f"query($id: ID) {{ escalations(incidentId: $id) {{ edges {{ node {ESCALATION} }} }} }}"
ESCALATE = f"""mutation($input: EscalateIncidentInput!) {{ escalateIncident(input: $input) {{
  incident {{ escalationLevel version }} escalation {ESCALATION} errors {{ code message field }} }} }}"""
ACKNOWLEDGE = """mutation($input: AcknowledgeEscalationInput!) { acknowledgeEscalation(input: $input) {
  incident { key acknowledgedAt } escalation { id acknowledgedAt acknowledgedBy { name } acknowledgedByName }
  errors { code message field } } }"""
NOTIFICATIONS = """query($unread: Boolean) { notifications(unread: $unread) { unreadCount edges { node {
  id kind readAt incident { key } escalation { level } } } } }"""
MARK = """mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) {
  marked unreadCount errors { code message field } } }"""

STEPS = [{"targets": [{"kind": "ON_CALL"}]}]


async def answer(graphql: GraphQLClient, query: str, as_: Any, **variables: Any) -> Any:
    """The only field of an answer without top-level errors."""
    body = await graphql.ask(query, variables, as_)
    assert set(body) == {"data"}, body
    [found] = body["data"].values()
    return found


async def nodes(graphql: GraphQLClient, query: str, as_: Any, **variables: Any) -> list[Any]:
    return [edge["node"] for edge in (await answer(graphql, query, as_, **variables))["edges"]]


async def test_an_admin_writes_changes_and_deletes_a_rule(world: World, graphql: GraphQLClient) -> None:
    admin, ada = await world.admin("Root"), await world.engineer("Ada")
    service, category, team = await world.service(), await world.category(), await world.team()
    input = {
        "name": "Nobody has it",
        "strategy": "UNASSIGNED",
        "afterMinutes": 5,
        "severities": ["HIGH", "CRITICAL"],
        "serviceIds": [global_id(service)],
        "categoryIds": [global_id(category)],
        "teamIds": [global_id(team)],
        "steps": [
            {"targets": [{"kind": "ON_CALL"}, {"kind": "USER", "userId": user_id(ada)}]},
            {"delayMinutes": 10, "targets": [{"kind": "ALL_MANAGERS"}], "actions": ["NOTIFY", "RAISE_SEVERITY"]},
        ],
        "repeat": {"times": 2},
        "acknowledgeTimeoutMinutes": 45,
        "parameters": {"percent": 80},
    }
    made = await answer(graphql, CREATE, admin, input=input)
    rule = made["escalationRule"]
    assert made["errors"] == []
    assert rule == {
        "id": rule["id"],
        "name": "Nobody has it",
        "enabled": True,
        "strategy": "UNASSIGNED",
        "afterMinutes": 5,
        "severities": ["HIGH", "CRITICAL"],
        "services": [{"name": "Checkout"}],
        "categories": [{"name": "Outage"}],
        "teams": [{"name": "Platform"}],
        "steps": [
            {
                "delayMinutes": 0,
                "targets": [{"kind": "ON_CALL", "user": None}, {"kind": "USER", "user": {"name": "Ada"}}],
                "actions": ["NOTIFY"],
            },
            {
                "delayMinutes": 10,
                "targets": [{"kind": "ALL_MANAGERS", "user": None}],
                "actions": ["NOTIFY", "RAISE_SEVERITY"],
            },
        ],
        "repeat": {"times": 2, "everyMinutes": 30},
        "acknowledgeTimeoutMinutes": 45,
        "parameters": {"percent": 80},
    }
    assert await answer(graphql, f"{{ escalationRules {RULE} }}", ada) == [rule]
    node = f"query($id: ID!) {{ node(id: $id) {{ ... on EscalationRule {RULE} }} }}"
    assert await answer(graphql, node, ada, id=rule["id"]) == rule
    changes = {"enabled": False, "repeat": {"times": 0}, "severities": [], "name": "Old"}
    changed = await answer(graphql, UPDATE, admin, input={"escalationRuleId": rule["id"], **changes})
    expected = {**rule, "enabled": False, "repeat": None, "severities": [], "name": "Old"}
    assert changed == {"escalationRule": expected, "errors": []}
    gone = {"escalationRuleId": rule["id"], "reason": "too noisy"}
    assert await answer(graphql, DELETE, admin, input=gone) == {"deletedId": rule["id"], "errors": []}
    assert await answer(graphql, f"{{ escalationRules {RULE} }}", ada) == []
    assert await answer(graphql, node, ada, id=rule["id"]) is None
    trail = """query($id: ID) { auditTrail(filter: {subjectId: $id, kind: [ESCALATION_RULE]}) { edges { node {
      kind subjectId action actorName reason subject { id } } } } }"""
    found = await nodes(graphql, trail, admin, id=rule["id"])
    assert [(entry["action"], entry["reason"]) for entry in found] == [
        ("DELETED", "too noisy"),
        ("UPDATED", None),
        ("CREATED", None),
    ]
    assert {(entry["kind"], entry["subjectId"], entry["actorName"], entry["subject"]) for entry in found} == {
        ("ESCALATION_RULE", rule["id"], "Root", None)
    }


async def test_the_audit_trail_shows_the_rule_as_it_is_now(world: World, graphql: GraphQLClient) -> None:
    admin = await world.admin()
    input = {
        "name": "Late",
        "strategy": "UNRESOLVED",
        "afterMinutes": 60,
        "steps": [{"targets": [{"kind": "ON_CALL"}]}],
    }
    made = await answer(graphql, CREATE, admin, input=input)
    query = """{ auditTrail(filter: {kind: [ESCALATION_RULE]}) { edges { node {
      after subject { ... on EscalationRule { name } } } } } }"""
    [entry] = await nodes(graphql, query, admin)
    assert entry["subject"] == {"name": made["escalationRule"]["name"]}
    assert (entry["after"]["strategy"], entry["after"]["after_seconds"]) == ("UNRESOLVED", 3600)


async def test_a_refused_rule_says_what_is_wrong_where(world: World, graphql: GraphQLClient) -> None:
    admin = await world.admin()
    step = {"targets": [{"kind": "USER"}, {"kind": "USER", "userId": str(encode("User", new_id()))}]}
    input = {"name": "", "strategy": "X", "afterMinutes": -1, "steps": [{**step, "delayMinutes": 9999}]}
    await graphql.authorization(admin)  # logs in
    before = await world.fingerprint()
    refused = await answer(graphql, CREATE, admin, input=input)
    known = "Those that exist: NOT_STARTED, SILENT, UNASSIGNED, UNRESOLVED."
    assert refused == {
        "escalationRule": None,
        "errors": [
            refusal("VALIDATION", "This must not be empty.", "name"),
            refusal("VALIDATION", f"There is no such strategy. {known}", "strategy"),
            refusal("VALIDATION", "This must be 0 to 10,080 minutes; it is -1.", "afterMinutes"),
            refusal("VALIDATION", "This must be 0 to 1,440 minutes; it is 9,999.", "steps", "0", "delayMinutes"),
            refusal("VALIDATION", "USER needs this: who is it?", "steps", "0", "targets", "0", "userId"),
            refusal("VALIDATION", "There is no user with this id.", "steps", "0", "targets", "1", "userId"),
        ],
    }
    assert await world.fingerprint() == before


async def test_ids_that_are_none_are_named_with_their_places(world: World, graphql: GraphQLClient) -> None:
    admin, service = await world.admin(), await world.service()
    input = {
        "name": "Late",
        "strategy": "UNASSIGNED",
        "afterMinutes": 5,
        "serviceIds": [global_id(service), "?"],
        "teamIds": [global_id(service)],
        "steps": [{"targets": [{"kind": "USER", "userId": "?"}]}],
    }
    none = "This is not an id that SIEMS gave out."
    found = await answer(graphql, CREATE, admin, input=input)
    assert found["errors"] == [
        refusal("VALIDATION", none, "serviceIds", "1"),
        refusal("VALIDATION", "This must be the id of a Team; it is the id of a Service.", "teamIds", "0"),
        refusal("VALIDATION", none, "steps", "0", "targets", "0", "userId"),
    ]
    unknown = {"escalationRuleId": str(encode("EscalationRule", new_id()))}
    for query in (UPDATE, DELETE):
        found = await answer(graphql, query, admin, input=unknown)
        assert found["errors"] == [
            refusal("NOT_FOUND", "There is no escalation rule with this id.", "escalationRuleId")
        ]


async def test_strategies_and_the_progress_of_planning_are_told(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    assert await answer(graphql, "{ escalationStrategies { name described } }", ada) == [
        {"name": "NOT_STARTED", "described": "assigned and not started"},
        {"name": "SILENT", "described": "without an update"},
        {"name": "UNASSIGNED", "described": "unassigned"},
        {"name": "UNRESOLVED", "described": "unresolved"},
    ]
    await world.incident(ada)
    input = {
        "name": "Late",
        "strategy": "UNRESOLVED",
        "afterMinutes": 60,
        "steps": [{"targets": [{"kind": "ON_CALL"}]}],
    }
    await answer(graphql, CREATE, await world.admin(), input=input)
    planning = "{ escalationPlanning { total done finished } }"
    assert await answer(graphql, planning, ada) == {"total": 1, "done": 0, "finished": False}
    async with asyncio.timeout(30):
        while (found := await answer(graphql, planning, ada))["finished"] is False:
            await world.app.escalations.replan()
    assert found == {"total": 1, "done": 1, "finished": True}


async def test_what_a_rule_escalates_is_shown_with_its_lateness(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    await world.manager("Grace")
    ada = await world.engineer("Ada")
    await world.rule(steps=[step("ALL_MANAGERS"), step("ALL_MANAGERS", delay_seconds=600)])
    incident = await world.incident(ada)
    next_at = "query($id: ID!) { incident(id: $id) { createdAt nextEscalationAt escalationLevel } }"
    planned = await answer(graphql, next_at, ada, id=global_id(incident))
    assert planned["nextEscalationAt"] > planned["createdAt"]
    clock.advance(minutes=6)
    await world.app.escalations.sweep()
    [found] = await nodes(graphql, ESCALATIONS, ada, id=global_id(incident))
    assert 60 <= found.pop("latenessSeconds") < 90
    assert found == {
        "incident": {"key": "INC-1"},
        "rule": {"name": "Unassigned"},
        "ruleName": "Unassigned",
        "strategy": "UNASSIGNED",
        "round": 1,
        "step": 1,
        "repeat": 0,
        "level": 1,
        "reason": None,
        "raisedBy": None,
        "notified": [{"name": "Grace"}],
        "acknowledgedBy": None,
        "acknowledgedByName": None,
    }
    later = await answer(graphql, next_at, ada, id=global_id(incident))
    assert (later["nextEscalationAt"] > planned["nextEscalationAt"], later["escalationLevel"]) == (True, 1)


async def test_a_person_escalates_and_those_on_call_are_told(world: World, graphql: GraphQLClient) -> None:
    grace, hopper, ada = await world.manager("Grace"), await world.manager("Hopper"), await world.engineer("Ada")
    team = await world.team(manager_id=grace.id)
    incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
    id = global_id(incident)
    found = await answer(graphql, ESCALATE, ada, input={"incidentId": id, "reason": "I need help"})
    assert found["errors"] == []
    assert found["incident"] == {"escalationLevel": 1, "version": incident.version}
    escalation = found["escalation"]
    assert (escalation["reason"], escalation["raisedBy"], escalation["level"]) == ("I need help", {"name": "Ada"}, 1)
    assert (escalation["rule"], escalation["ruleName"], escalation["step"]) == (None, None, None)
    assert (escalation["notified"], escalation["latenessSeconds"]) == ([{"name": "Grace"}], 0.0)
    again = await answer(graphql, ESCALATE, ada, input={"incidentId": id})
    assert again["escalation"]["notified"] == [{"name": "Grace"}, {"name": "Hopper"}]
    told = await answer(graphql, NOTIFICATIONS, grace)
    assert told["unreadCount"] == 2
    assert [edge["node"]["escalation"] for edge in told["edges"]] == [{"level": 2}, {"level": 1}]
    assert (await answer(graphql, NOTIFICATIONS, hopper))["unreadCount"] == 1
    assert [each["level"] for each in await nodes(graphql, ESCALATIONS, hopper)] == [2, 1]


async def test_what_is_resolved_is_not_escalated(world: World, graphql: GraphQLClient) -> None:
    grace, ada = await world.manager(), await world.engineer()
    incident = await world.incident_in("RESOLVED", grace, ada)
    before = await world.fingerprint()
    found = await answer(graphql, ESCALATE, grace, input={"incidentId": global_id(incident)})
    message = "INC-1 is RESOLVED, so there is nothing to be escalated: only what is not resolved yet is."
    assert found == {"incident": None, "escalation": None, "errors": [refusal("INVALID_TRANSITION", message)]}
    stale = await answer(
        graphql, ESCALATE, grace, input={"incidentId": global_id(await world.incident(grace)), "expectedVersion": 7}
    )
    assert [error["code"] for error in stale["errors"]] == ["CONFLICT"]
    assert (await world.fingerprint())["escalations"] == before["escalations"]


async def test_whoever_was_told_acknowledges(world: World, graphql: GraphQLClient, clock: OffsetClock) -> None:
    grace, ada = await world.manager("Grace"), await world.engineer("Ada")
    await world.rule(steps=[step(ada.id)])
    incident = await world.incident(grace)
    clock.advance(minutes=5)
    await world.app.escalations.sweep()
    [escalation] = await nodes(graphql, "{ escalations { edges { node { id } } } }", ada)
    input = {"escalationId": escalation["id"], "reason": "On it"}
    found = await answer(graphql, ACKNOWLEDGE, ada, input=input)
    assert found["errors"] == []
    assert found["incident"]["acknowledgedAt"] is not None
    assert found["escalation"]["acknowledgedBy"] == {"name": "Ada"}
    assert found["escalation"]["acknowledgedByName"] == "Ada"
    await graphql.authorization(grace)  # logs in
    before = await world.fingerprint()
    again = await answer(graphql, ACKNOWLEDGE, grace, input=input)
    assert (again["escalation"], again["errors"]) == (found["escalation"], [])
    assert await world.fingerprint() == before
    assert (await world.log(incident.id, grace))[-1].reason == "On it"


async def test_an_integration_acknowledges_for_what_it_reported(world: World, graphql: GraphQLClient) -> None:
    admin, _ = await world.admin(), await world.manager()
    key = await world.key(admin)
    body = await graphql.ask('mutation { reportIncident(input: {title: "Disk"}) { incident { id } } }', as_=key)
    id = body["data"]["reportIncident"]["incident"]["id"]
    other = await world.incident(admin)
    for each in (id, global_id(other)):
        await answer(graphql, ESCALATE, admin, input={"incidentId": each})
    everything = [each["id"] for each in await nodes(graphql, "{ escalations { edges { node { id } } } }", admin)]
    [own] = [each["id"] for each in await nodes(graphql, "{ escalations { edges { node { id } } } }", key)]
    [foreign] = set(everything) - {own}
    found = await answer(graphql, ACKNOWLEDGE, key, input={"escalationId": own})
    assert found["escalation"]["acknowledgedBy"] is None
    assert found["escalation"]["acknowledgedByName"] == "Alertmanager"
    refused = await answer(graphql, ACKNOWLEDGE, key, input={"escalationId": foreign})
    unknown = await answer(graphql, ACKNOWLEDGE, key, input={"escalationId": str(encode("Escalation", new_id()))})
    assert refused == unknown
    assert refused["errors"] == [refusal("NOT_FOUND", "There is no escalation with this id.", "escalationId")]
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert await answer(graphql, node, key, id=own) == {"id": own}
    assert await answer(graphql, node, key, id=foreign) is None


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


async def secret(world: World) -> tuple[Person, Person, Person]:
    """A manager, an engineer who was told of a restricted incident and one who was not."""
    grace, ada, bob = await world.manager("Grace"), await world.engineer("Ada"), await world.engineer("Bob")
    await world.rule(steps=[step(ada.id)])
    await world.incident(grace, restricted=True)
    await world.incident(grace)
    return grace, ada, bob


async def test_escalations_of_a_restricted_incident_are_hidden_with_it(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    grace, ada, bob = await secret(world)
    clock.advance(minutes=6)
    await world.app.escalations.sweep()
    listed = "{ escalations(first: 1) { edges { node { id incident { key } } } pageInfo { hasNextPage } } }"
    ids: dict[str, str] = {}
    for person, keys in ((grace, {"INC-1", "INC-2"}), (ada, {"INC-1", "INC-2"}), (bob, {"INC-2"})):
        query = "{ escalations { edges { node { id incident { key } } } } }"
        found = {each["incident"]["key"]: each["id"] for each in await nodes(graphql, query, person)}
        assert set(found) == keys
        ids |= found
        assert (await answer(graphql, listed, person))["pageInfo"]["hasNextPage"] == (len(keys) > 1)
    node = "query($id: ID!) { node(id: $id) { ... on Escalation { level notified { name } } } }"
    assert await answer(graphql, node, ada, id=ids["INC-1"]) == {"level": 1, "notified": [{"name": "Ada"}]}
    assert await answer(graphql, node, bob, id=ids["INC-1"]) is None
    hidden = await answer(graphql, ACKNOWLEDGE, bob, input={"escalationId": ids["INC-1"]})
    unknown = await answer(graphql, ACKNOWLEDGE, bob, input={"escalationId": str(encode("Escalation", new_id()))})
    assert hidden == unknown


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


async def incidents(world: World) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows("SELECT id, restricted FROM incidents WHERE organization_id = $1", world.organization.id)


async def test_a_deleted_rule_leaves_its_name_with_what_it_escalated(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    admin = await world.admin()
    rule = await world.rule()
    incident = await world.incident(admin)
    clock.advance(minutes=5)
    await world.app.escalations.sweep()
    await answer(graphql, DELETE, admin, input={"escalationRuleId": global_id(rule)})
    [found] = await nodes(graphql, ESCALATIONS, admin, id=global_id(incident))
    assert (found["rule"], found["ruleName"]) == (None, "Unassigned")


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
