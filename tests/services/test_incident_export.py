"""Exports: what belongs together, for whom it is, and how much of it there may be."""

import json
from typing import Any
from uuid import UUID, uuid4

import assigning
import pytest
from factories import Person, World

from siems.domain.callers import Caller, Origin
from siems.domain.errors import Busy, NotFound, ValidationFailed, Violation
from siems.domain.export_verification import Broken, verified
from siems.domain.incident_export import ExportFormat
from siems.domain.incidents import Severity
from siems.domain.log import Act
from siems.embedded import Endpoints
from siems.migrate import connect
from siems.models import Incident
from siems.repositories.logs import IncidentLogRepository
from siems.services import incident_export
from siems.services.incidents import Decision
from siems.services.postmortems import Draft

Json = dict[str, Any]


async def exported(world: World, who: Caller, incident_id: UUID, format: ExportFormat = ExportFormat.JSON) -> str:
    return (await world.app.exports.export(who, incident_id, format)).content


async def said(world: World, who: Caller, incident_id: UUID) -> Json:
    found: Json = json.loads(await exported(world, who, incident_id))
    return found


async def told(world: World) -> tuple[Person, Person, Incident]:
    """An admin, the assignee, and a closed incident to which about everything has happened."""
    alan, ada, bob = await world.admin("Alan"), await world.engineer("Ada"), await world.engineer("Bob")
    grace, team = await world.manager("Grace"), await world.team("Platform")
    await assigning.rule(world, minimum_score=100)
    incidents, incident = world.app.incidents, await world.incident(ada, restricted=True)
    decision = Decision(incident.id)
    await incidents.assign(grace, decision, ada.id)
    await incidents.change_severity(grace, Decision(incident.id, reason="All of them"), Severity.CRITICAL)
    await incidents.update(ada, decision, {"title": "Disks full", "description": "df says", "team_id": team.id})
    await world.app.participants.add(grace, decision, bob.id)
    await world.app.participants.remove(grace, decision, bob.id)
    _, escalation = await world.app.escalations.escalate(ada, Decision(incident.id, reason="Help"))
    await world.app.escalations.acknowledge(grace, escalation.id)
    await incidents.start(ada, decision)
    await incidents.comment(grace, incident.id, "# Hm\n```")
    await incidents.resolve(ada, decision, "Made room")
    await incidents.close(grace, decision)
    await world.app.postmortems.write(ada, Draft(incident.id, "# Why"))
    await world.app.postmortems.write(grace, Draft(incident.id, "# Why\n\nBecause.", 1))
    return alan, ada, incident


async def test_what_is_exported_is_the_incident_and_its_log_and_is_proven(world: World) -> None:
    alan, _, incident = await told(world)
    file = await world.app.exports.export(alan, incident.id, ExportFormat.JSON)
    assert (file.name, file.content_type) == ("INC-1.json", "application/json")
    log, found = await world.log(incident.id, alan), verified(file.content)
    assert (found.checked, found.linked_only, found.broken, found.last.hash) == (len(log), 0, None, log[-1].hash)
    document, row = json.loads(file.content), await world.stored(incident.id)
    assert document["incident"]["organization"] == {
        "id": str(world.organization.id),
        "name": world.organization.name,
    }
    for name in ("title", "description", "status", "restricted", "resolution"):
        assert document["facts"][name] == row[name]
    assert document["facts"]["severity"] == "CRITICAL"
    for name in ("team", "reporter", "assignee"):
        assert document["facts"][name]["id"] == str(row[f"{name}_id"])
    async with world.app.units.of(world.organization.id) as work:
        audience = await work.incidents.audience(await work.incidents.get(incident.id, "incidentId"))
    assert [UUID(person["id"]) for person in document["participants"]] == audience.participants
    assert [(each["by"], each["body"]) for each in document["comments"]] == [("Grace", "# Hm\n```")]
    [escalation] = document["escalations"]
    assert [person["name"] for person in escalation["told"]] == ["Grace"]
    assert (escalation["by"], escalation["acknowledged"]["by"]) == ("Ada", "Grace")
    assert (document["postmortem"]["version"], document["postmortem"]["body"]) == (2, "# Why\n\nBecause.")
    assert document["summary"]["escalations"] == {"by_rule": 0, "by_hand": 1}


