"""A list asks the database as often for many rows as for one."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import assigning
import pytest
from analytics import past, utc
from contacting import add_verified
from factories import World, step
from graphql_client import GraphQLClient, global_id
from on_call import draft, layer
from paging import tell
from service_levels import calendar, policy

from siems.domain.delivery import Urgency
from siems.services.incidents import Decision
from siems.services.notification_settings import StepDraft
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
NOTIFICATIONS = """{ notifications(first: 50) { unreadCount edges { node {
  incident { key } escalation { notified { name } rule { name } } } } } }"""
RULES = """{ escalationRules { name services { name } categories { name } teams { name }
  steps { targets { user { name } } } } }"""
FIGURES = "{ load bySeverity { severity count } pages nightPages oldest { key } }"
TEAM_WORKLOADS = f"{{ teamWorkloads {{ team {{ name }} workload {FIGURES} }} }}"
ENGINEER_WORKLOADS = f"{{ engineerWorkloads {{ edges {{ node {{ user {{ name }} workload {FIGURES} }} }} }} }}"
SCHEDULES = """{ teams { onCall { name } onCallSchedules { name team { name } layers { participants { name } }
  overrides { user { name } } } } }"""
CONTACTS = """{ contactMethods { hint } notificationSettings { steps { contactMethod { name hint } } } }"""
SHIFTS = """{ teams { onCallSchedules { shifts { user { name } override { id } } gaps { away { name } } } } }"""
SERVICE_LEVELS = """{ incidents(first: 50) { edges { node { sla { state policy { name services { name }
  calendar { name holidays { name } } } } } } } }"""
PEOPLE = """{ users(first: 50) { edges { node { skills { level skill { name } } workingHours { timeZone }
  reachable availability { available } absences { startsOn } } } }
  services { requiredSkills { skill { name } } } categories { requiredSkills { skill { name } } } }"""
REVIEWS = """{ incidents(first: 15) { edges { node { postmortem { body updatedBy { name } }
  review { timeline { sentence } paged { name } changes { field } sla { state } } } } } }"""
TEMPLATED = """{ incidents(first: 50) { edges { node { requiredSkills { level skill { name } }
  checklist { position text tickedAt tickedBy { name } }
  template { name version checklist requiredSkills { skill { name } } category { name } service { name }
    template { name version } } } } } }"""
TEMPLATES = """{ incidentTemplates { name version placeholders checklist category { name } service { name }
  requiredSkills { level skill { name } } } }"""
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


@pytest.mark.parametrize("query", [TEAM_WORKLOADS, ENGINEER_WORKLOADS], ids=["teams", "people"])
async def test_workloads_cost_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    manager = await world.manager()
    token = await world.token(manager)

    async def carrying(teams: int) -> list[str]:
        for number in range(teams):
            team = await world.team(f"{number} of {teams}")
            await world.incident_in("ASSIGNED", manager, await world.engineer(), team_id=team.id)
        return await statements(caplog, graphql, token, query)

    of_one, of_ten = await carrying(1), await carrying(9)
    assert 0 < len(of_one) == len(of_ten)
    assert sum("night_pages" in statement for statement in of_ten) == 1


@pytest.mark.parametrize(
    ("query", "selected"),
    [
        # For who is on call and to be shown; of overrides too.
        pytest.param(SCHEDULES, [2, 2, 1], id="schedules"),
        # To be shown and for the timelines; of overrides for the timelines, and those of the shifts.
        pytest.param(SHIFTS, [2, 2, 1], id="shifts"),
    ],
)
async def test_teams_with_schedules_cost_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture, query: str, selected: list[int]
) -> None:
    admin = await world.admin()
    token = await world.token(admin)

    async def with_more(teams: int) -> list[str]:
        for number in range(teams):
            people = [await world.engineer(), await world.engineer()]
            team = await world.team(f"{number} of {teams}")
            row = await world.app.on_call_schedules.create(admin, team.id, draft(layer(*people), name=team.name))
            end = datetime.now(UTC) + timedelta(days=1)
            await world.app.on_call_schedules.add_override(admin, row.id, people[0].id, end - timedelta(days=2), end)
        return await statements(caplog, graphql, token, query)

    of_one = await with_more(1)
    of_many = await with_more(9)
    tables = ("on_call_schedules", "on_call_overrides", "absences")
    for found in (of_one, of_many):
        selects = [sum(f'FROM "{table}"' in statement for statement in found) for table in tables]
        assert selects == selected
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


async def test_people_with_their_skills_and_absences_cost_the_same_for_one_and_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    admin = await world.admin()
    token = await world.token(admin)
    skill = await world.app.skills.create(admin, "Go")

    async def with_more(people: int) -> list[str]:
        for number in range(people):
            person = await world.engineer()
            service, category = await world.service(f"{number} of {people}"), await world.category(f"{number}/{people}")
            await world.app.skills.set_skills(admin, person.id, [(skill.id, 3)])
            for each, update in ((service, "update_service"), (category, "update_category")):
                await getattr(world.app.catalogue, update)(admin, each.id, {"required_skills": [(skill.id, 2)]})
            tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
            await world.app.availability.add_absence(admin, person.id, tomorrow, tomorrow)
        return await statements(caplog, graphql, token, PEOPLE)

    of_one, of_many = await with_more(1), await with_more(19)
    # Whether the skills of three fields are asked for together is a matter of timing, and their number is not.
    assert 0 < len(of_many) <= len(of_one) + 4


DASHBOARD = """{ analytics(since: "2024-03-01T00:00:00Z", until: "2024-04-01T00:00:00Z", timeZone: "Europe/Berlin") {
  summary { ...all } periods(by: DAY) { startsAt backlog figures { ...all } } pages { name pages nightPages }
  severities: groups(by: SEVERITY) { ...group } categories: groups(by: CATEGORY) { ...group }
  services: groups(by: SERVICE) { ...group } teams: groups(by: TEAM) { ...group }
  engineers: groups(by: ENGINEER) { ...group } csv(by: SERVICE) busiestHours { weekday hour incidents }
  lateness { firings p50Seconds p99Seconds maxSeconds } } }
