"""Who is suggested for an incident, automatic assignment, and what the log says of both."""

from datetime import timedelta
from typing import Any

import assigning
import pytest
from factories import Person, World, suggestion

from siems.domain.assignment import Suggestion
from siems.domain.errors import Conflict, Forbidden, InvalidTransition, NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.models import Incident
from siems.services.incidents import Decision


async def suggested(world: World, incident: Incident, caller: Person) -> list[Suggestion]:
    return await world.app.assignment.suggest(caller, incident.id)


def names(found: list[Suggestion]) -> list[str]:
    return [each.candidate.name for each in found]


async def absent(world: World, person: Person, first: int = 0, last: int = 9) -> None:
    """From so many days from now until so many."""
    await assigning.update(
        world,
        "INSERT INTO absences (id, organization_id, user_id, starts_on, ends_on, note, created_at) "
        "SELECT gen_random_uuid(), $1, $2, (now() AT TIME ZONE 'UTC')::date + $3::int, "
        "(now() AT TIME ZONE 'UTC')::date + $4::int, '', now() RETURNING id",
        person.id,
        first,
        last,
    )


async def test_the_engineers_of_the_team_are_suggested_and_nobody_else(world: World, manager: Person) -> None:
    team = await world.team()
    ada, bob, gone = await world.engineer("Ada"), await world.engineer("Bob"), await world.engineer("Gone")
    await world.engineer("Elsewhere")
    await assigning.members(world, team.id, ada.id, bob.id, gone.id, manager.id)
    await world.deactivate(gone)
    incident = await world.incident(manager, team_id=team.id)
    found = await suggested(world, incident, manager)
    assert [(each.candidate.name, each.score) for each in found] == [("Ada", 73), ("Bob", 73)]
    assert len(await world.app.assignment.suggest(manager, incident.id, 1)) == 1


async def test_without_a_team_all_engineers_are_suggested(world: World, manager: Person) -> None:
    await world.engineer("Ada")
    [found] = await suggested(world, await world.incident(manager), manager)
    assert (found.candidate.name, found.candidate.from_other_teams) == ("Ada", False)


async def test_where_nobody_of_the_team_is_there_the_others_are_asked(world: World, manager: Person) -> None:
    team, ada = await world.team(), await world.engineer("Ada")
    await world.engineer("Bob")
    await assigning.members(world, team.id, ada.id)
    await absent(world, ada)
    found = await suggested(world, await world.incident(manager, team_id=team.id), manager)
    assert [(each.candidate.name, each.eligible, each.candidate.from_other_teams) for each in found] == [
        ("Bob", True, True),
        ("Ada", False, False),
    ]
    assert found[1].reasons[0].text.startswith("absent until ")


@pytest.mark.parametrize(("first", "last", "eligible"), [(0, 0, True), (3, 9, True), (-9, -3, True), (-1, 1, False)])
async def test_only_who_is_absent_now_is(world: World, manager: Person, first: int, last: int, eligible: bool) -> None:
    ada = await world.engineer("Ada")
    if first or last:
        await absent(world, ada, first, last)
    [found] = await suggested(world, await world.incident(manager), manager)
    assert found.eligible is eligible


async def test_whoever_is_on_call_is_suggested_with_any_role(world: World, manager: Person) -> None:
    team, grace, ada = await world.team(), await world.manager("Grace"), await world.engineer("Ada")
    await assigning.members(world, team.id, ada.id)
    await assigning.update(
        world,
        "INSERT INTO on_call_schedules (id, organization_id, team_id, name, time_zone, layers, created_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'Days', 'UTC', jsonb_build_array(jsonb_build_object('name', 'Primary', "
        "'unit', 'WEEKS', 'length', 1, 'starts_at', '2026-01-05T09:00', 'participants', "
        "jsonb_build_array($3::text), 'hours', NULL)), now()) RETURNING id",
        team.id,
        str(grace.id),
    )
    found = await suggested(world, await world.incident(manager, team_id=team.id), manager)
    assert [(each.candidate.name, each.score) for each in found] == [("Grace", 100), ("Ada", 73)]


