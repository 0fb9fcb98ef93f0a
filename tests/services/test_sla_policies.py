"""Service level policies: who writes them, what is refused, and that unresolved incidents follow them."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from configuration_logs import entries
from factories import Person, World
from service_levels import NIGHTS, POLICY, calendar, due, policy, refused, replanned, revision

from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.models.base import new_id
from siems.services.business_calendars import BusinessCalendarDraft, HolidayDraft, WindowDraft
from siems.services.sla_policies import SlaPolicyDraft

HOUR = timedelta(hours=1)
NOTHING = "A policy promises something: give minutes to respond, to resolve, or both."


async def test_policies_are_written_changed_and_deleted_and_logged(world: World) -> None:
    admin, policies, office = await world.admin(), world.app.sla_policies, await calendar(world)
    mail, shop = await world.service("Mail"), await world.service("Shop")
    draft = SlaPolicyDraft("Gold", [Severity.HIGH], [shop.id, mail.id], 60, 240, office.id)
    gold = await policies.create(admin, draft)
    assert [row.name for row in await policies.all(await world.engineer())] == ["Gold"]
    await policies.update(admin, gold.id, SlaPolicyDraft(severities=[], respond_minutes=None, calendar_id=None))
    await policies.update(admin, gold.id, SlaPolicyDraft("Golden"))
    await policies.delete(admin, gold.id, "too dear")
    assert await policies.all(admin) == []
    assert await policies.by_ids(admin, [gold.id]) == {}
    services = [{"id": str(row.id), "name": row.name} for row in sorted((mail, shop), key=lambda row: str(row.id))]
    hours = {"id": str(office.id), "name": "Office"}
    created = {
        "name": "Gold",
        "severities": ["HIGH"],
        "services": services,
        "respond_minutes": 60,
        "resolve_minutes": 240,
        "calendar": hours,
    }
    assert await entries(world, gold.id, "CREATED", "UPDATED", "DELETED") == [
        ("CREATED", {}, created),
        (
            "UPDATED",
            {"severities": ["HIGH"], "respond_minutes": 60, "calendar": hours},
            {"severities": [], "respond_minutes": None, "calendar": None},
        ),
        ("UPDATED", {"name": "Gold"}, {"name": "Golden"}),
        ("DELETED", {"name": "Golden"}, {}),
    ]
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_unresolved_incidents_follow_every_change_in_the_background(world: World, manager: Person) -> None:
    admin, policies = await world.admin(), world.app.sla_policies
    incident = await world.incident(manager)
    gold = await policies.create(admin, POLICY)
    assert (await due(world, incident.id), await revision(world)) == ((None, None, None), 1)
    at = incident.created_at
    await replanned(world)
    assert await due(world, incident.id) == (gold.id, at + HOUR, at + 4 * HOUR)
    await policies.update(admin, gold.id, SlaPolicyDraft(respond_minutes=None, resolve_minutes=120))
    await replanned(world)
    assert await due(world, incident.id) == (gold.id, None, at + 2 * HOUR)
    await policies.delete(admin, gold.id)
    await replanned(world)
    assert (await due(world, incident.id), await revision(world)) == ((None, None, None), 3)


async def test_what_is_over_stays_as_it_was_decided(world: World, manager: Person) -> None:
    gold = await policy(world)
    incident = await world.incident_in("RESOLVED", manager, await world.engineer())
    before = await world.stored(incident.id)
    assert (before["sla_policy_id"], before["respond_sla"], before["resolve_sla"]) == (gold.id, "MET", "MET")
    await world.app.sla_policies.delete(await world.admin(), gold.id)
    await replanned(world)
    assert await world.stored(incident.id) == before


async def test_an_update_that_changes_nothing_leaves_no_trace(world: World) -> None:
    admin, services = await world.admin(), [(await world.service(name)).id for name in ("Mail", "Shop")]
    severities = [Severity.LOW, Severity.HIGH]
    draft = SlaPolicyDraft("Gold", severities, services, respond_minutes=60, calendar_id=(await calendar(world)).id)
    gold = await world.app.sla_policies.create(admin, draft)
    before = await world.fingerprint()
    same = SlaPolicyDraft("Gold", severities[::-1], services[::-1], respond_minutes=60, resolve_minutes=None)
    await world.app.sla_policies.update(admin, gold.id, same)
    await world.app.sla_policies.update(admin, gold.id, SlaPolicyDraft())
    assert await world.fingerprint() == before


async def test_everything_that_is_wrong_is_said_at_once(world: World) -> None:
    admin = await world.admin()
    await policy(world)
    draft = SlaPolicyDraft("Gold", [Severity.LOW], [new_id()], 0, 525_601, new_id())
    assert await refused(world, world.app.sla_policies.create(admin, draft)) == {
        "serviceIds.0": "There is no service with this id.",
        "name": 'There is a policy "Gold" already.',
        "respondMinutes": "This must be 1 to 525,600 minutes; it is 0.",
        "resolveMinutes": "This must be 1 to 525,600 minutes; it is 525,601.",
        "calendarId": "There is no business calendar with this id.",
    }


@pytest.mark.parametrize(
    ("draft", "field", "message"),
    [
        (SlaPolicyDraft("All"), "respondMinutes", NOTHING),
        (SlaPolicyDraft("All", respond_minutes=61, resolve_minutes=60), "respondMinutes",
         "This must not be longer than the time to resolve, 60 minutes."),
        (SlaPolicyDraft(" ", respond_minutes=1), "name", "This must not be empty."),
        (SlaPolicyDraft("Twin", [Severity.HIGH, Severity.LOW], respond_minutes=1), "severities",
         'The policy "Some" is for the very same severities and services.'),
    ],
)  # fmt: skip
async def test_a_policy_that_could_not_count_is_refused(
    world: World, draft: SlaPolicyDraft, field: str, message: str
) -> None:
    await policy(world, SlaPolicyDraft("Some", [Severity.LOW, Severity.HIGH], resolve_minutes=5))
    assert await refused(world, world.app.sla_policies.create(await world.admin(), draft)) == {field: message}


async def test_an_update_is_checked_as_the_policy_that_it_leads_to(world: World) -> None:
    admin, policies = await world.admin(), world.app.sla_policies
    gold = await policy(world)
    silver = await policy(world, SlaPolicyDraft("Silver", [Severity.LOW], respond_minutes=5))
    twin = {"severities": 'The policy "Gold" is for the very same severities and services.'}
    assert await refused(world, policies.update(admin, silver.id, SlaPolicyDraft(severities=[]))) == twin
    longer = {"respondMinutes": "This must not be longer than the time to resolve, 59 minutes."}
    assert await refused(world, policies.update(admin, gold.id, SlaPolicyDraft(resolve_minutes=59))) == longer
    promiseless = SlaPolicyDraft(respond_minutes=None)
    assert await refused(world, policies.update(admin, silver.id, promiseless)) == {"respondMinutes": NOTHING}
    taken = {"name": 'There is a policy "Gold" already.'}
    assert await refused(world, policies.update(admin, silver.id, SlaPolicyDraft("Gold"))) == taken
    await policies.delete(admin, gold.id)
    assert (await policies.update(admin, silver.id, SlaPolicyDraft("Gold", []))).severities == []


async def test_a_time_that_the_calendar_does_not_come_to_is_refused(world: World) -> None:
    # An hour a week is 52 to 53 a year: in ten years 521 or 522, and 31,200 minutes are 520 hours.
    admin, policies = await world.admin(), world.app.sla_policies
    rare = await calendar(world, hours=[WindowDraft([6], "10:00", "11:00")])
    enough = await policies.create(admin, SlaPolicyDraft("Slow", resolve_minutes=31_200, calendar_id=rare.id))
    attempt = policies.update(admin, enough.id, SlaPolicyDraft(resolve_minutes=32_000))
    message = 'The calendar "Office" does not come to 32,000 minutes within ten years.'
    assert await refused(world, attempt) == {"resolveMinutes": message}
    attempt = policies.update(admin, enough.id, SlaPolicyDraft(respond_minutes=32_000, resolve_minutes=None))
    assert await refused(world, attempt) == {"respondMinutes": message}


async def test_only_admins_of_the_organization_write_policies(
    world: World, other_world: World, manager: Person
) -> None:
    gold, policies, theirs = await policy(world), world.app.sla_policies, await calendar(other_world)
    before = await world.fingerprint()
    for person, refusal in ((manager, Forbidden), (await other_world.admin(), NotFound)):
        with pytest.raises(refusal):
            await policies.update(person, gold.id, SlaPolicyDraft("Mine"))
        with pytest.raises(refusal):
            await policies.delete(person, gold.id)
    with pytest.raises(Forbidden):
        await policies.create(manager, POLICY)
    assert await world.fingerprint() == before
    attempt = policies.create(await world.admin(), SlaPolicyDraft("A", [Severity.LOW], None, 5, None, theirs.id))
    assert await refused(world, attempt) == {"calendarId": "There is no business calendar with this id."}


async def test_there_is_an_end_to_how_many_there_may_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siems.services.sla_policies.MOST_POLICIES", 1)
    await policy(world)
    attempt = world.app.sla_policies.create(
        await world.admin(), SlaPolicyDraft("Two", [Severity.LOW], respond_minutes=1)
    )
    message = "There are 1 policies, which is all that there may be. Delete some of them."
    assert await refused(world, attempt) == {"": message}


async def test_of_two_admins_at_once_the_second_sees_what_the_first_did(world: World) -> None:
    admin, policies, calendars = await world.admin(), world.app.sla_policies, world.app.business_calendars
    office = await calendar(world)
    twins = [policies.create(admin, SlaPolicyDraft(name, resolve_minutes=60)) for name in ("A", "B")]
    done = await asyncio.gather(*twins, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["SlaPolicy", "ValidationFailed"]
    [there] = await policies.all(admin)
    done = await asyncio.gather(
        policies.update(admin, there.id, SlaPolicyDraft(calendar_id=office.id)),
        calendars.delete(admin, office.id),
        return_exceptions=True,
    )
    assert sum(isinstance(each, ValidationFailed) for each in done) == 1
    [there] = await policies.all(admin)
    assert (there.calendar_id is None) == (await calendars.all(admin) == [])


async def test_due_times_are_told_before_anything_is_promised(world: World) -> None:
    engineer, policies = await world.engineer(), world.app.sla_policies
    office = await calendar(world, holidays=[HolidayDraft(date(2026, 5, 1), "May Day")])
    thursday = datetime(2026, 4, 30, 14, tzinfo=UTC)  # 16:00 in Berlin
    found = await policies.due_times(engineer, 120, thursday, office.id)
    # An hour on Thursday; Friday is a holiday; an hour on Monday, 09:00 to 10:00. 80 % are 96 minutes: 36 on Monday.
    assert found.due_at == datetime(2026, 5, 4, 8, tzinfo=UTC)
    assert found.at_risk_at == datetime(2026, 5, 4, 7, 36, tzinfo=UTC)
    assert (await policies.due_times(engineer, 120, thursday)).due_at == thursday + 2 * HOUR
    wrong = await refused(world, policies.due_times(engineer, 0, datetime(9999, 1, 1, tzinfo=UTC)))
    assert sorted(wrong) == ["from", "minutes"]
    rare = await calendar(world, "Rare", hours=[WindowDraft([6], "10:00", "11:00")])
    wrong = await refused(world, policies.due_times(engineer, 40_000, thursday, rare.id))
    assert wrong == {"minutes": "The calendar does not come to 40,000 minutes within ten years."}
    await world.app.business_calendars.delete(await world.admin(), rare.id)
    with pytest.raises(NotFound):
        await policies.due_times(engineer, 1, thursday, rare.id)


async def test_a_policy_counts_on_its_calendar_and_follows_it(world: World, manager: Person) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [HolidayDraft((today + timedelta(days=day)).date(), "Away") for day in range(-1, 10)]
    nights = await calendar(world, "Nights", time_zone="UTC", hours=NIGHTS, holidays=days[:-1])
    gold = await policy(world, SlaPolicyDraft("Gold", resolve_minutes=24 * 60, calendar_id=nights.id))
    incident = await world.incident(manager)
    # The 9th day is the first one that counts, with 00:00 to 06:00 and 22:00 to 24:00: eight hours, as each after it.
    assert await due(world, incident.id) == (gold.id, None, today + timedelta(days=12))
    await world.app.business_calendars.update(await world.admin(), nights.id, BusinessCalendarDraft(holidays=days))
    await replanned(world)
    assert await due(world, incident.id) == (gold.id, None, today + timedelta(days=13))
