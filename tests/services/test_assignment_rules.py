"""The rules of automatic assignment: who writes them, and what comes of them when something is reported."""

import json
from typing import Any

import assigning
import pytest
from factories import Person, World

from siems.domain.callers import Origin
from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.models import AssignmentRule, IncidentLog
from siems.models.base import new_id
from siems.services.assignment_rules import AssignmentRuleDraft


async def last(world: World, incident: Any, viewer: Person) -> IncidentLog:
    return (await world.log(incident.id, viewer))[-1]


async def log_of(world: World, rule: AssignmentRule) -> list[tuple[str, Any, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action, before::text, after::text FROM configuration_log WHERE subject_id = $1 ORDER BY sequence",
            rule.id,
        )
    return [(row["action"], json.loads(row["before"]), json.loads(row["after"])) for row in rows]


async def test_what_a_rule_matches_is_assigned_when_it_is_reported(world: World, manager: Person) -> None:
    ada = await world.engineer("Ada")
    await assigning.rule(world, "Bad", severities=["CRITICAL"])
    incident = await world.incident(manager, severity=Severity.CRITICAL)
    assert (incident.status, incident.assignee_id, incident.version) == ("ASSIGNED", ada.id, 2)
    entries = await world.log(incident.id, manager)
    assert [(each.action, each.actor_kind, each.actor_name, each.reason) for each in entries] == [
        ("REPORTED", "USER", manager.user.name, None),
        ("ASSIGNED", "SYSTEM", "assignment", 'Rule "Bad"'),
    ]
    said = entries[1].after["suggestion"]
    assert (said["score"], said["rank"], said["of"], said["automatic"]) == (73, 1, 1, True)
    async with world.app.units.of(world.organization.id) as work:
        assert await work.notifications.unread(ada.id, None) == 1
    assert (await world.app.audit.verify(world.organization.id)).ok
    assert (await world.incident(manager, severity=Severity.LOW)).status == "OPEN"


async def test_an_integration_reports_and_the_rule_assigns(world: World) -> None:
    admin, _ = await world.admin(), await world.engineer()
    await assigning.rule(world)
    machine = await world.app.auth.caller(await world.key(admin), Origin())
    assert (await world.incident(machine)).status == "ASSIGNED"


@pytest.mark.parametrize("gone", [{"enabled": False}, {"severities": ["LOW"]}])
async def test_a_rule_that_is_off_or_for_others_assigns_nothing(
    world: World, manager: Person, gone: dict[str, Any]
) -> None:
    await world.engineer()
    await assigning.rule(world, **gone)
    incident = await world.incident(manager)
    assert [each.action for each in await world.log(incident.id, manager)] == ["REPORTED"]


async def test_of_several_rules_the_oldest_counts(world: World, manager: Person) -> None:
    await world.engineer()
    await assigning.rule(world, "Zebra")
    await assigning.rule(world, "Ant")
    assert (await last(world, await world.incident(manager), manager)).reason == 'Rule "Zebra"'


async def test_nobody_gets_what_nobody_scores_enough_for_and_the_log_names_the_best_three(
    world: World, manager: Person
) -> None:
    for name in ("Ada", "Bob", "Cleo", "Dan"):
        await world.engineer(name)
    await assigning.rule(world, minimum_score=74)
    incident = await world.incident(manager)
    entry = await last(world, incident, manager)
    assert (incident.status, incident.version, entry.action) == ("OPEN", 1, "LEFT_UNASSIGNED")
    assert entry.reason == 'Rule "All"'
    assert entry.after["why"] == "the best score is 73, and the rule asks for 74"
    assert [(each["user"]["name"], each["score"]) for each in entry.after["candidates"]] == [
        ("Ada", 73),
        ("Bob", 73),
        ("Cleo", 73),
    ]


async def test_a_report_is_filed_where_there_is_nobody_to_take_it(world: World, manager: Person) -> None:
    await assigning.rule(world)
    incident = await world.incident(manager)
    entry = await last(world, incident, manager)
    assert (incident.status, entry.action) == ("OPEN", "LEFT_UNASSIGNED")
    assert entry.reason == 'Rule "All"'
    assert entry.after["why"] == "there is no active engineer who does not have it already"


async def test_rules_are_written_changed_and_deleted_and_logged(world: World) -> None:
    admin, team, rules = await world.admin(), await world.team(), world.app.assignment_rules
    draft = AssignmentRuleDraft("Bad", [Severity.CRITICAL], team_ids=[team.id], minimum_score=50)
    rule = await rules.create(admin, draft)
    assert [row.name for row in await rules.all(await world.engineer())] == ["Bad"]
    await rules.update(admin, rule.id, AssignmentRuleDraft(minimum_score=60, enabled=True))
    await rules.update(admin, rule.id, AssignmentRuleDraft(minimum_score=60))
    await rules.delete(admin, rule.id, "noisy")
    assert await rules.all(admin) == []
    created = {
        "name": "Bad",
        "severities": ["CRITICAL"],
        "services": [],
        "categories": [],
        "teams": [{"id": str(team.id), "name": "Platform"}],
        "minimum_score": 50,
        "enabled": True,
    }
    assert await log_of(world, rule) == [
        ("CREATED", {}, created),
        ("UPDATED", {"minimum_score": 50}, {"minimum_score": 60}),
        ("DELETED", {"name": "Bad"}, {}),
    ]


async def test_everything_that_is_wrong_is_said_at_once(world: World) -> None:
    admin = await world.admin()
    await assigning.rule(world, "Taken")
    before = await world.fingerprint()
    draft = AssignmentRuleDraft("Taken", service_ids=[new_id()], minimum_score=101)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.assignment_rules.create(admin, draft)
    assert {violation.field: violation.message for violation in refusal.value.violations} == {
        ("serviceIds", "0"): "There is no service with this id.",
        ("minimumScore",): "This must be 0 to 100; it is 101.",
        ("name",): 'There is an assignment rule "Taken" already.',
    }
    assert await world.fingerprint() == before


async def test_only_admins_of_the_organization_write_rules(world: World, other_world: World, manager: Person) -> None:
    rule, rules = await assigning.rule(world), world.app.assignment_rules
    before = await world.fingerprint()
    for person, refusal in ((manager, Forbidden), (await other_world.admin(), NotFound)):
        with pytest.raises(refusal):
            await rules.update(person, rule.id, AssignmentRuleDraft(enabled=False))
        with pytest.raises(refusal):
            await rules.delete(person, rule.id)
    with pytest.raises(Forbidden):
        await rules.create(manager, AssignmentRuleDraft("Mine"))
    assert await world.fingerprint() == before


async def test_there_is_an_end_to_how_many_there_may_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siems.services.assignment_rules.MOST_RULES", 1)
    admin = await world.admin()
    await world.app.assignment_rules.create(admin, AssignmentRuleDraft("One"))
    with pytest.raises(ValidationFailed, match="There are 1 assignment rules"):
        await world.app.assignment_rules.create(admin, AssignmentRuleDraft("Two"))
