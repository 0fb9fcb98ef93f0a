"""A list of incidents, or of what belongs to them, asks the database as often for many rows as for one."""

import assigning
import pytest
from factories import World, step
from graphql_client import GraphQLClient, global_id
from service_levels import calendar, policy
from statements import statements

from siems.services.incidents import Decision
from siems.services.postmortems import Draft
from siems.services.sla_policies import SlaPolicyDraft
from siems.services.template_reports import TemplateReport

PAGE = """{ incidents(first: 50) { totalCount edges { node {
  reporter { name } assignee { name } service { name team { name } } team { name manager { name } } category { name }
} } } }"""
SEARCH = """{ searchIncidents(text: "disk full", first: 50) { totalCount edges { highlights { text } node {
  reporter { name } service { name } similar(first: 2) { score incident { key assignee { name } } } } } } }"""
PARTICIPANTS = "{ incidents(first: 50) { totalCount edges { node { participants { name } } } } }"
ESCALATIONS = """{ escalations(first: 50) { edges { node {
  incident { key reporter { name } } rule { name services { name } } raisedBy { name } notified { name }
  acknowledgedBy { name } } } } }"""
RULES = """{ escalationRules { name services { name } categories { name } teams { name }
  steps { targets { user { name } } } } }"""
SERVICE_LEVELS = """{ incidents(first: 50) { edges { node { sla { state policy { name services { name }
  calendar { name holidays { name } } } } } } } }"""
REVIEWS = """{ incidents(first: 15) { edges { node { postmortem { body updatedBy { name } }
  review { timeline { sentence } paged { name } changes { field } sla { state } } } } } }"""
TEMPLATED = """{ incidents(first: 50) { edges { node { requiredSkills { level skill { name } }
  checklist { position text tickedAt tickedBy { name } }
  template { name version checklist requiredSkills { skill { name } } category { name } service { name }
    template { name version } } } } } }"""
TEMPLATES = """{ incidentTemplates { name version placeholders checklist category { name } service { name }
  requiredSkills { level skill { name } } } }"""
LOG = "query($id: ID!) { incidentLog(incidentId: $id, first: 50) { edges { node { actor { name } } } } }"


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


async def test_reviews_and_postmortems_cost_the_same_for_one_incident_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    manager = await world.manager()
    token = await world.token(await world.engineer())

    async def with_more(incidents: int) -> list[str]:
        for _ in range(incidents):
            incident = await world.incident_in("RESOLVED", manager, await world.engineer())
            await world.app.postmortems.write(manager, Draft(incident.id, "Why"))
        return await statements(caplog, graphql, token, REVIEWS)

    of_one, of_many = await with_more(1), await with_more(14)
    assert 0 < len(of_one) == len(of_many)
    assert sum("jsonb_each(after)" in statement for statement in of_many) == 1


async def test_checklists_and_templates_cost_the_same_for_one_incident_and_for_fifty(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    manager = await world.manager()
    token = await world.token(await world.engineer())

    async def with_more(incidents: int) -> tuple[list[str], list[str]]:
        for number in range(incidents):
            name = f"{number} of {incidents}"
            service, category = await world.service(name), await world.category(name)
            about = {"service_id": service.id, "category_id": category.id}
            skill = await assigning.skill(world, name)
            template = await world.template(name, required_skills=[(skill, 2)], **about)
            given = TemplateReport(template.id, [("host", "db-1")])
            incident = await world.app.template_reports.report(manager, given)
            await world.app.checklists.tick(manager, incident.id, 1)
        return (
            await statements(caplog, graphql, token, TEMPLATED),
            await statements(caplog, graphql, token, TEMPLATES),
        )

    of_one, listed_one = await with_more(1)
    of_many, listed_many = await with_more(49)
    tables = ("checklist_items", "incident_template_versions", "incident_templates")
    selects = [sum(f'FROM "{table}"' in statement for statement in of_many) for table in tables]
    # Of the templates: those that they were made from, and as they are now.
    assert selects == [1, 2, 2]
    # Whether the skills of two fields are asked for together is a matter of timing, and their number is not.
    assert 0 < len(of_many) <= len(of_one) + 2
    assert 0 < len(listed_many) == len(listed_one)


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


async def test_a_search_costs_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    token = await world.token(await world.engineer())
    await fill(world, 2)
    of_few = await statements(caplog, graphql, token, SEARCH)
    await fill(world, 8)
    # Whether the people of two fields are asked for together is a matter of timing, and their number is not.
    assert 0 < len(await statements(caplog, graphql, token, SEARCH)) <= len(of_few) + 2


async def test_service_levels_cost_the_same_for_one_incident_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    manager = await world.manager()
    token = await world.token(manager)

    async def with_more(policies: int) -> list[str]:
        for number in range(policies):
            name = f"{number} of {policies}"
            service, office = await world.service(name), await calendar(world, name)
            await policy(world, SlaPolicyDraft(name, [], [service.id], 60, 240, office.id))
            await world.incident(manager, service_id=service.id)
        return await statements(caplog, graphql, token, SERVICE_LEVELS)

    of_one = await with_more(1)
    assert 0 < len(await with_more(9)) == len(of_one)
