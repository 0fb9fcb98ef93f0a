"""What teams and people have to carry: exact figures of scenes made by hand."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from clocks import StandingClock
from factories import Person, World
from paging import live_in, tell

from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, NotFound
from siems.domain.incidents import Severity
from siems.domain.users import Role
from siems.domain.workload import Workload
from siems.models import Incident
from siems.repositories.keyset import PageRequest
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incidents import Decision
from siems.services.workload import WorkloadService

CRITICAL, HIGH, MEDIUM, LOW = sorted(Severity, reverse=True)
ALL = PageRequest(100)


def figures(*counts: int, oldest: Incident | None = None, pages: int = 0, at_night: int = 0, **states: int) -> Workload:
    """A workload with these counts by severity, the worst first."""
    by_severity = dict(zip((CRITICAL, HIGH, MEDIUM, LOW), counts or (0, 0, 0, 0), strict=True))
    return Workload(by_severity, pages=pages, night_pages=at_night, oldest_id=oldest and oldest.id, **states)


NOTHING = figures()


@pytest.fixture(autouse=True)
def noon(clock: OffsetClock) -> None:
    """It is about noon, so that who is given something now is not told at night."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    clock.advance(minutes=(midnight + timedelta(days=1, hours=12) - now) / timedelta(minutes=1))


async def of_teams(world: World, caller: Person, *team_ids: UUID) -> dict[UUID, Workload]:
    found = await world.app.workload.teams(caller, team_ids or None)
    return {row.team_id: row.workload for row in found}


async def of_people(world: World, caller: Person, team_id: UUID | None = None) -> dict[str, Workload]:
    page = await world.app.workload.people(caller, ALL, team_id)
    return {row.user.name: row.workload for row in page.rows}


async def join(world: World, team_id: UUID, *people: Person) -> None:
    async with world.app.units.of(world.organization.id) as work:
        await work.teams.add_members(team_id, [person.id for person in people])


async def test_a_team_carries_what_is_unresolved_of_its_own(world: World, other_world: World, manager: Person) -> None:
    ada, team, other = await world.engineer(), await world.team("Network"), await world.team("Storage")
    oldest = await world.incident(manager, severity=LOW, team_id=team.id)
    await world.incident(manager, severity=CRITICAL, team_id=team.id, restricted=True)
    await world.incident(manager, severity=CRITICAL)  # no team's
    for status, severity in (("ASSIGNED", HIGH), ("ASSIGNED", LOW), ("IN_PROGRESS", MEDIUM), ("RESOLVED", CRITICAL)):
        await world.incident_in(status, manager, ada, severity=severity, team_id=team.id)
    of_other = await world.incident_in("IN_PROGRESS", manager, ada, severity=CRITICAL, team_id=other.id)
    stranger = await other_world.manager()
    theirs = await other_world.team("Network")
    await other_world.incident(stranger, team_id=theirs.id)

    expected = figures(1, 1, 1, 2, open=2, assigned=2, in_progress=1, oldest=oldest)
    found = await of_teams(world, manager)
    assert found == {team.id: expected, other.id: figures(1, 0, 0, 0, in_progress=1, oldest=of_other)}
    assert list(found) == [team.id, other.id]
    assert (found[team.id].load, found[other.id].load) == (1 * 8 + 1 * 4 + 1 * 2 + 2 * 1, 8)
    assert await of_teams(world, manager, team.id) == {team.id: expected}


async def test_a_person_carries_what_is_in_their_hands_whatever_team_it_is_of(world: World, manager: Person) -> None:
    ada, bob, team = await world.engineer("Ada"), await world.engineer("Bob"), await world.team()
    await join(world, team.id, ada)
    first = await world.incident_in("ASSIGNED", manager, ada, severity=MEDIUM)
    await world.incident_in("IN_PROGRESS", manager, ada, severity=CRITICAL, team_id=team.id, restricted=True)
    await world.incident_in("RESOLVED", manager, ada, team_id=team.id)
    await world.incident_in("CLOSED", manager, ada, team_id=team.id)
    await world.incident(ada, team_id=team.id)  # reported, and in nobody's hands

    [row] = (await world.app.workload.people(manager, ALL, team.id)).rows
    expected = figures(1, 0, 1, 0, assigned=1, in_progress=1, oldest=first, pages=4)
    assert (row.user.name, row.workload, row.workload.load) == ("Ada", expected, 10)
    assert await of_people(world, manager) == {"Ada": expected, bob.user.name: NOTHING}


