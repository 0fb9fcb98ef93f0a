"""Business calendars: who writes them, what is refused, and that policies follow them."""

from datetime import date, timedelta
from typing import Any

import pytest
from configuration_logs import entries
from factories import Person, World
from service_levels import NIGHTS, OFFICE, calendar, policy, refused, revision

from siems.domain.errors import Forbidden, NotFound
from siems.services.business_calendars import BusinessCalendarDraft, HolidayDraft, WindowDraft
from siems.services.sla_policies import SlaPolicyDraft

MAY_DAY, NEW_YEAR = HolidayDraft(date(2026, 5, 1), "May Day"), HolidayDraft(date(2026, 1, 1), " New Year ")
STORED_OFFICE = [{"weekdays": [0, 1, 2, 3, 4], "starts_at": "09:00", "ends_at": "17:00"}]
STORED_NIGHTS = [{"weekdays": [0, 1, 2, 3, 4, 5, 6], "starts_at": "22:00", "ends_at": "06:00"}]


async def test_calendars_are_written_changed_and_deleted_and_logged(world: World) -> None:
    admin, calendars = await world.admin(), world.app.business_calendars
    office = await calendars.create(
        admin, BusinessCalendarDraft("Office", "Europe/Berlin", OFFICE, [MAY_DAY, NEW_YEAR])
    )
    assert [row.name for row in await calendars.all(await world.engineer())] == ["Office"]
    before = await world.fingerprint()
    await calendars.update(admin, office.id, BusinessCalendarDraft(hours=OFFICE, holidays=[NEW_YEAR, MAY_DAY]))
    assert await world.fingerprint() == before
    await calendars.update(admin, office.id, BusinessCalendarDraft("Nights", hours=NIGHTS, holidays=[]))
    await calendars.delete(admin, office.id, "nobody works")
    assert (await calendars.all(admin), await calendars.by_ids(admin, [office.id])) == ([], {})
    holidays = [{"on": "2026-01-01", "name": "New Year"}, {"on": "2026-05-01", "name": "May Day"}]
    created = {"name": "Office", "time_zone": "Europe/Berlin", "hours": STORED_OFFICE, "holidays": holidays}
    assert await entries(world, office.id, "CREATED", "UPDATED", "DELETED") == [
        ("CREATED", {}, created),
        (
            "UPDATED",
            {"name": "Office", "hours": STORED_OFFICE, "holidays": holidays},
            {"name": "Nights", "hours": STORED_NIGHTS, "holidays": []},
        ),
        ("DELETED", {"name": "Nights"}, {}),
    ]
    assert (await world.app.audit.verify(world.organization.id)).ok
    assert await revision(world) == 0


async def test_a_change_of_a_calendar_that_policies_count_on_plans_anew(world: World) -> None:
    admin, calendars = await world.admin(), world.app.business_calendars
    used, unused = await calendar(world, "Used"), await calendar(world, "Unused")
    await policy(world, SlaPolicyDraft("Gold", resolve_minutes=60, calendar_id=used.id))
    revisions = [await revision(world)]
    for each in (unused, used):
        await calendars.update(admin, each.id, BusinessCalendarDraft(holidays=[MAY_DAY]))
        revisions.append(await revision(world))
    assert revisions == [1, 1, 2]


async def test_a_calendar_that_policies_count_on_stays(world: World) -> None:
    admin, calendars, office = await world.admin(), world.app.business_calendars, await calendar(world)
    for name, services in (("Silver", [(await world.service()).id]), ("Gold", None)):
        await policy(world, SlaPolicyDraft(name, None, services, resolve_minutes=60, calendar_id=office.id))
    attempt = calendars.delete(admin, office.id)
    message = 'Policies count on this calendar: "Gold", "Silver".'
    assert await refused(world, attempt) == {"businessCalendarId": message}
    for row in await world.app.sla_policies.all(admin):
        await world.app.sla_policies.delete(admin, row.id)
    await calendars.delete(admin, office.id)
    assert await calendars.all(admin) == []


