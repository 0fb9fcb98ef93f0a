"""Service levels over GraphQL."""

from factories import Person, World
from graphql_client import GraphQLClient

from siems.domain.clock import OffsetClock

LIST = """query($filter: IncidentFilter) { incidents(filter: $filter) { totalCount edges { node {
  key createdAt sla { state respond { state dueAt } resolve { state dueAt atRiskAt } } } } } }"""


async def test_what_is_at_risk_is_listed_with_its_due_times(
    world: World, manager: Person, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    plain = await world.incident(manager)
    await world.app.incidents.comment(manager, plain.id, "before there was a policy")
    await world.policy(severities=["HIGH"], respond_minutes=None)
    token = await world.token(manager)
    clock.advance(minutes=81)
    await world.app.escalations.sweep()
    found = (await graphql.data(LIST, {"filter": {"sla": "AT_RISK"}}, token))["incidents"]
    assert found["totalCount"] == 1
    sla = found["edges"][0]["node"]["sla"]
    assert (sla["state"], sla["respond"], sla["resolve"]["state"]) == ("AT_RISK", None, "AT_RISK")
    assert sla["resolve"]["atRiskAt"] < sla["resolve"]["dueAt"]
    other = (await graphql.data(LIST, {"filter": {"sla": ["BREACHED", "MET"]}}, token))["incidents"]
    assert other == {"totalCount": 0, "edges": []}


async def test_an_incident_without_a_policy_has_no_sla(world: World, manager: Person, graphql: GraphQLClient) -> None:
    await world.incident(manager)
    [edge] = (await graphql.data(LIST, {}, await world.token(manager)))["incidents"]["edges"]
    assert edge["node"]["sla"] is None
