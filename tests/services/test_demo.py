"""Demo data: what a fresh installation gets, that it could have happened, and that it is there once or not at all."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from commands import PATIENCE, environment, started
from databases import migrated_database
from event_logs import contents, rows
from factories import PASSWORD, World

from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.domain.errors import ValidationFailed
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.lifecycle import state_of
from siems.domain.log import Action, ActorKind
from siems.domain.templates import TemplateTexts
from siems.domain.text import Checks
from siems.domain.users import Role
from siems.embedded import Endpoints
from siems.services.demo import populate
from siems.services.demo_postmortems import POSTMORTEMS
from siems.services.demo_stories import STORIES
from siems.services.demo_templates import REPORTED_FROM, TEMPLATES
from siems.services.escalation_defaults import DEFAULTS

REMARKS = ("COMMENTED", "CHECKLIST_TICKED", "POSTMORTEM_WRITTEN")
"""What is no new version of an incident."""
# Fails in the middle, fills, and tries to fill again, as a process of its own on a database of its own.
SCRIPT = """
import asyncio, json, sys
from itertools import count
from siems.bootstrap import Servers, application
from siems.domain.errors import ValidationFailed
from siems.repositories.incidents import IncidentRepository
from siems.domain.callers import Origin

COUNTS = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in (
    "organizations", "users", "teams", "services", "categories", "incidents", "incident_log", "configuration_log",
    "escalation_rules"))

async def counts(app):
    async with app.units.across_organizations() as work:
        return (await work.rows(COUNTS))[0]

async def made_rules(app):
    async with app.units.across_organizations() as work:
        return await work.rows("SELECT * FROM configuration_log WHERE subject_kind = 'escalation_rule'")

async def main():
    told, file, calls = {}, IncidentRepository.file, count(1)
    async def dying(*arguments, **more):
        if next(calls) == 30:
            raise ConnectionError("half way")
        await file(*arguments, **more)
    async with application(Servers(sys.argv[1], sys.argv[2], ("a secret that only this test knows",))) as app:
        told["needed at first"] = await app.demo.needed()
        IncidentRepository.file = dying
        try:
            await app.demo.fill("pine")
        except ConnectionError as error:
            told["failure"] = str(error)
        IncidentRepository.file = file
        told["after the failure"] = [await app.demo.needed(), await counts(app)]
        await app.demo.fill("pine")
        told["after filling"] = [await app.demo.needed(), first := await counts(app)]
        try:
            await app.demo.fill("pine")
        except ValidationFailed as error:
            told["refusal"] = error.message
        told["changed by the refusal"] = await counts(app) != first
        told["roles"] = [(await app.auth.login(f"{name}@example.com", "pine", Origin())).user.role
                         for name in ("admin", "manager", "engineer")]
        told["rules"] = [row["actor_name"] for row in await made_rules(app)]
        told["verified"] = (await app.audit.verify()).ok
    print(json.dumps(told))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
async def demo(app: Application) -> AsyncIterator[World]:
    """An organization with the demo data, at which tests look together and in which they change nothing."""
    world = World(app, await app.setup.create_organization(f"Demo {uuid4()}", with_defaults=False))
    yield await populated(world)
    await world.retire()


@pytest.fixture
async def own_demo(world: World) -> World:
    """The same, for a test that changes something."""
    return await populated(world)


async def populated(world: World) -> World:
    """With the demo data, whose people have addresses at a domain of their own."""
    async with world.app.units.of(world.organization.id) as work:
        await populate(work, await world.app.demo._passwords.hash(PASSWORD), domain_of(world))
    return world


def domain_of(world: World) -> str:
    return f"{world.organization.id}.example.com"


async def logs(world: World) -> list[list[dict[str, Any]]]:
    """The log of every incident, in the order of their numbers."""
    entries = await rows(
        world,
        "SELECT l.*, number FROM incident_log l JOIN incidents i ON i.id = subject_id "
        "WHERE l.organization_id = $1 ORDER BY number, sequence",
    )
    return [list(log) for _, log in groupby(entries, key=lambda entry: entry["number"])]


def loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


# What there is


async def test_the_organization_has_the_people_teams_and_services_that_the_read_me_promises(demo: World) -> None:
    there = await contents(demo)
    roles = {user["id"]: user["role"] for user in there["users"]}
    assert Counter(roles.values()) == {"ADMIN": 1, "MANAGER": 2, "ENGINEER": 8}
    assert len(there["teams"]) == 2
    assert {roles[team["manager_id"]] for team in there["teams"]} == {"MANAGER"}
    assert len({team["manager_id"] for team in there["teams"]}) == 2
    engineers = [member for member in there["team_members"] if roles[member["user_id"]] == "ENGINEER"]
    assert set(Counter(member["team_id"] for member in engineers).values()) == {4}
    assert len(there["services"]) == len(there["categories"]) == 6
    assert all(service["team_id"] and service["description"] for service in there["services"])