async def test_hours_that_do_not_come_to_what_a_policy_promises_are_refused(world: World) -> None:
    admin, calendars, office = await world.admin(), world.app.business_calendars, await calendar(world)
    short = SlaPolicyDraft("Short", [], [(await world.service()).id], respond_minutes=60, calendar_id=office.id)
    await policy(world, short)
    await policy(world, SlaPolicyDraft("Long", respond_minutes=60, resolve_minutes=525_600, calendar_id=office.id))
    attempt = calendars.update(admin, office.id, BusinessCalendarDraft(hours=[WindowDraft([5], "10:00", "12:00")]))
    message = 'These hours do not come to the 525,600 minutes of the policy "Long" within ten years.'
    assert await refused(world, attempt) == {"hours": message}
    # 8,760 hours are 438 weeks of 20.
    await calendars.update(
        admin, office.id, BusinessCalendarDraft(hours=[WindowDraft([0, 1, 2, 3, 4], "10:00", "14:00")])
    )


@pytest.mark.parametrize(
    ("given", "violations"),
    [
        ({"name": "Taken"}, {"name": 'There is a business calendar "Taken" already.'}),
        ({"time_zone": "Berlin"}, {"timeZone": "This must be the name of a time zone, as in Europe/Berlin."}),
        (
            {"hours": []},
            {"hours": "These are 0; 1 to 21 are allowed; a policy that counts all hours has no calendar."},
        ),
        (
            {"hours": [WindowDraft([], "9:00", "24:00")]},
            {
                "hours.0.weekdays": "Name at least one weekday.",
                "hours.0.startsAt": 'This must be a time of day, "00:00" to "23:59".',
                "hours.0.endsAt": 'This must be a time of day, "00:00" to "23:59".',
            },
        ),
        (
            {"hours": [WindowDraft([6], "22:00", "06:00"), WindowDraft([0], "05:00", "12:00")]},
            {"hours.1": "This overlaps with window 1; leave out what they share."},
        ),
        (
            {"holidays": [MAY_DAY, NEW_YEAR, MAY_DAY, HolidayDraft(date(1999, 12, 31), "")]},
            {
                "holidays.2.on": "2026-05-01 is a holiday already.",
                "holidays.3.name": "This must not be empty.",
                "holidays.3.on": "This must be between 2000 and 2100.",
            },
        ),
        (
            {"holidays": [HolidayDraft(date(2026, 1, 1) + timedelta(days=day), "Rest") for day in range(201)]},
            {"holidays": "These are 201; at most 200 are allowed. Leave out those that are over."},
        ),
    ],
)
async def test_what_is_wrong_with_a_calendar_is_said(
    world: World, given: dict[str, Any], violations: dict[str, str]
) -> None:
    await calendar(world, "Taken")
    office, admin, calendars = await calendar(world), await world.admin(), world.app.business_calendars
    whole = {"name": "Another", "time_zone": "Europe/Berlin", "hours": OFFICE, **given}
    assert await refused(world, calendars.create(admin, BusinessCalendarDraft(**whole))) == violations
    assert await refused(world, calendars.update(admin, office.id, BusinessCalendarDraft(**given))) == violations


async def test_a_new_calendar_needs_name_zone_and_hours(world: World) -> None:
    attempt = world.app.business_calendars.create(await world.admin(), BusinessCalendarDraft())
    assert sorted(await refused(world, attempt)) == ["hours", "name", "timeZone"]


async def test_only_admins_of_the_organization_write_calendars(
    world: World, other_world: World, manager: Person
) -> None:
    office, calendars = await calendar(world), world.app.business_calendars
    before = await world.fingerprint()
    for person, refusal in ((manager, Forbidden), (await other_world.admin(), NotFound)):
        with pytest.raises(refusal):
            await calendars.update(person, office.id, BusinessCalendarDraft("Mine"))
        with pytest.raises(refusal):
            await calendars.delete(person, office.id)
    with pytest.raises(Forbidden):
        await calendars.create(manager, BusinessCalendarDraft("Mine", "UTC", OFFICE))
    assert await world.fingerprint() == before


async def test_there_is_an_end_to_how_many_there_may_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siems.services.business_calendars.MOST_CALENDARS", 1)
    await calendar(world)
    attempt = world.app.business_calendars.create(await world.admin(), BusinessCalendarDraft("Two", "UTC", OFFICE))
    message = "There are 1 business calendars, which is all that there may be. Delete some of them."
    assert await refused(world, attempt) == {"": message}
