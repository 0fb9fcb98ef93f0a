"""Who is on call, from what is stored: schedules, overrides, absences, people who are gone."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from factories import Person, World
from on_call import WEEKLY, draft, layer, utc

from siems.bootstrap import Application
from siems.domain.clock import OffsetClock
from siems.domain.errors import NotFound, ValidationFailed
from siems.domain.on_call import Gap, RotationUnit, Timeline
from siems.models import Absence, OnCallSchedule, Team
from siems.services.on_call import Period, people_on_call, people_on_call_for_teams
from siems.services.on_call_schedules import RotationDraft

DAY = timedelta(days=1)
MONDAY = utc("2099-06-01T07:00")
"""When a week begins in Berlin."""


async def on_call(world: World, team: Team, at: datetime) -> list[UUID]:
    async with world.app.units.of(world.organization.id) as work:
        return await people_on_call(work, team.id, at)


async def absent(world: World, person: Person, first: date, last: date) -> None:
    async with world.app.units.of(world.organization.id) as work:
        row = Absence(organization_id=world.organization.id, user_id=person.id, starts_on=first, ends_on=last)
        row.created_at = work.now
        await row.save(using_db=work.connection, force_create=True)


async def in_zone(world: World, person: Person, zone: str) -> None:
    async with world.app.units.of(world.organization.id) as work:
        await work.rows("UPDATE users SET time_zone = $2 WHERE id = $1 RETURNING id", person.id, zone)


async def schedule(world: World, team: Team, *people: Person, name: str = "Primary") -> OnCallSchedule:
    """People who take turns by the week in Berlin, the first of them from MONDAY on."""
    turns = RotationDraft(WEEKLY.unit, 1, date(2099, 6, 1), "09:00")
    drafted = draft(layer(*people, rotation=turns), name=name)
    return await world.app.on_call_schedules.create(await world.admin(), team.id, drafted)


async def test_each_schedule_of_a_team_has_one_person_on_call_and_each_person_is_named_once(world: World) -> None:
    ada, bob, team = await world.engineer(), await world.engineer(), await world.team()
    await schedule(world, team, bob, ada, name="Secondary")
    await schedule(world, team, ada, bob, name="Primary")
    await schedule(world, team, ada, name="Third")
    await schedule(world, await world.team("Network"), bob, name="A")
    assert await on_call(world, team, MONDAY) == [ada.id, bob.id]
    assert await on_call(world, team, MONDAY + 7 * DAY) == [bob.id, ada.id]
    assert await on_call(world, team, MONDAY - timedelta(microseconds=1)) == []


async def test_the_teams_are_told_together_what_each_is_told_alone(world: World, other_world: World) -> None:
    ada, bob, team = await world.engineer(), await world.engineer(), await world.team()
    other, idle, strangers = await world.team("Network"), await world.team("Idle"), await other_world.team()
    await schedule(world, team, ada)
    await schedule(world, other, bob, name="Other")
    await schedule(other_world, strangers, await other_world.engineer())
    async with world.app.units.of(world.organization.id) as work:
        found = await people_on_call_for_teams(work, [team.id, other.id, idle.id, strangers.id], MONDAY)
    assert found == {team.id: [ada.id], other.id: [bob.id]}
    assert await on_call(world, idle, MONDAY) == []


async def test_whoever_is_deactivated_is_passed_over_from_then_on_and_nobody_elses_turn_moves(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada, bob, team = await world.engineer(), await world.engineer(), await world.team()
    row = await schedule(world, team, ada, bob)
    await app.people.deactivate(await world.admin(), ada.id)
    assert [await on_call(world, team, MONDAY + week * 7 * DAY) for week in range(3)] == [[], [bob.id], []]
    [duty] = await app.on_call.duties(bob, team.id, MONDAY + DAY)
    assert (duty.row.id, duty.found.away if isinstance(duty.found, Gap) else None) == (row.id, (ada.id,))
    await app.people.reactivate(await world.admin(), ada.id)
    assert await on_call(world, team, MONDAY) == [ada.id]


async def test_absences_are_whole_days_of_the_persons_own_time_zone(world: World) -> None:
    ada, team = await world.engineer(), await world.team()
    await in_zone(world, ada, "Pacific/Auckland")
    await schedule(world, team, ada)
    await absent(world, ada, date(2099, 6, 3), date(2099, 6, 4))
    moments = ["2099-06-02T11:59", "2099-06-02T12:00", "2099-06-04T11:59", "2099-06-04T12:00"]
    assert [await on_call(world, team, utc(at)) for at in moments] == [[ada.id], [], [], [ada.id]]


async def test_an_override_counts_until_it_is_removed(world: World, app: Application) -> None:
    admin, ada, bob, team = await world.admin(), await world.engineer(), await world.engineer(), await world.team()
    row = await schedule(world, team, ada)
    override = await app.on_call_schedules.add_override(admin, row.id, bob.id, MONDAY + DAY, MONDAY + 2 * DAY)
    found = [await on_call(world, team, MONDAY + days * DAY) for days in range(3)]
    assert found == [[ada.id], [bob.id], [ada.id]]
    [duty] = await app.on_call.duties(ada, team.id, MONDAY + DAY)
    assert duty.override is not None
    assert (duty.override.id, duty.since, duty.until) == (override.id, MONDAY + DAY, MONDAY + 2 * DAY)
    await app.on_call_schedules.remove_override(admin, override.id)
    assert await on_call(world, team, MONDAY + DAY) == [ada.id]


async def test_a_duty_says_since_when_and_until_when_within_a_month(world: World, app: Application) -> None:
    ada, team = await world.engineer(), await world.team()
    turns = RotationDraft(WEEKLY.unit, 52, date(2099, 6, 1), "09:00")
    drafted = draft(layer(ada, rotation=turns))
    await app.on_call_schedules.create(await world.admin(), team.id, drafted)
    seen = []
    for days in (-40, -1, 1, 100):
        [duty] = await app.on_call.duties(ada, team.id, MONDAY + days * DAY)
        seen.append((duty.since, duty.until))
    assert seen == [(None, None), (None, MONDAY), (MONDAY, None), (None, None)]


async def test_shifts_and_gaps_cover_the_time_that_is_asked_for(world: World, app: Application) -> None:
    ada, bob, team = await world.engineer(), await world.engineer(), await world.team()
    row = await schedule(world, team, ada, bob)
    await absent(world, ada, date(2099, 6, 3), date(2099, 6, 3))
    asked = (row.id, Period(MONDAY - DAY, MONDAY + 8 * DAY))
    found = (await app.on_call.timelines(ada, [asked, asked]))[asked]
    assert isinstance(found, Timeline)
    spans = sorted(part.span for part in (*found.shifts, *found.gaps))
    assert all(one.end == following.start for one, following in pairwise(spans))
    assert [(span.start, span.end) for span in spans] == [
        (MONDAY - DAY, MONDAY),
        (MONDAY, utc("2099-06-03T00:00")),
        (utc("2099-06-03T00:00"), utc("2099-06-04T00:00")),
        (utc("2099-06-04T00:00"), MONDAY + 7 * DAY),
        (MONDAY + 7 * DAY, MONDAY + 8 * DAY),
    ]
    assert [shift.user_id for shift in found.shifts] == [ada.id, ada.id, bob.id]
    assert [gap.away for gap in found.gaps] == [(), (ada.id,)]


async def test_what_is_asked_wrongly_is_refused_alone(world: World, app: Application) -> None:
    ada, team = await world.engineer(), await world.team()
    row = await schedule(world, team, ada)
    right, backwards, long = Period(), Period(MONDAY, MONDAY), Period(MONDAY, MONDAY + 367 * DAY)
    early = Period(utc("0001-01-01T00:00"))
    asked = [(row.id, period) for period in (right, backwards, long, early)]
    for found in (await app.on_call.timelines(ada, asked), await app.on_call.overrides(ada, asked)):
        refusals = [answer.message for answer in found.values() if isinstance(answer, ValidationFailed)]
        assert refusals == [
            "This must be after `from`, which is now if it is absent.",
            "This must be at most 366 days after `from`.",
            "This must be in the years 1990 to 2200.",
        ]


async def test_another_organization_is_told_nothing(world: World, other_world: World, app: Application) -> None:
    ada, team, stranger = await world.engineer(), await world.team(), await other_world.admin()
    row = await schedule(world, team, ada)
    override = await app.on_call_schedules.add_override(await world.admin(), row.id, ada.id, MONDAY, MONDAY + DAY)
    asked = (row.id, Period(MONDAY, MONDAY + DAY))
    assert await app.on_call.timelines(stranger, [asked]) == {}
    assert await app.on_call.overrides(stranger, [asked]) == {asked: []}
    assert await app.on_call.overrides_by_id(stranger, [override.id]) == {}
    assert await app.on_call.of_teams(stranger, [team.id]) == {}
    with pytest.raises(NotFound):
        await app.on_call.duties(stranger, team.id)


async def test_more_turns_than_anybody_can_look_at_are_refused_and_the_moment_is_still_answered(world: World) -> None:
    admin, ada = await world.admin(), await world.engineer()
    team = await world.team()
    hourly = RotationDraft(RotationUnit.HOURS, 1, date(2026, 1, 5), "09:00")
    layers = [layer(ada, name=str(number), rotation=hourly) for number in range(10)]
    row = await world.app.on_call_schedules.create(admin, team.id, draft(*layers))
    year = Period(utc("2026-02-01T00:00"), utc("2027-02-01T00:00"))
    found = (await world.app.on_call.timelines(admin, [(row.id, year)]))[row.id, year]
    assert isinstance(found, ValidationFailed)
    assert "at most 20,000 are shown" in str(found)
    [duty] = await world.app.on_call.duties(admin, team.id, utc("2026-02-01T00:30"))
    assert (duty.since, duty.until) == (utc("2026-02-01T00:00"), utc("2026-02-01T01:00"))