async def test_sixty_incidents_are_in_every_state_and_of_every_severity(demo: World) -> None:
    incidents = (await contents(demo))["incidents"]
    assert Counter(incident["status"] for incident in incidents) == {
        "OPEN": 6, "ASSIGNED": 6, "IN_PROGRESS": 7, "RESOLVED": 9, "CLOSED": 32
    }  # fmt: skip
    assert {incident["severity"] for incident in incidents} == set(Severity)
    assert sum(incident["restricted"] for incident in incidents) == 3
    assert len({incident["title"] for incident in incidents}) == 60


async def test_some_are_reassigned_reopened_unassigned_raised_claimed_and_discussed(demo: World) -> None:
    actions = Counter(entry["action"] for log in await logs(demo) for entry in log)
    elsewhere = {
        *(Action.UPDATED, Action.PARTICIPANT_ADDED, Action.PARTICIPANT_REMOVED),
        *(Action.ESCALATED, Action.ACKNOWLEDGED, Action.LEFT_UNASSIGNED),
        *(Action.SLA_AT_RISK, Action.SLA_BREACHED),
        *(Action.CHECKLIST_UNTICKED, Action.EVENT_RECEIVED),
    }
    assert set(actions) == set(Action) - elsewhere
    assert min(actions.values()) >= 2


async def test_everybody_can_log_in(demo: World) -> None:
    for user in (await contents(demo))["users"]:
        session = await demo.app.auth.login(user["email"], PASSWORD, Origin())
        assert session.user.id == user["id"]


@pytest.mark.parametrize(("mailbox", "role"), [(role.value.lower(), role) for role in Role])
async def test_each_role_has_a_well_known_address(demo: World, mailbox: str, role: Role) -> None:
    session = await demo.app.auth.login(f"{mailbox}@{domain_of(demo)}", PASSWORD, Origin())
    assert session.user.role is role


async def test_the_engineer_has_something_to_start_to_resolve_and_to_claim(demo: World) -> None:
    engineer = (await demo.app.auth.login(f"engineer@{domain_of(demo)}", PASSWORD, Origin())).user
    incidents = (await contents(demo))["incidents"]
    mine = {incident["status"] for incident in incidents if incident["assignee_id"] == engineer.id}
    assert {"ASSIGNED", "IN_PROGRESS", "RESOLVED"} <= mine
    assert any(incident["status"] == "OPEN" and not incident["restricted"] for incident in incidents)


# That it could have happened


async def test_nothing_is_in_the_future_or_older_than_sixty_days(demo: World) -> None:
    entries = await rows(
        demo, "SELECT at, clock_timestamp() - at AS age FROM incident_log WHERE organization_id = $1 ORDER BY at"
    )
    assert min(entry["age"].total_seconds() for entry in entries) > 0
    assert 55 < max(entry["age"].total_seconds() for entry in entries) / 86_400 < 60


async def test_every_log_grows_in_time_and_walks_the_lifecycle_to_where_the_incident_is(demo: World) -> None:
    incidents = {incident["id"]: incident for incident in (await contents(demo))["incidents"]}
    for log in await logs(demo):
        incident = incidents[log[0]["subject_id"]]
        assert (log[0]["action"], log[0]["at"]) == ("REPORTED", incident["created_at"])
        assert all(one["at"] < next["at"] for one, next in pairwise(log))
        status = IncidentStatus(loaded(log[0]["after"])["status"])
        for entry in log[1:]:
            before, after = loaded(entry["before"]), loaded(entry["after"])
            if "status" in after:
                assert before["status"] == status
                assert after["status"] in state_of(status).moves.values()
                status = IncidentStatus(after["status"])
        assert (status, log[-1]["at"]) == (incident["status"], incident["updated_at"])
        assert incident["version"] == sum(entry["action"] not in REMARKS for entry in log)


