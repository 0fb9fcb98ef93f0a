"""Escalations through GraphQL: what rules and people raise, who acknowledges it, and who sees it."""

from escalation_documents import DELETE, NOTIFICATIONS, answer, nodes, secret
from factories import World, step
from graphql_client import GraphQLClient, global_id, refusal

from schema.ids import encode
from siems.domain.clock import OffsetClock
from siems.models.base import new_id

ESCALATION = """{ incident { key } rule { name } ruleName strategy round step repeat level latenessSeconds reason
  raisedBy { name } notified { name } acknowledgedBy { name } acknowledgedByName }"""
ESCALATIONS = f"query($id: ID) {{ escalations(incidentId: $id) {{ edges {{ node {ESCALATION} }} }} }}"
ESCALATE = f"""mutation($input: EscalateIncidentInput!) {{ escalateIncident(input: $input) {{
  incident {{ escalationLevel version }} escalation {ESCALATION} errors {{ code message field }} }} }}"""
ACKNOWLEDGE = """mutation($input: AcknowledgeEscalationInput!) { acknowledgeEscalation(input: $input) {
  incident { key acknowledgedAt } escalation { id acknowledgedAt acknowledgedBy { name } acknowledgedByName }
  errors { code message field } } }"""


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