async def test_people_get_a_page(world: World) -> None:
    _, ada, incident = await told(world)
    file = await world.app.exports.export(ada, incident.id, ExportFormat.MARKDOWN)
    assert (file.name, file.content_type) == ("INC-1.md", "text/markdown")
    assert file.content.startswith(f"# INC-1: Disks full\n\nOf {world.organization.name}, exported ")
    assert "````text\n# Hm\n```\n````" in file.content


@pytest.mark.parametrize("part", ["manager", "engineer", "integration"])
async def test_whoever_may_read_less_gets_less_and_still_the_hashes(world: World, part: str) -> None:
    admin = await world.admin()
    key = await world.app.auth.caller(await world.key(admin), Origin("key-request", "192.0.2.9"))
    await assigning.rule(world, minimum_score=100)
    incident = await world.incident(key)
    await world.app.incidents.assign(admin, Decision(incident.id), (ada := await world.engineer()).id)
    readers = {"manager": await world.manager(), "engineer": ada, "integration": key}
    everything, document = await said(world, admin, incident.id), await said(world, readers[part], incident.id)
    withheld = [entry.get("withheld", []) for entry in document["log"]]
    reasons, suggestion = ([], []) if part == "manager" else (["candidates", "why"], ["suggestion"])
    assert withheld == [["request", "source"], reasons, ["request", "source", *suggestion]]
    assert [entry["hash"] for entry in document["log"]] == [entry["hash"] for entry in everything["log"]]
    assert "192.0.2" not in json.dumps(document)
    assert "192.0.2.9" in json.dumps(everything)
    found = verified(await exported(world, readers[part], incident.id))
    assert (found.broken, found.checked) == (None, 3)
    assert found.linked_only == sum(bool(names) for names in withheld)


async def test_who_does_not_see_it_exports_nothing(world: World, other_world: World) -> None:
    _, _, incident = await told(world)
    admin = await world.admin()
    key = await world.app.auth.caller(await world.key(admin), Origin())
    for who in (await world.engineer(), key, await other_world.admin()):
        for id in (incident.id, uuid4()):
            for format in ExportFormat:
                with pytest.raises(NotFound) as refusal:
                    await exported(world, who, id, format)
                assert refusal.value.message == "There is no incident with this id."


async def test_an_export_changes_nothing(world: World) -> None:
    alan, _, incident = await told(world)
    before = await world.fingerprint()
    for format in ExportFormat:
        await exported(world, alan, incident.id, format)
    assert await world.fingerprint() == before


# Long logs


async def with_entries(world: World, who: Person, entries: int, body: str = "Hm") -> Incident:
    incident = await world.incident(who)
    async with world.app.units.of(world.organization.id) as work:
        await work.incident_log.append(
            incident.id, *(Act("COMMENTED", who.actor, work.now, {}, {"body": body}) for _ in range(entries - 1))
        )
    return incident


async def test_a_log_of_many_batches_is_whole(world: World) -> None:
    admin = await world.admin()
    incident = await with_entries(world, admin, 2_000)
    assert verified(await exported(world, admin, incident.id)).checked == 2_000
    assert (await exported(world, admin, incident.id, ExportFormat.MARKDOWN)).count("\n### Entry ") == 1_999


