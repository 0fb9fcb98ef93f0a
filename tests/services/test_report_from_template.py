"""Reporting from a template: what the incident says, what it keeps, what the log tells, and what is refused."""

import asyncio
from typing import Any
from uuid import UUID

import assigning
import pytest
from factories import Person, World

from siems.domain.callers import Origin
from siems.domain.errors import NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.models import Incident, IncidentTemplate
from siems.models.base import new_id
from siems.services.template_reports import TemplateReport

HOST = ("host", "db-1")


async def report(
    world: World, caller: Any, template: IncidentTemplate, *values: tuple[str, str], **more: Any
) -> Incident:
    return await world.app.template_reports.report(caller, TemplateReport(template.id, values or (HOST,), **more))


async def reported(world: World, incident: Incident, viewer: Person) -> dict[str, Any]:
    """What the first entry of the log says."""
    first = (await world.log(incident.id, viewer))[0]
    assert (first.action, first.before) == ("REPORTED", {})
    after: dict[str, Any] = first.after
    return after


async def items(world: World, incident: Incident, viewer: Person) -> list[tuple[int, str, bool]]:
    """Place, text and whether it is ticked off."""
    found = await world.app.checklists.of_incidents(viewer, [incident.id])
    return [(item.position, item.text, item.ticked_at is not None) for item in found.get(incident.id, [])]


async def test_an_incident_is_reported_as_the_template_says(world: World, manager: Person) -> None:
    team, category, go = await world.team(), await world.category(), await assigning.skill(world, "Go")
    service = await world.service(team_id=team.id)
    template = await world.template(
        description="{{host}} has {{free}} left.",
        severity=Severity.CRITICAL,
        category_id=category.id,
        service_id=service.id,
        required_skills=[(go, 4)],
    )
    incident = await report(world, manager, template, HOST, ("free", "1 %"))
    assert (incident.number, incident.title, incident.description) == (1, "Disk full on db-1", "db-1 has 1 % left.")
    assert (incident.severity, incident.status, incident.version) == (Severity.CRITICAL, "OPEN", 1)
    assert (incident.category_id, incident.service_id, incident.team_id) == (category.id, service.id, team.id)
    assert (incident.reporter_id, incident.restricted) == (manager.id, False)
    assert await items(world, incident, manager) == [(1, "Look", False), (2, "Make room", False)]
    assert await reported(world, incident, manager) == {
        "title": "Disk full on db-1",
        "description": "db-1 has 1 % left.",
        "severity": "CRITICAL",
        "status": "OPEN",
        "category": {"id": str(category.id), "name": "Outage"},
        "service": {"id": str(service.id), "name": "Checkout"},
        "team": {"id": str(team.id), "name": "Platform"},
        "reporter": {"id": str(manager.id), "name": manager.user.name},
        "restricted": False,
        "dedupKey": None,
        "template": {"id": str(template.id), "name": "Disk full", "version": 1},
        "checklist": ["Look", "Make room"],
        "required_skills": [{"id": str(go), "name": "Go", "level": 4}],
    }
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_what_is_given_counts_instead(world: World, manager: Person) -> None:
    team, others = await world.team(), await world.team("Others")
    service, category = await world.service("Search", others.id), await world.category("Data")
    template = await world.template(
        description="{{x}}", category_id=(await world.category()).id, service_id=(await world.service()).id
    )
    given = {
        "title": "{{host}} as it stands",
        "description": "",
        "severity": Severity.LOW,
        "category_id": category.id,
        "service_id": service.id,
        "restricted": True,
        "dedup_key": "disk",
    }
    incident = await world.app.template_reports.report(manager, TemplateReport(template.id, **given))
    stored = await world.stored(incident.id)
    assert {name: stored[name] for name in given} == given
    assert incident.team_id == others.id
    elsewhere = await report(world, manager, template, HOST, ("x", "y"), team_id=team.id)
    assert (elsewhere.team_id, elsewhere.restricted) == (team.id, False)


async def test_a_value_stays_as_it_is_whatever_stands_in_it(world: World, manager: Person) -> None:
    template = await world.template(description="{{b}} and {{host}}")
    incident = await report(world, manager, template, ("host", "{{b}}"), ("b", "{{host}} {{"))
    assert (incident.title, incident.description) == ("Disk full on {{b}}", "{{host}} {{ and {{b}}")


