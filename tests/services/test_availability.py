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
from siems.services import availability as service
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
        ("UTC", [OFFICE, WindowDraft([5], "09:00", "17:00"), WindowDraft([0, 5], "16:59", "18:00")], "windows.2"),
        ("UTC", [WindowDraft([0], "00:00", "06:00"), WindowDraft([6], "22:00", "05:00")], "windows.1"),
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
        (date(2098, 1, 1), date(2099, 1, 2), "An absence lasts 366 days at most."),
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


async def test_hours_and_absences_touch_and_an_absence_may_last_366_days(world: World) -> None:
    ada, availability = await world.engineer(), world.app.availability
    night, morning = WindowDraft([6], "22:00", "06:00"), WindowDraft([0], "06:00", "12:00")
    user = await availability.set_working_hours(ada, None, "Europe/Berlin", [night, morning])
    hours = [
        {"weekdays": [6], "starts_at": "22:00", "ends_at": "06:00"},
        {"weekdays": [0], "starts_at": "06:00", "ends_at": "12:00"},
    ]
    assert (user.time_zone, user.working_hours) == ("Europe/Berlin", hours)
    await availability.set_working_hours(ada, None, "Europe/Berlin", None)
    assert await entries(world, ada.id, "AVAILABILITY_CHANGED") == [
        (
            "AVAILABILITY_CHANGED",
            {"time_zone": "UTC", "working_hours": None},
            {"time_zone": "Europe/Berlin", "working_hours": hours},
        ),
        ("AVAILABILITY_CHANGED", {"working_hours": hours}, {"working_hours": None}),
    ]
    await availability.add_absence(ada, None, FIRST, LAST)
    await availability.add_absence(ada, None, LAST + timedelta(days=1), LAST + timedelta(days=366))
    await availability.add_absence(ada, None, FIRST - timedelta(days=1), FIRST - timedelta(days=1))
    assert len((await availability.coming(ada, [ada.id]))[ada.id]) == 3


async def test_a_switch_whose_time_is_up_is_logged_as_on(world: World, clock: OffsetClock) -> None:
    ada, availability = await world.engineer(), world.app.availability
    await availability.set_availability(ada, False, until=datetime.now(UTC) + timedelta(minutes=5))
    clock.advance(minutes=6)
    before = await world.fingerprint()
    await availability.set_availability(ada, True)  # which they are already
    assert await world.fingerprint() == before
    await availability.set_availability(ada, False)
    await availability.set_availability(ada, True)
    on, off = {"available": True, "until": None}, {"available": False, "until": None}
    assert (await entries(world, ada.id, "AVAILABILITY_CHANGED"))[1:] == [
        ("AVAILABILITY_CHANGED", on, off),
        ("AVAILABILITY_CHANGED", off, on),
    ]


async def test_there_are_only_so_many_absences_to_come(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, availability = await world.engineer("Ada"), world.app.availability
    monkeypatch.setattr(service, "MOST_ABSENCES", 1)
    away = await availability.add_absence(ada, None, FIRST, LAST)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed, match="Ada has 1 absences to come, which is all that one may have"):
        await availability.add_absence(ada, None, FIRST - timedelta(days=9), FIRST - timedelta(days=9))
    assert await world.fingerprint() == before
    await availability.remove_absence(ada, away.row.id)
    await availability.add_absence(ada, None, FIRST, LAST)


async def test_an_absence_is_removed_once_and_by_nobody_without_the_authority(world: World, other_world: World) -> None:
    ada, availability = await world.engineer(), world.app.availability
    away = await availability.add_absence(ada, None, FIRST, LAST)
    for caller, error in (
        (await other_world.admin(), NotFound),
        (await world.manager(), Forbidden),
        (await world.engineer(), Forbidden),
    ):
        before = await world.fingerprint()
        with pytest.raises(error):
            await availability.remove_absence(caller, away.row.id)
        assert await world.fingerprint() == before
    attempts = (availability.remove_absence(ada, away.row.id) for _ in range(4))
    done = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Away", *(3 * ["NotFound"])]
    assert len(await entries(world, ada.id, "ABSENCE_REMOVED")) == 1


async def test_whoever_is_deactivated_meanwhile_is_given_nothing(world: World) -> None:
    admin, availability = await world.admin(), world.app.availability
    for number in range(6):
        ada = await world.engineer()
        acts = [world.app.people.deactivate(admin, ada.id), availability.add_absence(admin, ada.id, FIRST, LAST)]
        await asyncio.gather(*(acts if number % 2 else reversed(acts)), return_exceptions=True)
        trail = [action for action, *_ in await entries(world, ada.id, "ABSENCE_ADDED", "DEACTIVATED")]
        assert trail in (["DEACTIVATED"], ["ABSENCE_ADDED", "DEACTIVATED"])


async def test_the_list_and_the_person_agree_on_who_is_available_in_every_time_zone(
    world: World, clock: OffsetClock
) -> None:
    admin, availability = await world.admin("Admin"), world.app.availability
    today, people = datetime.now(UTC).date(), [admin.id]
    for zone in ("Pacific/Kiritimati", "Asia/Kolkata", "UTC", "America/New_York", "Etc/GMT+12"):
        for day in range(-1, 3):
            ada = await world.engineer()
            people.append(ada.id)
            await availability.set_working_hours(ada, None, zone, None)
            async with world.app.units.of(world.organization.id) as work:  # some of these are over already
                await work.absences.add(ada.id, today + timedelta(days=day), today + timedelta(days=day), "")
    for after in range(2):
        ada = await world.engineer()
        people.append(ada.id)
        until = datetime.now(UTC) + timedelta(hours=7 + 14 * after)
        await availability.set_availability(ada, False, until=until)
    for _ in range(4):
        found = {}
        for wanted in (True, False):
            page = await world.app.directory.users(admin, PageRequest(50), PeopleCriteria(available=wanted))
            found.update({row.id: wanted for row in page.rows})
        told = await availability.presences(admin, people)
        assert found == {id: presence.available for id, presence in told.items()}
        assert len(set(found.values())) == 2
        clock.advance(hours=7)