@pytest.mark.parametrize(("bound", "most"), [("MOST_ENTRIES", 3), ("MOST_BYTES", 1_000)])
async def test_a_log_that_is_too_long_is_refused_and_the_operator_gets_it(
    world: World, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    manager = await world.manager()
    incident = await with_entries(world, manager, 4, "x" * 250)
    async with world.app.units.of(world.organization.id) as work:
        entries, size = await work.incident_log.extent(incident.id)
    assert entries == 4
    monkeypatch.setattr(incident_export, bound, most)
    with pytest.raises(ValidationFailed) as refusal:
        await exported(world, manager, incident.id)
    allowed = f"{incident_export.MOST_ENTRIES:,} and {incident_export.MOST_BYTES:,}"
    message = (
        f"The log of INC-1 has 4 entries and {size:,} bytes; at most {allowed} are exported here. The operator can: "
        "`siems incident export INC-1`."
    )
    assert refusal.value.violations == (Violation(("incidentId",), message),)
    monkeypatch.setattr(incident_export, bound, 4 if bound == "MOST_ENTRIES" else size)
    assert verified(await exported(world, manager, incident.id)).checked == 4
    monkeypatch.setattr(incident_export, bound, most)
    file = await world.app.exports.export_for_operator(world.organization, 1, ExportFormat.JSON)
    assert verified(file.content).checked == 4


async def test_the_operator_names_it_by_number_or_id_and_nothing_is_withheld(world: World, other_world: World) -> None:
    _, _, incident = await told(world)
    for named in (1, incident.id):
        file = await world.app.exports.export_for_operator(world.organization, named, ExportFormat.JSON)
        assert (verified(file.content).broken, verified(file.content).linked_only) == (None, 0)
    assert json.loads(file.content)["exported"]["by"] == "operator (command line)"
    for unknown, what in ((2, "INC-2"), (incident.id, f"incident {incident.id}")):
        organization = world.organization if unknown == 2 else other_world.organization
        with pytest.raises(ValidationFailed) as refusal:
            await world.app.exports.export_for_operator(organization, unknown, ExportFormat.JSON)
        assert refusal.value.message == f'There is no {what} in "{organization.name}".'


# What happens meanwhile


async def test_what_happens_meanwhile_is_in_all_parts_or_in_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager, ada = await world.manager(), await world.engineer()
    incident = await world.incident_in("IN_PROGRESS", manager, ada)
    read = IncidentLogRepository.page

    async def resolved_after_reading(self: IncidentLogRepository, *arguments: Any) -> Any:
        page = await read(self, *arguments)
        monkeypatch.setattr(IncidentLogRepository, "page", read)
        await world.app.incidents.resolve(ada, Decision(incident.id), "Made room")
        return page

    monkeypatch.setattr(IncidentLogRepository, "page", resolved_after_reading)
    document = await said(world, manager, incident.id)
    assert (document["facts"]["status"], len(document["log"])) == ("RESOLVED", 4)
    assert document["summary"]["resolved_at"] == document["log"][-1]["content"]["at"]


async def test_what_changes_all_the_time_is_busy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    last = IncidentLogRepository.last_sequence

    async def commented_before(self: IncidentLogRepository, incident_id: UUID) -> int:
        await world.app.incidents.comment(manager, incident_id, "Again")
        return await last(self, incident_id)

    monkeypatch.setattr(IncidentLogRepository, "last_sequence", commented_before)
    with pytest.raises(Busy) as refusal:
        await exported(world, manager, incident.id)
    assert refusal.value.message == "INC-1 changes all the time; try again in a moment."


async def test_who_loses_sight_of_it_meanwhile_exports_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager, ada, bob = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident_in("ASSIGNED", manager, ada, restricted=True)
    await world.app.participants.add(manager, Decision(incident.id), bob.id)
    read = IncidentLogRepository.page

    async def removed_before(self: IncidentLogRepository, *arguments: Any) -> Any:
        monkeypatch.setattr(IncidentLogRepository, "page", read)
        await world.app.participants.remove(manager, Decision(incident.id), bob.id)
        return await read(self, *arguments)

    monkeypatch.setattr(IncidentLogRepository, "page", removed_before)
    with pytest.raises(NotFound):
        await exported(world, bob, incident.id)


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE incident_log SET reason = 'x' WHERE subject_id = $1 AND sequence = 2", "match its own hash"),
        ("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", "missing here: the next one found is 3"),
    ],
)
async def test_a_log_that_was_changed_in_the_database_is_exported_and_found_out(
    world: World, endpoints: Endpoints, sql: str, broken: str
) -> None:
    admin = await world.admin()
    incident = await with_entries(world, admin, 4)
    superuser = await connect(endpoints.superuser_url)
    try:
        await superuser.execute("SET session_replication_role = replica")
        await superuser.execute(sql, incident.id)
    finally:
        await superuser.close()
    found = verified(await exported(world, admin, incident.id)).broken
    assert isinstance(found, Broken)
    assert (found.sequence, broken in found.problem) == (2, True)
