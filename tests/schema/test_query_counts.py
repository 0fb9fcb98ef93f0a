"""A list asks the database as often for many rows as for one."""

import logging
from uuid import uuid4

import assigning
import pytest
from factories import World, step
from graphql_client import GraphQLClient, global_id

from siems.services.incidents import Decision

PAGE = """{ incidents(first: 50) { totalCount edges { node {
  reporter { name } assignee { name } service { name team { name } } team { name manager { name } } category { name }
} } } }"""
PARTICIPANTS = "{ incidents(first: 50) { totalCount edges { node { participants { name } } } } }"
ESCALATIONS = """{ escalations(first: 50) { edges { node {
  incident { key reporter { name } } rule { name services { name } } raisedBy { name } notified { name }
  acknowledgedBy { name } } } } }"""
NOTIFICATIONS = """{ notifications(first: 50) { unreadCount edges { node {
  incident { key } escalation { notified { name } rule { name } } } } } }"""
RULES = """{ escalationRules { name services { name } categories { name } teams { name }
  steps { targets { user { name } } } } }"""
LOG = "query($id: ID!) { incidentLog(incidentId: $id, first: 50) { edges { node { actor { name } } } } }"


async def statements(
    caplog: pytest.LogCaptureFixture, graphql: GraphQLClient, token: str, query: str, **variables: str
) -> list[str]:
    """The SQL that a query costs."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        body = await graphql.ask(query, variables, token)
    assert set(body) == {"data"}, body
    return [record.getMessage() for record in caplog.records if record.name == "tortoise.db_client"]


async def fill(world: World, rows: int) -> None:
    """Incidents that have nothing in common."""
    for number in range(rows):
        reporter, assignee, boss = await world.manager(), await world.engineer(), await world.manager()
        team = await world.team(f"Team {number} of {rows}")
        async with world.app.units.of(world.organization.id) as work:
            await work.rows("UPDATE teams SET manager_id = $2 WHERE id = $1 RETURNING id", team.id, boss.id)
        service = await world.service(f"Service {number} of {rows}", team.id)
        category = await world.category(f"Category {number} of {rows}")
        things = {"service_id": service.id, "team_id": team.id, "category_id": category.id}
        incident = await world.incident_in("ASSIGNED", reporter, assignee, **things)
        for _ in range(2):
            await world.app.participants.add(reporter, Decision(incident.id), (await world.engineer()).id)


async def test_a_page_of_incidents_costs_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    token = await world.token(await world.engineer())
    await fill(world, 1)
    of_one = await statements(caplog, graphql, token, PAGE)
    await fill(world, 19)
    of_many = await statements(caplog, graphql, token, PAGE)
    assert len(of_many) == len(of_one)
    tables = ("users", "teams", "services", "categories")
    selects = {table: sum(f'FROM "{table}"' in statement for statement in of_many) for table in tables}
    assert selects == {"users": 3, "teams": 1, "services": 1, "categories": 1}


async def test_participants_cost_the_same_for_one_incident_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    token = await world.token(await world.engineer())
    await fill(world, 1)
    of_one = await statements(caplog, graphql, token, PARTICIPANTS)
    await fill(world, 19)
    of_many = await statements(caplog, graphql, token, PARTICIPANTS)
    assert len(of_many) == len(of_one)
    # Of the users: whoever asks, and the participants. Of who was added: for the list, the count, and the names.
    selects = {
        table: sum(f'FROM "{table}"' in statement for statement in of_many)
        for table in ("users", "incident_participants")
    }
    assert selects == {"users": 2, "incident_participants": 3}


async def test_a_log_costs_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    token = await world.token(engineer)
    of_one = await statements(caplog, graphql, token, LOG, id=global_id(incident))
    for _ in range(10):
        await world.app.incidents.comment(await world.engineer(), incident.id, "Hm")
    of_many = await statements(caplog, graphql, token, LOG, id=global_id(incident))
    assert 0 < len(of_one) == len(of_many)


async def escalate(world: World, incidents: int) -> None:
    """Incidents, each escalated by a rule of its own."""
    for number in range(incidents):
        name = f"{number} of {incidents}"
        service, category, team = await world.service(name), await world.category(name), await world.team(name)
        people = [await world.engineer(), await world.engineer()]
        things = {"service_id": service.id, "category_id": category.id, "team_id": team.id}
        lists = {f"{column}s": [str(id)] for column, id in things.items()}
        await world.rule(name, after_seconds=0, steps=[step(*(person.id for person in people))], **lists)
        await world.incident(await world.manager(), **things)
    assert (await world.app.escalations.sweep()).fired == incidents


@pytest.mark.parametrize("query", [ESCALATIONS, RULES], ids=["escalations", "rules"])
async def test_escalations_and_rules_cost_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    token = await world.token(await world.engineer())
    await escalate(world, 1)
    of_one = await statements(caplog, graphql, token, query)
    await escalate(world, 9)
    of_many = await statements(caplog, graphql, token, query)
    # Whether the people of two fields are asked for together is a matter of timing, and their number is not.
    assert 0 < len(of_many) <= len(of_one) + 4


async def test_notifications_cost_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    admin, grace = await world.admin(), await world.manager()
    token = await world.token(grace)

    async def told(times: int) -> list[str]:
        for _ in range(times):
            incident = await world.incident(await world.engineer())
            await world.app.escalations.escalate(admin, Decision(incident.id))
        return await statements(caplog, graphql, token, NOTIFICATIONS)

    of_one = await told(1)
    assert 0 < len(await told(9)) <= len(of_one) + 4


SUGGESTIONS = (
    "query($id: ID!) { suggestedAssignees(incidentId: $id, first: 50) { score user { name } reasons { text } } }"
)


async def test_suggestions_cost_the_same_for_one_candidate_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    manager, team = await world.manager(), await world.team()
    token, incident = await world.token(manager), await world.incident(manager, team_id=team.id)

    async def candidates(number: int) -> list[str]:
        for _ in range(number):
            ada, skill = await world.engineer(), await assigning.skill(world, str(uuid4()))
            await assigning.members(world, team.id, ada.id)
            await assigning.knows(world, ada.id, skill, 3)
            await world.incident_in("ASSIGNED", manager, ada)
        return await statements(caplog, graphql, token, SUGGESTIONS, id=global_id(incident))

    of_one = await candidates(1)
    assert 0 < len(await candidates(19)) == len(of_one)