async def test_every_actor_is_one_of_the_people_and_had_the_authority(demo: World) -> None:
    people = {user["id"]: user for user in (await contents(demo))["users"]}
    managerial = {"ASSIGNED", "REASSIGNED", "UNASSIGNED", "REOPENED", "CLOSED", "SEVERITY_CHANGED"}
    for log in await logs(demo):
        owner = None
        for entry in log:
            person, after = people[entry["actor_id"]], loaded(entry["after"])
            assert (entry["actor_kind"], entry["origin"]) == (ActorKind.USER, "IMPORTED")
            assert entry["actor_name"] == person["name"]
            if "assignee" in after:
                owner = after["assignee"]
            if entry["action"] in managerial:
                assert person["role"] == "MANAGER"
            if entry["action"] in {"CLAIMED", "STARTED", "RESOLVED", "CHECKLIST_TICKED", "POSTMORTEM_WRITTEN"}:
                assert owner == {"id": str(person["id"]), "name": person["name"]}


async def test_numbers_grow_with_time(demo: World) -> None:
    incidents = await rows(demo, "SELECT number, created_at FROM incidents WHERE organization_id = $1 ORDER BY number")
    assert [incident["number"] for incident in incidents] == list(range(1, 61))
    assert incidents == sorted(incidents, key=lambda incident: incident["created_at"])


async def test_what_is_resolved_says_how_and_when(demo: World) -> None:
    for incident in (await contents(demo))["incidents"]:
        done = incident["status"] in ("RESOLVED", "CLOSED")
        assert (incident["resolved_at"] is not None, bool(incident["resolution"])) == (done, done)
        assert (incident["closed_at"] is not None) == (incident["status"] == "CLOSED")


async def test_worse_incidents_are_resolved_faster(demo: World) -> None:
    times = await rows(
        demo,
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY resolved_at - created_at) AS median FROM incidents "
        "WHERE organization_id = $1 AND resolved_at IS NOT NULL GROUP BY severity ORDER BY severity DESC",
    )
    medians = [row["median"] for row in times]
    assert len(medians) == 4
    assert medians == sorted(medians)


async def test_every_chain_verifies_and_everything_made_is_logged(demo: World) -> None:
    there = await contents(demo)
    verified = await demo.app.audit.verify(demo.organization.id)
    assert verified.ok
    assert verified.checked == len(there["incident_log"]) + len(there["configuration_log"])
    made = Counter(entry["subject_kind"] for entry in there["configuration_log"] if entry["action"] == "CREATED")
    assert made == {
        "organization": 1,
        "user": 11,
        "team": 2,
        "service": 6,
        "category": 6,
        "skill": 8,
        "on_call_schedule": 3,
        "assignment_rule": 1,
        "business_calendar": 1,
        "sla_policy": 3,
        "incident_template": 3,
    }


async def test_the_same_now_gives_the_same_incidents(demo: World, other_world: World) -> None:
    [asked] = await rows(demo, "SELECT max(recorded_at) AS now FROM incident_log WHERE organization_id = $1")
    async with other_world.app.units.of(other_world.organization.id) as work:
        work.now = asked["now"]
        await populate(work, "no password", domain_of(other_world))
    told = "SELECT number, title, status, severity, created_at, updated_at, version, restricted FROM incidents"
    query = f"{told} WHERE organization_id = $1 ORDER BY number"
    assert await rows(demo, query) == await rows(other_world, query)


async def test_an_incident_that_was_reported_from_a_template_says_so_and_some_of_its_checklist_is_done(
    demo: World,
) -> None:
    [incident] = await rows(
        demo,
        "SELECT i.*, t.name, v.version AS made_from FROM incidents i "
        "JOIN incident_template_versions v ON v.id = template_version_id "
        "JOIN incident_templates t ON t.id = template_id WHERE i.organization_id = $1",
    )
    [(title, filled)] = REPORTED_FROM.items()
    form = TEMPLATES[filled.template]
    assert (incident["title"], incident["name"], incident["made_from"]) == (title, filled.template, 1)
    checks = Checks()
    texts = TemplateTexts(form.title, form.description).filled(checks, [*filled.values.items()], None, None)
    assert (texts, checks.violations) == ((incident["title"], incident["description"]), [])
    [log] = [log for log in await logs(demo) if log[0]["subject_id"] == incident["id"]]
    ticks = [loaded(entry["after"]) for entry in log if entry["action"] == "CHECKLIST_TICKED"]
    items = await rows(demo, "SELECT * FROM checklist_items WHERE organization_id = $1 ORDER BY position")
    assert [item["text"] for item in items] == list(form.checklist) == loaded(log[0]["after"])["checklist"]
    done = [item for item in items if item["ticked_at"] is not None]
    assert [{"position": item["position"], "text": item["text"]} for item in done] == ticks
    assert {item["ticked_by_id"] for item in done} == {incident["assignee_id"]}
    assert len(ticks) == 3


