"""A list of people, of what they are told, or of figures, asks the database as often for many rows as for one."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import assigning
import pytest
from analytics import past, utc
from contacting import add_verified
from factories import World
from graphql_client import GraphQLClient, global_id
from on_call import draft, layer
from paging import tell
from statements import statements

from siems.domain.delivery import Urgency
from siems.services.incidents import Decision
from siems.services.notification_settings import StepDraft

NOTIFICATIONS = """{ notifications(first: 50) { unreadCount edges { node {
  incident { key } escalation { notified { name } rule { name } } } } } }"""
FIGURES = "{ load bySeverity { severity count } pages nightPages oldest { key } }"
TEAM_WORKLOADS = f"{{ teamWorkloads {{ team {{ name }} workload {FIGURES} }} }}"
ENGINEER_WORKLOADS = f"{{ engineerWorkloads {{ edges {{ node {{ user {{ name }} workload {FIGURES} }} }} }} }}"
SCHEDULES = """{ teams { onCall { name } onCallSchedules { name team { name } layers { participants { name } }
  overrides { user { name } } } } }"""
CONTACTS = """{ contactMethods { hint } notificationSettings { steps { contactMethod { name hint } } } }"""
SHIFTS = """{ teams { onCallSchedules { shifts { user { name } override { id } } gaps { away { name } } } } }"""
PEOPLE = """{ users(first: 50) { edges { node { skills { level skill { name } } workingHours { timeZone }
  reachable availability { available } absences { startsOn } } } }
  services { requiredSkills { skill { name } } } categories { requiredSkills { skill { name } } } }"""


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