async def test_the_oldest_is_the_one_reported_first_and_not_the_one_numbered_first(
    world: World, manager: Person
) -> None:
    ada, team = await world.engineer("Ada"), await world.team()
    incidents = [await world.incident_in("ASSIGNED", manager, ada, team_id=team.id) for _ in range(3)]
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "UPDATE incidents SET created_at = created_at - interval '1 year' WHERE id = $1 RETURNING id",
            incidents[1].id,
        )
    assert (await of_teams(world, manager))[team.id].oldest_id == incidents[1].id
    assert (await of_people(world, manager))["Ada"].oldest_id == incidents[1].id


@pytest.mark.parametrize(
    ("time_zone", "at_night"),
    [("UTC", 3), ("Europe/Berlin", 4), ("America/New_York", 5), ("Asia/Kolkata", 2)],
)
async def test_a_page_is_at_night_by_the_clock_of_whom_it_woke(
    world: World, manager: Person, time_zone: str, at_night: int
) -> None:
    """In the week in which Berlin went from UTC+2 to UTC+1; New York was at UTC-4, and Kolkata is at UTC+5:30."""
    clock = StandingClock()
    clock.now = datetime(2026, 10, 28, 12, 0, tzinfo=UTC)
    workload = WorkloadService(UnitsOfWork(clock))
    ada, team = await world.engineer("Ada"), await world.team()
    await join(world, team.id, ada)
    await live_in(world, ada, time_zone)
    moments = [
        datetime(2026, 10, 24, 20, 30, tzinfo=UTC),  # 22:30 in Berlin, 16:30 in New York, 02:00 in Kolkata
        datetime(2026, 10, 25, 20, 30, tzinfo=UTC),  # 21:30 in Berlin by now, the rest the same
        datetime(2026, 10, 24, 4, 59, tzinfo=UTC),  # 06:59 in Berlin, 00:59 in New York, 10:29 in Kolkata
        datetime(2026, 10, 26, 4, 30, tzinfo=UTC),  # 05:30 in Berlin, 00:30 in New York, 10:00 in Kolkata
        datetime(2026, 10, 26, 3, 30, tzinfo=UTC),  # 04:30 in Berlin, 23:30 in New York, 09:00 in Kolkata
        datetime(2026, 10, 27, 9, 0, tzinfo=UTC),  # 10:00 in Berlin, 05:00 in New York, 14:30 in Kolkata
        datetime(2026, 10, 27, 10, 30, tzinfo=UTC),  # 11:30 in Berlin, 06:30 in New York, 16:00 in Kolkata
        datetime(2026, 10, 26, 14, 0, tzinfo=UTC),  # day everywhere
    ]
    await tell(world, ada, await world.incident(manager), moments)
    expected = figures(pages=8, at_night=at_night)
    [person] = (await workload.people(manager, ALL)).rows
    [of_team] = await workload.teams(manager)
    assert (person.workload, of_team.workload) == (expected, expected)


@pytest.mark.parametrize(
    ("clock_says", "at_night"), [("21:59:59", 0), ("22:00", 1), ("00:00", 1), ("06:59:59", 1), ("07:00", 0)]
)
async def test_the_night_begins_at_ten_and_ends_before_seven(
    world: World, manager: Person, clock_says: str, at_night: int
) -> None:
    clock = StandingClock()
    ada = await world.engineer("Ada")
    await tell(world, ada, await world.incident(manager), [datetime.fromisoformat(f"2026-11-22T{clock_says}Z")])
    [person] = (await WorkloadService(UnitsOfWork(clock)).people(manager, ALL)).rows
    assert person.workload == figures(pages=1, at_night=at_night)


async def test_pages_count_for_seven_days(world: World, manager: Person) -> None:
    clock = StandingClock()
    ada, a_week_ago, instant = await world.engineer("Ada"), clock.now - timedelta(days=7), timedelta(microseconds=1)
    moments = [a_week_ago - instant, a_week_ago, a_week_ago + instant, clock.now, clock.now + instant]
    await tell(world, ada, await world.incident(manager), moments)
    [person] = (await WorkloadService(UnitsOfWork(clock)).people(manager, ALL)).rows
    assert person.workload == figures(pages=2)