fragment group on AnalyticsGroup { name figures { ...all } }
fragment all on IncidentFigures { incidents timeToAcknowledge { ...times } timeToStart { ...times }
  timeToResolve { ...times } escalations { rate ruleRate handRate } respondSla { attainment } resolveSla { attainment }
  reopenRate }
fragment times on DurationFigures { count leftOut meanSeconds p50Seconds p90Seconds p95Seconds }"""
GROUPS = """{ analytics(since: "2024-03-01T00:00:00Z", until: "2024-04-01T00:00:00Z") { pages { user { name } }
  services: groups(by: SERVICE) { service { name } } engineers: groups(by: ENGINEER) { engineer { name } } } }"""


async def test_a_dashboard_costs_few_statements_and_as_many_for_one_incident_as_for_many(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    manager = await world.manager()
    token = await world.token(manager)

    async def reported_in_march(number: int) -> None:
        for place in range(number):
            name = f"{place} of {number}"
            service, team, category = await world.service(name), await world.team(name), await world.category(name)
            things = {"service_id": service.id, "team_id": team.id, "category_id": category.id}
            ada = await world.engineer()
            incident = await world.incident_in("ASSIGNED", manager, ada, **things)
            await past(world, incident, "2024-03-04 10:00")
            await tell(world, ada, incident, [utc("2024-03-04 10:00")])

    await reported_in_march(1)
    of_one = [await statements(caplog, graphql, token, query) for query in (DASHBOARD, GROUPS)]
    await reported_in_march(9)
    of_many = [await statements(caplog, graphql, token, query) for query in (DASHBOARD, GROUPS)]
    # Who asks: 2. The range: 1. A transaction: 1, and in it summary with groups, periods, pages, hours, lateness.
    # The groups' services and people: a transaction each.
    assert list(map(len, of_many)) == list(map(len, of_one)) == [2 + 1 + 1 + 5, 2 + 1 + 1 + 2 + 2 * 2]
    assert len(of_many[0]) < 10


async def test_ones_settings_cost_as_much_for_one_contact_method_as_for_several(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    ada = await world.engineer()
    token = await world.token(ada)

    async def with_more(*names: str) -> list[str]:
        for name in names:
            await add_verified(world, ada, name)
        steps = [StepDraft(row.id, 0) for row in await world.app.contact_methods.all(ada)]
        await world.app.notification_settings.set_steps(ada, Urgency.PAGE, steps)
        return await statements(caplog, graphql, token, CONTACTS)

    of_one, of_many = await with_more("A"), await with_more("B", "C", "D")
    assert 0 < len(of_one) == len(of_many)