async def test_an_incident_keeps_the_text_that_it_was_made_from(world: World, manager: Person) -> None:
    admin, templates, template = await world.admin(), world.app.incident_templates, await world.template()
    first = await report(world, manager, template)
    await templates.update(admin, template.id, {"title": "{{disk}} of {{host}}", "checklist": ["Nothing"]})
    second = await report(world, manager, template, HOST, ("disk", "sda"))
    await templates.delete(admin, template.id)
    stored = [(await world.stored(incident.id))["template_version_id"] for incident in (first, second)]
    kept = await templates.by_versions(manager, stored)
    assert [(kept[id].version.version, kept[id].version.title, kept[id].version.checklist) for id in stored] == [
        (1, "Disk full on {{host}}", ["Look", "Make room"]),
        (2, "{{disk}} of {{host}}", ["Nothing"]),
    ]
    assert (first.title, second.title) == ("Disk full on db-1", "sda of db-1")
    assert await items(world, first, manager) == [(1, "Look", False), (2, "Make room", False)]
    assert await items(world, second, manager) == [(1, "Nothing", False)]


async def test_a_report_beside_a_change_is_made_from_one_version_as_a_whole(world: World, manager: Person) -> None:
    admin, template = await world.admin(), await world.template(title="1 {{host}}", checklist=["1"])
    change = world.app.incident_templates.update(admin, template.id, {"title": "2 {{host}}", "checklist": ["2"]})
    reports = [report(world, manager, template) for _ in range(8)]
    incidents = (await asyncio.gather(*reports[:4], change, *reports[4:]))[:4]
    for incident in incidents:
        assert isinstance(incident, Incident)
        said = await reported(world, incident, manager)
        version = said["template"]["version"]
        assert (said["title"], said["checklist"]) == (f"{version} db-1", [str(version)])


async def test_an_integration_reports_from_a_template_that_it_may_not_list(world: World) -> None:
    machine = await world.app.auth.caller(await world.key(await world.admin()), Origin())
    template = await world.template()
    incident = await report(world, machine, template)
    assert (incident.api_key_id, incident.title) == (machine.user.id, "Disk full on db-1")
    assert await world.app.incident_templates.by_ids(machine, [template.id]) == {}
    found = await world.app.checklists.of_incidents(machine, [incident.id])
    assert [item.text for item in found[incident.id]] == ["Look", "Make room"]


async def refusal_of(world: World, caller: Any, given: TemplateReport) -> dict[tuple[str, ...], str]:
    """What is wrong with a report, which changed nothing."""
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.template_reports.report(caller, given)
    assert await world.fingerprint() == before
    return {violation.field: violation.message for violation in refusal.value.violations}


async def test_everything_that_is_wrong_is_said_at_once(world: World, manager: Person) -> None:
    template = await world.template(description="{{since}}")
    given = TemplateReport(template.id, [("host", "a\nb"), ("x", "y")], dedup_key="k" * 256)
    assert await refusal_of(world, manager, given) == {
        ("values", "0", "value"): "This must be a single line.",
        ("values",): "A value is missing for: since.",
        ("dedupKey",): "This has 256 characters; at most 255 are allowed.",
    }


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (
            {"values": [("host", "h" * 188)]},
            {("title",): "Filled in, this has 201 characters; at most 200 are allowed."},
        ),
        ({"values": []}, {("values",): "A value is missing for: host."}),
        ({"title": " "}, {("title",): "This must not be empty."}),
        ({"title": "t" * 201}, {("title",): "This has 201 characters; at most 200 are allowed."}),
        (
            {"description": "d\x00"},
            {("description",): "This contains a NUL character (U+0000), which cannot be stored."},
        ),
    ],
)
async def test_a_text_that_is_too_long_or_none_says_which_field(
    world: World, manager: Person, more: dict[str, Any], wrong: dict[tuple[str, ...], str]
) -> None:
    template = await world.template()
    assert await refusal_of(world, manager, TemplateReport(template.id, **{"values": [HOST], **more})) == wrong


async def test_a_title_that_is_filled_with_nothing_is_refused(world: World, manager: Person) -> None:
    template = await world.template(title="{{host}}")
    given = TemplateReport(template.id, [("host", "  ")])
    assert await refusal_of(world, manager, given) == {("title",): "This must not be empty."}


async def test_what_has_the_dedup_key_of_an_unresolved_incident_is_an_event_of_that(
    world: World, manager: Person
) -> None:
    template = await world.template()
    incident = await world.app.template_reports.report(
        manager, TemplateReport(template.id, [HOST], dedup_key="disk", severity=Severity.LOW)
    )
    given = TemplateReport(template.id, [HOST], title="Still full", dedup_key="disk", severity=Severity.HIGH)
    received = await world.app.template_reports.receive(manager, given)
    assert (received.incident.id, received.merged) == (incident.id, True)
    said = [(entry.action, entry.after) for entry in await world.log(incident.id, manager)][1:]
    assert said == [
        ("EVENT_RECEIVED", {"summary": "Still full", "reported_severity": "HIGH"}),
        ("SEVERITY_CHANGED", {"severity": "HIGH"}),
    ]