async def test_skills_hours_load_and_pages_are_read_as_they_are(world: World, manager: Person) -> None:
    ada = await world.engineer("Ada")
    postgres, kafka = await assigning.skill(world), await assigning.skill(world, "Kafka")
    service, category = await world.service(), await world.category()
    await assigning.require(world, postgres, 2, service_id=service.id)
    await assigning.require(world, postgres, 4, category_id=category.id)
    await assigning.require(world, kafka, 2, category_id=category.id)
    await assigning.knows(world, ada.id, postgres, 3)
    await assigning.update(
        world,
        'UPDATE users SET working_hours = \'[{"weekdays": [], "starts_at": "09:00", "ends_at": "17:00"}]\' '
        "WHERE organization_id = $1 AND id = $2 RETURNING id",
        ada.id,
    )
    await world.incident_in("IN_PROGRESS", manager, ada, severity=Severity.CRITICAL)
    await world.incident_in("ASSIGNED", manager, ada, severity=Severity.LOW)
    await world.incident_in("RESOLVED", manager, ada)
    await assigning.update(
        world,
        "UPDATE notifications SET created_at = created_at - interval '3 hours 1 minute' "
        "WHERE organization_id = $1 RETURNING id",
    )
    incident = await world.incident(manager, service_id=service.id, category_id=category.id)
    [found] = await suggested(world, incident, manager)
    assert [(each.points, each.text) for each in found.reasons] == [
        (15, "Kafka missing, PostgreSQL 3 of 4"),
        (0, "not on call"),
        (0, "out of working hours"),
        (9, "2 incidents in hand: 1 CRITICAL, 1 LOW (load 9)"),
        (1, "paged 3 h ago"),
    ]


async def test_whoever_has_it_is_not_suggested(world: World, manager: Person) -> None:
    ada, _ = await world.engineer("Ada"), await world.engineer("Bob")
    incident = await world.incident_in("ASSIGNED", manager, ada)
    assert names(await suggested(world, incident, manager)) == ["Bob"]


@pytest.mark.parametrize("status", ["RESOLVED", "CLOSED"])
async def test_nobody_is_suggested_for_what_is_over(world: World, manager: Person, status: str) -> None:
    incident = await world.incident_in(status, manager, await world.engineer())
    await world.engineer()
    assert await suggested(world, incident, manager) == []
    before = await world.fingerprint()
    with pytest.raises(InvalidTransition):
        await world.app.assignment.auto_assign(manager, Decision(incident.id))
    assert await world.fingerprint() == before


async def test_engineers_and_strangers_get_no_suggestions(world: World, other_world: World, manager: Person) -> None:
    incident, service = await world.incident(manager), world.app.assignment
    for person, refusal in ((await world.engineer(), Forbidden), (await other_world.admin(), NotFound)):
        before = await world.fingerprint()
        with pytest.raises(refusal):
            await service.suggest(person, incident.id)
        with pytest.raises(refusal):
            await service.auto_assign(person, Decision(incident.id))
        assert await world.fingerprint() == before


async def test_the_best_gets_it_and_is_told_and_the_log_says_why(world: World, manager: Person) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    await world.incident_in("ASSIGNED", manager, ada)
    incident = await world.incident(manager)
    done = await world.app.assignment.auto_assign(manager, Decision(incident.id, reason="Whoever is idle"))
    assert (done.status, done.assignee_id) == ("ASSIGNED", bob.id)
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.action, entry.actor_name, entry.reason) == ("ASSIGNED", manager.user.name, "Whoever is idle")
    assert entry.after["suggestion"] == suggestion(1, 2) | {"automatic": True}
    assert (await world.app.audit.verify(world.organization.id)).ok
    async with world.app.units.of(world.organization.id) as work:
        assert await work.notifications.unread(bob.id, None) == 1


async def test_a_stale_version_is_a_conflict(world: World, manager: Person) -> None:
    await world.engineer()
    incident = await world.incident(manager)
    await world.app.incidents.change_severity(manager, Decision(incident.id), Severity.LOW)
    before = await world.fingerprint()
    with pytest.raises(Conflict):
        await world.app.assignment.auto_assign(manager, Decision(incident.id, expected_version=1))
    assert await world.fingerprint() == before


@pytest.mark.parametrize("away", [True, False])
async def test_where_nobody_can_take_it_that_is_said_and_nothing_changes(
    world: World, manager: Person, away: bool
) -> None:
    why = "there is no active engineer who does not have it already"
    if away:
        ada = await world.engineer("Ada")
        sql = "UPDATE users SET unavailable_since = $3 WHERE organization_id = $1 AND id = $2 RETURNING id"
        await assigning.update(world, sql, ada.id, world.organization.created_at - timedelta(days=1))
        why = "nobody is there: Ada (takes no new incidents)"
    incident = await world.incident(manager)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.assignment.auto_assign(manager, Decision(incident.id))
    [violation] = refusal.value.violations
    assert (violation.field, violation.message) == (("incidentId",), f"Nobody can take this: {why}.")
    assert await world.fingerprint() == before


async def test_by_hand_the_log_says_how_well_they_suit_and_whether_they_were_a_candidate(
    world: World, manager: Person
) -> None:
    team, ada, bob = await world.team(), await world.engineer("Ada"), await world.engineer("Bob")
    await assigning.members(world, team.id, ada.id)
    incident = await world.incident(manager, team_id=team.id)

    async def assigned_to(person: Person) -> Any:
        await world.app.incidents.assign(manager, Decision(incident.id), person.id)
        return (await world.log(incident.id, manager))[-1].after["suggestion"]

    assert await assigned_to(bob) == suggestion(None, 1) | {"from_other_teams": True}
    assert await assigned_to(ada) == suggestion(1, 1)
