"""Escalation rules through GraphQL: how they are written, what is refused, and what is told of them."""

import asyncio

from escalation_documents import DELETE, answer, nodes
from factories import World
from graphql_client import GraphQLClient, global_id, refusal, user_id

from schema.ids import encode
from siems.models.base import new_id

RULE = """{ id name enabled strategy afterMinutes severities services { name } categories { name } teams { name }
  steps { delayMinutes targets { kind user { name } } actions } repeat { times everyMinutes }
  acknowledgeTimeoutMinutes parameters }"""
CREATE = f"""mutation($input: CreateEscalationRuleInput!) {{ createEscalationRule(input: $input) {{
  escalationRule {RULE} errors {{ code message field }} }} }}"""
UPDATE = f"""mutation($input: UpdateEscalationRuleInput!) {{ updateEscalationRule(input: $input) {{
  escalationRule {RULE} errors {{ code message field }} }} }}"""


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
    known = "Those that exist: NOT_STARTED, SILENT, SLA_CONSUMED, UNASSIGNED, UNRESOLVED."
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


async def test_a_strategy_says_what_it_needs_besides(world: World, graphql: GraphQLClient) -> None:
    asked = "{ escalationStrategies { name parameters { name required minimum maximum choices } } }"
    found = {each["name"]: each["parameters"] for each in await answer(graphql, asked, await world.engineer())}
    assert found["UNASSIGNED"] == []
    assert found["SLA_CONSUMED"] == [
        {"name": "percent", "required": True, "minimum": 1, "maximum": 500, "choices": []},
        {"name": "target", "required": False, "minimum": None, "maximum": None, "choices": ["RESPOND", "RESOLVE"]},
    ]


async def test_strategies_and_the_progress_of_planning_are_told(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    assert await answer(graphql, "{ escalationStrategies { name described } }", ada) == [
        {"name": "NOT_STARTED", "described": "assigned and not started"},
        {"name": "SILENT", "described": "without an update"},
        {"name": "SLA_CONSUMED", "described": "close to what its SLA allows"},
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
    grace = await world.manager()
    assert await answer(graphql, planning, grace) == {"total": 1, "done": 0, "finished": False}
    async with asyncio.timeout(30):
        while (found := await answer(graphql, planning, grace))["finished"] is False:
            await world.app.escalations.replan()
    assert found == {"total": 1, "done": 1, "finished": True}
