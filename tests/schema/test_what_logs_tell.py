"""What an incident's log says about other people is for those who may know it."""

from typing import Any

import assigning
import pytest
from factories import World
from graphql_client import Asker, GraphQLClient, global_id
from over_network import served
from subscribing import event_source

from siems.app import create_app
from siems.bootstrap import Application
from siems.services.incidents import Decision

LOG = "query($id: ID!) { incidentLog(incidentId: $id) { edges { node { action after reason } } } }"


async def keys(graphql: GraphQLClient, incident: Any, asker: Asker) -> dict[str, set[str]]:
    """What each entry of the log tells this asker about, by action."""
    body = await graphql.ask(LOG, {"id": global_id(incident)}, as_=asker)
    nodes = [edge["node"] for edge in body["data"]["incidentLog"]["edges"]]
    return {node["action"]: set(node["after"]) for node in nodes}


async def test_how_busy_others_are_stands_in_the_log_for_those_who_see_the_workload(
    world: World, graphql: GraphQLClient
) -> None:
    admin, manager, ada = await world.admin(), await world.manager(), await world.engineer()
    key = await world.key(admin)
    await graphql.ask('mutation { reportIncident(input: {title: "Disk full"}) { errors { code } } }', as_=key)
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT id FROM incidents WHERE organization_id = $1", world.organization.id)
    incident = await world.app.assignment.auto_assign(manager, Decision(row["id"]))
    told = {"status", "assignee"}
    assert (await keys(graphql, incident, manager))["ASSIGNED"] == {*told, "suggestion"}
    assert (await keys(graphql, incident, admin))["ASSIGNED"] == {*told, "suggestion"}
    assert (await keys(graphql, incident, ada))["ASSIGNED"] == told
    assert (await keys(graphql, incident, key))["ASSIGNED"] == told


async def test_why_nobody_got_it_is_for_those_who_see_the_workload(world: World, graphql: GraphQLClient) -> None:
    manager, ada = await world.manager(), await world.engineer()
    await assigning.rule(world, minimum_score=100)
    incident = await world.incident(manager)
    assert (await keys(graphql, incident, manager))["LEFT_UNASSIGNED"] == {"rule", "why", "candidates"}
    assert (await keys(graphql, incident, ada))["LEFT_UNASSIGNED"] == {"rule"}


@pytest.mark.parametrize(("who", "told"), [("manager", True), ("engineer", False)])
async def test_the_live_feed_tells_no_more_than_the_log(app: Application, world: World, who: str, told: bool) -> None:
    manager = await world.manager()
    reader = manager if who == "manager" else await world.engineer()
    await world.engineer()
    incident = await world.incident(manager)
    token = await world.token(reader)
    query = 'subscription { incidentEvents(filter: {kinds: ["ASSIGNED"]}) { kind change { after } } }'
    async with served(create_app(app)) as url, event_source(url, token, query) as events:
        await world.app.assignment.auto_assign(manager, Decision(incident.id))
        event = await anext(events)
    assert ("suggestion" in event["data"]["data"]["incidentEvents"]["change"]["after"]) is told