async def test_pages_count_for_every_team_that_one_is_in_and_while_one_is_active(world: World, manager: Person) -> None:
    clock = StandingClock()
    workload = WorkloadService(UnitsOfWork(clock))
    ada, bob, gone = await world.engineer("Ada"), await world.engineer("Bob"), await world.engineer("Gone")
    network, storage, empty = await world.team("Network"), await world.team("Storage"), await world.team("Empty")
    await join(world, network.id, ada, bob, gone, manager)
    await join(world, storage.id, ada, gone)
    incident = await world.incident(manager)
    for person, times in ((ada, 1), (bob, 2), (gone, 4), (manager, 8)):
        await tell(world, person, incident, times * [clock.now - timedelta(days=1)])
    await world.deactivate(gone)

    found = {row.team_id: row.workload for row in await workload.teams(manager)}
    assert found == {empty.id: NOTHING, network.id: figures(pages=11), storage.id: figures(pages=1)}
    page = await workload.people(manager, ALL, network.id)
    pages = {row.user.name: row.workload.pages for row in page.rows}
    assert pages == {"Ada": 1, "Bob": 2, manager.user.name: 8}
    assert [row.user.name for row in (await workload.people(manager, ALL)).rows] == ["Ada", "Bob"]
    assert (await workload.people(manager, ALL, empty.id)).rows == []


async def test_what_somebody_had_is_the_teams_again_once_they_are_deactivated(world: World, manager: Person) -> None:
    ada, team, admin = await world.engineer("Ada"), await world.team(), await world.admin()
    await join(world, team.id, ada)
    incident = await world.incident_in("IN_PROGRESS", manager, ada, severity=LOW, team_id=team.id)
    await world.app.people.deactivate(admin, ada.id)
    assert await of_people(world, manager, team.id) == {}
    assert await of_teams(world, manager) == {team.id: figures(0, 0, 0, 1, open=1, oldest=incident)}


async def test_people_come_in_pages_in_the_order_of_their_names(world: World, manager: Person) -> None:
    for name in ("Cid", "Ada", "Bob"):
        await world.engineer(name)
    people = world.app.workload.people
    first = await people(manager, PageRequest(2))
    assert ([row.user.name for row in first.rows], first.has_next) == (["Ada", "Bob"], True)
    rest = await people(manager, PageRequest(2, after=first.cursors[-1]))
    assert ([row.user.name for row in rest.rows], rest.has_next) == (["Cid"], False)


async def test_an_engineer_sees_their_own_figures_and_no_others(world: World, manager: Person) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    both, of_bob = await world.team("Both"), await world.team("Bob's")
    await join(world, both.id, ada, bob)
    await join(world, of_bob.id, bob)
    restricted = await world.incident_in("ASSIGNED", manager, ada, restricted=True)
    await world.incident_in("ASSIGNED", manager, bob)
    own = {"Ada": figures(0, 1, 0, 0, assigned=1, oldest=restricted, pages=1)}
    assert await of_people(world, ada) == own
    assert await of_people(world, ada, both.id) == own
    assert await of_people(world, ada, of_bob.id) == {}
    before = await world.fingerprint()
    with pytest.raises(Forbidden, match="The role ENGINEER may not see the workload of others"):
        await world.app.workload.teams(ada)
    assert await world.fingerprint() == before


async def test_a_team_of_another_organization_is_not_found(world: World, other_world: World, manager: Person) -> None:
    team, theirs = await world.team(), await other_world.team()
    for ask in (
        lambda: world.app.workload.teams(manager, [team.id, theirs.id]),
        lambda: world.app.workload.people(manager, ALL, theirs.id),
    ):
        with pytest.raises(NotFound):
            await ask()
    assert [row.team_id for row in await world.app.workload.teams(manager, [team.id, team.id])] == [team.id]
    assert await world.app.workload.teams(manager, []) == []


async def test_pages_are_of_the_own_organization_only(world: World, other_world: World, manager: Person) -> None:
    boss, stranger = await other_world.manager(), await other_world.person(Role.ENGINEER, "Ada")
    await world.engineer("Ada")
    incident = await other_world.incident(boss)
    await other_world.app.incidents.assign(boss, Decision(incident.id), stranger.id)
    assert await of_people(world, manager) == {"Ada": NOTHING}
    assert await of_people(other_world, boss) == {"Ada": figures(0, 1, 0, 0, assigned=1, oldest=incident, pages=1)}