@pytest.mark.parametrize("which", ["unknown", "theirs", "deleted"])
async def test_a_template_that_is_not_there_is_not_found(
    world: World, other_world: World, manager: Person, which: str
) -> None:
    template = await (other_world if which == "theirs" else world).template()
    if which == "deleted":
        await world.app.incident_templates.delete(await world.admin(), template.id)
    id = new_id() if which == "unknown" else template.id
    before = await world.fingerprint()
    with pytest.raises(NotFound) as refusal:
        await world.app.template_reports.report(manager, TemplateReport(id, [HOST]))
    said = (refusal.value.message, refusal.value.field)
    assert said == ("There is no incident template with this id.", ("templateId",))
    assert await world.fingerprint() == before


async def ranked(world: World, manager: Person, incident: Incident) -> list[tuple[str, str]]:
    """Who is suggested, and what is said of their skills."""
    found = await world.app.assignment.suggest(manager, incident.id)
    return [(each.candidate.name, each.reasons[0].text) for each in found]


async def experts(world: World) -> dict[str, UUID]:
    """Ada knows Go, Bob PostgreSQL; both skills by name."""
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    skills = {name: await assigning.skill(world, name) for name in ("Go", "PostgreSQL")}
    await assigning.knows(world, ada.id, skills["Go"], 4)
    await assigning.knows(world, bob.id, skills["PostgreSQL"], 4)
    return skills


async def test_what_the_template_asks_for_counts_beside_what_the_service_asks_and_the_higher_level_counts(
    world: World, manager: Person
) -> None:
    skills, service = await experts(world), await world.service()
    await assigning.require(world, skills["Go"], 1, service_id=service.id)
    await assigning.require(world, skills["PostgreSQL"], 2, service_id=service.id)
    template = await world.template(service_id=service.id, required_skills=[(skills["Go"], 5)])
    of_service = await world.incident(manager, service_id=service.id)
    assert await ranked(world, manager, of_service) == [
        ("Ada", "Go 4 of 1, PostgreSQL missing"),
        ("Bob", "Go missing, PostgreSQL 4 of 2"),
    ]
    of_template = await report(world, manager, template)
    assert await ranked(world, manager, of_template) == [
        ("Bob", "Go missing, PostgreSQL 4 of 2"),
        ("Ada", "Go 4 of 5, PostgreSQL missing"),
    ]
    await world.app.skills.delete(await world.admin(), skills["Go"])
    assert await ranked(world, manager, of_template) == [("Bob", "PostgreSQL 4 of 2"), ("Ada", "PostgreSQL missing")]


@pytest.mark.parametrize(("skill", "best"), [("Go", "Ada"), ("PostgreSQL", "Bob")])
async def test_a_rule_gives_it_to_whoever_can_do_what_the_template_asks_for(
    world: World, manager: Person, skill: str, best: str
) -> None:
    skills = await experts(world)
    await assigning.rule(world)
    template = await world.template(required_skills=[(skills[skill], 4)])
    incident = await report(world, manager, template)
    entries = await world.log(incident.id, manager)
    assert [entry.action for entry in entries] == ["REPORTED", "ASSIGNED"]
    assert entries[1].after["assignee"]["name"] == best
    assert entries[1].after["suggestion"]["reasons"][0]["text"] == f"{skill} 4 of 4"
    assert await items(world, incident, manager) == [(1, "Look", False), (2, "Make room", False)]


async def test_an_ordinary_report_has_no_template_in_its_log_and_asks_for_nothing_more(
    world: World, manager: Person
) -> None:
    incident = await world.incident(manager)
    assert {"template", "checklist", "required_skills"} & set(await reported(world, incident, manager)) == set()
    stored = await world.stored(incident.id)
    assert (stored["template_version_id"], stored["required_skills"]) == (None, "{}")
    assert await items(world, incident, manager) == []


async def test_fifty_reports_at_once_are_numbered_without_a_gap_each_with_its_checklist(
    world: World, manager: Person
) -> None:
    template = await world.template()
    incidents = await asyncio.gather(*(report(world, manager, template, ("host", f"db-{n}")) for n in range(50)))
    assert sorted(incident.number for incident in incidents) == list(range(1, 51))
    found = await world.app.checklists.of_incidents(manager, [incident.id for incident in incidents])
    assert {id: [item.text for item in list] for id, list in found.items()} == {
        incident.id: ["Look", "Make room"] for incident in incidents
    }