async def test_one_of_the_resolved_incidents_has_a_postmortem_that_was_saved_twice(own_demo: World) -> None:
    [incident] = await rows(
        own_demo,
        "SELECT i.id, i.title, i.status, i.assignee_id, p.body, p.version, p.created_at AS first, "
        "p.updated_at AS last, p.updated_by_id FROM incidents i JOIN postmortems p ON p.incident_id = i.id "
        "WHERE i.organization_id = $1",
    )
    [(title, (draft, text))] = POSTMORTEMS.items()
    assert (incident["title"], incident["status"], incident["body"], incident["version"]) == (
        title,
        "RESOLVED",
        text,
        2,
    )
    assert incident["updated_by_id"] == incident["assignee_id"]
    [log] = [log for log in await logs(own_demo) if log[0]["subject_id"] == incident["id"]]
    first, second = log[-2:]
    assert [entry["action"] for entry in log[-3:]] == ["RESOLVED", "POSTMORTEM_WRITTEN", "POSTMORTEM_WRITTEN"]
    assert (first["at"], second["at"]) == (incident["first"], incident["last"])
    assert (loaded(first["before"]), loaded(first["after"])) == ({}, {"version": 1, "body": draft})
    assert (loaded(second["before"]), loaded(second["after"])) == (
        {"version": 1, "body": draft},
        {"version": 2, "body": text},
    )
    found = (await own_demo.app.reviews.of_incidents(await own_demo.admin(), [incident["id"]]))[incident["id"]].review
    assert found.timeline[-1].sentence.endswith(" wrote version 2 of the postmortem")


def test_no_text_of_a_story_is_missing() -> None:
    for status, stories in STORIES.items():
        for story in stories:
            assert story.title
            assert story.description
            assert bool(story.resolution) == (status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED))
            assert story.twist is None or bool(story.twist.attempt) == (story.twist.action is Action.REOPENED)


# Once, or not at all


async def test_an_installation_with_an_organization_needs_none_and_is_left_alone(
    app: Application, world: World
) -> None:
    before = await contents(world)
    organizations = await app.setup.organizations()
    assert not await app.demo.needed()
    with pytest.raises(ValidationFailed, match="There is an organization already: demo data are for an empty"):
        await app.demo.fill(PASSWORD)
    assert await contents(world) == before
    assert [one.id for one in await app.setup.organizations()] == [one.id for one in organizations]


@pytest.mark.parametrize("password", ["", "x" * 1025, "half \ud800"])
async def test_a_password_that_nobody_could_log_in_with_is_refused(app: Application, password: str) -> None:
    with pytest.raises(ValidationFailed) as error:
        await app.demo.fill(password)
    assert error.value.violations[0].field == ("password",)


async def test_a_failure_half_way_leaves_nothing_and_filling_works_once(endpoints: Endpoints, tmp_path: Path) -> None:
    script, output = tmp_path / "filling.py", tmp_path / "told"
    script.write_text(SCRIPT)
    async with migrated_database(endpoints) as database:
        with output.open("wb") as file:
            process = started(script, database.app_url, database.redis_url, environment=environment({}), output=file)
        assert await asyncio.to_thread(process.wait, PATIENCE) == 0, output.read_text()
    told = json.loads(output.read_text())
    none = dict.fromkeys(told["after filling"][1], 0)
    filled = told["after filling"][1]
    assert told["needed at first"] is True
    assert (told["failure"], told["after the failure"]) == ("half way", [True, none])
    assert told["after filling"][0] is False
    assert (filled["organizations"], filled["users"], filled["incidents"]) == (1, 11, 60)
    assert filled["escalation_rules"] == len(DEFAULTS)
    assert told["refusal"] == "There is an organization already: demo data are for an empty installation."
    assert told["changed by the refusal"] is False
    assert told["roles"] == ["ADMIN", "MANAGER", "ENGINEER"]
    assert told["rules"] == ["demo data"] * len(DEFAULTS)
    assert told["verified"] is True


async def test_demo_data_page_nobody_and_their_time_counts_from_now_on(own_demo: World) -> None:
    await own_demo.app.escalations.sweep()
    assert await rows(own_demo, "SELECT id FROM escalations WHERE organization_id = $1") == []
    assert await rows(own_demo, "SELECT id FROM notifications WHERE organization_id = $1") == []
    early = "next_escalation_at < imported_at + interval '5 minutes'"
    assert await rows(own_demo, f"SELECT id FROM incidents WHERE organization_id = $1 AND {early}") == []
