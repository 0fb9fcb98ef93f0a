"""When people work, when they are away, and whether they take anything new."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from configuration_logs import entries
from factories import Person, World

from siems.domain.availability import Presence
from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.repositories.keyset import PageRequest
from siems.repositories.users import PeopleCriteria
from siems.services.availability import AvailabilityService, WindowDraft

FIRST, LAST = date(2099, 7, 1), date(2099, 7, 14)
OFFICE = WindowDraft(range(5), "09:00", "17:00")
Act = Callable[[AvailabilityService, Person, Person], Awaitable[Any]]
ACTS: dict[str, Act] = {
    "the switch": lambda availability, caller, ada: availability.set_availability(caller, False, ada.id),
    "hours": lambda availability, caller, ada: availability.set_working_hours(caller, ada.id, "Asia/Kolkata", [OFFICE]),
    "an absence": lambda availability, caller, ada: availability.add_absence(caller, ada.id, FIRST, LAST),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_oneself_ones_manager_and_an_admin_write_it_and_nobody_else(world: World, act: Act) -> None:
    admin, grace, other, ada = await world.admin(), await world.manager(), await world.manager(), await world.engineer()
    bob, availability = await world.engineer(), world.app.availability
    await world.app.teams.create(admin, "Platform", grace.id, [ada.id, bob.id])
    before = await world.fingerprint()
    for caller in (other, bob):
        with pytest.raises(Forbidden):
            await act(availability, caller, ada)
    assert await world.fingerprint() == before
    for caller, whom in ((ada, ada), (grace, bob), (admin, other)):
        before = await world.fingerprint()
        await act(availability, caller, whom)
        assert await world.fingerprint() != before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_for_another_organization_and_for_the_deactivated_nothing_is_written(
    world: World, other_world: World, act: Act
) -> None:
    ada, availability = await world.engineer("Ada"), world.app.availability
    stranger, admin = await other_world.admin(), await world.admin()
    await world.deactivate(ada)
    before = await world.fingerprint()
    with pytest.raises(NotFound):
        await act(availability, stranger, ada)
    with pytest.raises(ValidationFailed, match="Ada is deactivated"):
        await act(availability, admin, ada)
    assert await world.fingerprint() == before


async def test_the_switch_goes_back_by_itself_and_each_turn_of_it_is_logged(world: World, clock: OffsetClock) -> None:
    ada, availability = await world.engineer(), world.app.availability
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    await availability.set_availability(ada, False, until=until, reason="dentist")
    await availability.set_availability(ada, False, until=until)  # which changes nothing
    assert await availability.presences(ada, [ada.id]) == {
        ada.id: Presence(switched_off=True, switched_off_until=until)
    }
    clock.advance(hours=2, seconds=1)
    assert await availability.presences(ada, [ada.id]) == {ada.id: Presence()}
    on, off = {"available": True, "until": None}, {"available": False, "until": f"{until:%Y-%m-%dT%H:%M:%S}.000000Z"}
    assert await entries(world, ada.id, "AVAILABILITY_CHANGED") == [("AVAILABILITY_CHANGED", on, off)]


@pytest.mark.parametrize(
    ("available", "after", "said"),
    [
        pytest.param(True, timedelta(hours=1), "This goes with `available: false` only.", id="on for a while"),
        pytest.param(False, timedelta(hours=-1), "This must be in the future", id="until the past"),
        pytest.param(False, timedelta(days=367), "by 366 days at most", id="for too long"),
    ],
)
async def test_a_switch_that_makes_no_sense_is_refused(
    world: World, available: bool, after: timedelta, said: str
) -> None:
    ada = await world.engineer()
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed, match=said):
        await world.app.availability.set_availability(ada, available, until=datetime.now(UTC) + after)
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("zone", "windows", "field"),
    [
        ("Europe/Atlantis", [OFFICE], "timeZone"),
        ("localtime", [OFFICE], "timeZone"),
        ("", [OFFICE], "timeZone"),
        ("UTC", [], "windows"),
        ("UTC", 22 * [OFFICE], "windows"),
        ("UTC", [WindowDraft([], "09:00", "17:00")], "windows.0.weekdays"),
        ("UTC", [OFFICE, WindowDraft([0], "9:00", "17:00")], "windows.1.startsAt"),
        ("UTC", [WindowDraft([0], "09:00", "24:00")], "windows.0.endsAt"),
    ],
)
async def test_hours_that_are_none_are_refused_where_they_are_wrong(
    world: World, zone: str, windows: list[WindowDraft], field: str
) -> None:
    ada = await world.engineer()
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.availability.set_working_hours(ada, None, zone, windows)
    assert [".".join(violation.field) for violation in refusal.value.violations] == [field]
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (LAST, FIRST, "This must not be before `startsOn`"),
        (date(2020, 1, 1), date(2020, 1, 2), "This is over already."),
        (date(2098, 1, 1), date(2099, 1, 3), "An absence lasts 366 days at most."),
        (date(1999, 12, 31), LAST, "both between 2000 and 2100"),
        (LAST, LAST + timedelta(days=1), "is away from 2099-07-01 to 2099-07-14 already."),
    ],
)
async def test_an_absence_that_makes_no_sense_is_refused(world: World, first: date, last: date, said: str) -> None:
    ada = await world.engineer()
    await world.app.availability.add_absence(ada, None, FIRST, LAST)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed, match=said):
        await world.app.availability.add_absence(ada, None, first, last)
    assert await world.fingerprint() == before


async def test_of_two_overlapping_absences_at_once_one_is_taken(world: World) -> None:
    ada = await world.engineer()
    attempts = (world.app.availability.add_absence(ada, None, FIRST, LAST) for _ in range(4))
    done = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Away", *(3 * ["ValidationFailed"])]


async def test_all_see_the_days_and_only_those_concerned_the_note(world: World) -> None:
    admin, grace, other = await world.admin(), await world.manager(), await world.manager()
    ada, bob, availability = await world.engineer(), await world.engineer(), world.app.availability
    team = await world.app.teams.create(admin, "Platform", grace.id, [ada.id, bob.id])
    await availability.add_absence(ada, None, FIRST, LAST, " Operation ")
    seen = {}
    for viewer in (admin, grace, other, ada, bob):
        [found] = await availability.absences(viewer, LAST, LAST, team_id=team.id)
        assert (found.row.starts_on, found.row.ends_on) == (FIRST, LAST)
        seen[viewer.id] = found.note
    assert seen == {admin.id: "Operation", grace.id: "Operation", other.id: None, ada.id: "Operation", bob.id: None}
    assert await availability.absences(bob, LAST + timedelta(days=1), LAST + timedelta(days=9)) == []
    days = {"starts_on": "2099-07-01", "ends_on": "2099-07-14"}
    [away] = await availability.absences(ada, FIRST, FIRST)
    await availability.remove_absence(grace, away.row.id, "cancelled")
    assert await entries(world, ada.id, "ABSENCE_ADDED", "ABSENCE_REMOVED") == [
        ("ABSENCE_ADDED", {}, days),
        ("ABSENCE_REMOVED", days, {}),
    ]
    assert await availability.coming(ada, [ada.id]) == {}


async def test_people_are_found_by_team_skill_and_whether_they_can_be_given_something_now(world: World) -> None:
    admin = await world.admin()
    names = ("Absent", "Here", "Off", "Gone", "Elsewhere")
    people = {name: await world.engineer(name) for name in names}
    availability, skills = world.app.availability, world.app.skills
    team = await world.app.teams.create(admin, "Platform", None, [people[name].id for name in names[:4]])
    # Where the day is another one than in UTC, at least for a part of it.
    await availability.set_working_hours(people["Absent"], None, "Pacific/Kiritimati", None)
    today = (datetime.now(UTC) + timedelta(hours=14)).date()
    await availability.add_absence(people["Absent"], None, today, today)
    await availability.set_availability(people["Off"], False)
    await world.deactivate(people["Gone"])
    go = await skills.create(admin, "Go")
    for name in ("Here", "Elsewhere"):
        await skills.set_skills(admin, people[name].id, [(go.id, 1)])

    async def found(**criteria: Any) -> list[str]:
        page = await world.app.directory.users(admin, PageRequest(50), PeopleCriteria(**criteria))
        return [row.name for row in page.rows if row.name in names]

    assert await found(team_id=team.id, available=True) == ["Here"]
    assert await found(team_id=team.id, available=False) == ["Absent", "Gone", "Off"]
    assert await found(skill_id=go.id) == ["Elsewhere", "Here"]
    assert await found(skill_id=go.id, team_id=team.id) == ["Here"]
