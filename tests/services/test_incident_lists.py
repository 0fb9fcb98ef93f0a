"""Listing incidents: filters, and who sees what. (Pages: test_incident_pages.py.)"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World

from siems.domain.clock import OffsetClock
from siems.domain.errors import NotFound
from siems.domain.incidents import IncidentStatus, Severity
from siems.repositories.incidents import IncidentCriteria
from siems.repositories.keyset import Keyset, PageRequest
from siems.services.incidents import Decision

BY_NUMBER = Keyset("number")


async def listed(world: World, viewer: Person, **criteria: Any) -> list[int]:
    """The numbers of the incidents that the viewer finds; the count says the same."""
    wanted = IncidentCriteria(**criteria)
    page = await world.app.incident_lists.page(viewer, PageRequest(100), wanted, BY_NUMBER)
    assert await world.app.incident_lists.count(viewer, wanted) == len(page.rows)
    return [incident.number for incident in page.rows]


@pytest.mark.parametrize(
    ("statuses", "numbers"),
    [
        (None, [1, 2, 3, 4, 5]),
        ([], []),
        (["OPEN"], [1]),
        (["ASSIGNED"], [2]),
        (["IN_PROGRESS"], [3]),
        (["RESOLVED"], [4]),
        (["CLOSED"], [5]),
        (["OPEN", "CLOSED"], [1, 5]),
    ],
)
async def test_incidents_are_found_by_status(world: World, statuses: list[str] | None, numbers: list[int]) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    for status in IncidentStatus:
        await world.incident_in(status, manager, engineer)
    wanted = None if statuses is None else [IncidentStatus(status) for status in statuses]
    assert await listed(world, manager, statuses=wanted) == numbers


async def test_incidents_are_found_by_severity(world: World) -> None:
    manager = await world.manager()
    for severity in Severity:
        await world.incident(manager, severity=severity)
    found = {severity.name: await listed(world, manager, severities=[severity]) for severity in Severity}
    assert found == {"LOW": [1], "MEDIUM": [2], "HIGH": [3], "CRITICAL": [4]}
    assert await listed(world, manager, severities=[Severity.CRITICAL, Severity.LOW]) == [1, 4]


async def test_incidents_are_found_by_people_and_things(world: World) -> None:
    manager, ada, bob = await world.manager(), await world.engineer(), await world.engineer()
    team, category = await world.team(), await world.category()
    service = await world.service(team_id=team.id)
    await world.incident(ada, service_id=service.id)
    await world.incident(bob, category_id=category.id)
    third = await world.incident(bob, team_id=team.id)
    await world.app.incidents.assign(manager, Decision(third.id), ada.id)
    assert await listed(world, manager, reporter_id=ada.id) == [1]
    assert await listed(world, manager, reporter_id=bob.id) == [2, 3]
    assert await listed(world, manager, assignee_id=ada.id) == [3]
    assert await listed(world, manager, assignee_id=bob.id) == []
    assert await listed(world, manager, service_id=service.id) == [1]
    assert await listed(world, manager, category_id=category.id) == [2]
    assert await listed(world, manager, team_id=team.id) == [1, 3]
    assert await listed(world, manager, team_id=team.id, reporter_id=bob.id) == [3]
    assert await listed(world, manager, team_id=UUID(int=0)) == []


async def test_incidents_are_found_from_one_moment_until_before_another(world: World, clock: OffsetClock) -> None:
    manager, created = await world.manager(), []
    for _ in range(3):
        created.append((await world.incident(manager)).created_at)
        clock.advance(minutes=16)
    instant = timedelta(microseconds=1)
    assert await listed(world, manager, created_after=created[1]) == [2, 3]
    assert await listed(world, manager, created_after=created[1] + instant) == [3]
    assert await listed(world, manager, created_before=created[1]) == [1]
    assert await listed(world, manager, created_before=created[1] + instant) == [1, 2]
    assert await listed(world, manager, created_after=created[0] + instant, created_before=created[2]) == [2]


async def sees(world: World, viewer: Person, id: UUID) -> bool:
    """Whether the viewer sees the incident: its lists, its counts, itself and its log agree."""
    found = await world.app.incident_lists.find(viewer, id)
    assert (await listed(world, viewer) == [1]) is (found is not None)
    if found is not None:
        assert found.id == id
        assert (await world.log(id, viewer))[0].sequence == 1
        return True
    with pytest.raises(NotFound) as refusal:
        await world.log(id, viewer)
    assert (refusal.value.message, refusal.value.field) == ("There is no incident with this id.", ("incidentId",))
    return False


async def test_a_restricted_incident_is_seen_by_its_participants_managers_and_admins_only(world: World) -> None:
    admin, manager = await world.admin(), await world.manager()
    reporter, assignee, bystander = await world.engineer(), await world.engineer(), await world.engineer()
    incident = await world.incident(reporter, restricted=True)
    await world.app.incidents.assign(manager, Decision(incident.id), assignee.id)
    people = {
        "admin": admin,
        "manager": manager,
        "reporter": reporter,
        "assignee": assignee,
        "bystander": bystander,
    }
    assert {part: await sees(world, person, incident.id) for part, person in people.items()} == {
        "admin": True,
        "manager": True,
        "reporter": True,
        "assignee": True,
        "bystander": False,
    }


async def test_who_loses_the_assignment_of_a_restricted_incident_loses_sight_of_it(world: World) -> None:
    manager, ada, bob = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident_in("ASSIGNED", manager, ada, restricted=True)
    assert await sees(world, ada, incident.id) is True
    await world.app.incidents.assign(manager, Decision(incident.id), bob.id)
    assert await sees(world, ada, incident.id) is False
    assert await sees(world, bob, incident.id) is True


async def test_restricting_and_opening_up_an_incident_hides_and_shows_it(world: World) -> None:
    manager, bystander = await world.manager(), await world.engineer()
    incident = await world.incident(manager)
    assert await sees(world, bystander, incident.id) is True
    await world.app.incidents.update(manager, Decision(incident.id), {"restricted": True})
    assert await sees(world, bystander, incident.id) is False
    await world.app.incidents.update(manager, Decision(incident.id), {"restricted": False})
    assert await sees(world, bystander, incident.id) is True


async def test_the_incidents_of_another_organization_are_not_found(world: World, other_world: World) -> None:
    admin, stranger = await world.admin(), await other_world.admin()
    incident = await world.incident(admin)
    assert await sees(world, admin, incident.id) is True
    assert await sees(other_world, stranger, incident.id) is False
    assert await listed(other_world, stranger, reporter_id=admin.id) == []


async def test_the_log_is_read_in_pages(world: World) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    for place in range(4):
        await world.app.incidents.comment(manager, incident.id, f"Comment {place}")
    lists = world.app.incident_lists
    pages = [await lists.log(manager, incident.id, after=after, limit=2) for after in (0, 2, 4, 5)]
    assert [[entry.sequence for entry in page] for page in pages] == [[1, 2], [3, 4], [5], []]
