"""What figures come to, of incidents whose past is made by hand."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from analytics import answer, answers, between, past, reported, utc
from factories import Person, World

from siems.domain.analytics import Attainment, BusyHour, Durations, Grouping, PeriodUnit
from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.services.analytics import Part, Question, ScopeDraft
from siems.services.incidents import Decision

DAY, WEEK, SUMMARY = PeriodUnit.DAY, PeriodUnit.WEEK, Part.SUMMARY
BERLIN = "Europe/Berlin"
MARCH = ("2024-03-01", "2024-04-01")


async def test_times_are_those_that_ended_and_percentiles_lie_between_two_of_them(
    world: World, manager: Person
) -> None:
    for seconds in (40, 10, 30, 20):
        end = f"2024-03-04 10:00:{seconds}"
        await reported(world, manager, "2024-03-04 10:00", acknowledged_at=end, started_at=end)
    await reported(world, manager, "2024-03-04 10:00", acknowledged_at="2024-03-04 10:00:05.250")
    await reported(world, manager, "2024-02-29 23:59:59", acknowledged_at="2024-03-04 10:00")  # before the range
    await reported(world, manager, "2024-04-01 00:00", acknowledged_at="2024-04-01 00:00")  # just behind it

    found = await answer(world, manager, between(*MARCH), SUMMARY)
    assert found.incidents == 5
    assert found.to_acknowledge == Durations(5, 0, 21.05, 20.0, pytest.approx(36.0), pytest.approx(38.0))
    assert found.to_start == Durations(4, 1, 25.0, 25.0, pytest.approx(37.0), pytest.approx(38.5))
    assert found.to_resolve == Durations(0, 5, None, None, None, None)
    assert (found.escalation_rate, found.reopen_rate) == (0.0, None)


async def test_an_empty_range_has_figures_of_nothing(world: World, manager: Person) -> None:
    nothing = Durations(0, 0, None, None, None, None)
    summary, groups, hours, days = await answers(
        world, manager, between("2024-03-04", "2024-03-06"), SUMMARY, Grouping.TEAM, Part.BUSIEST_HOURS, DAY
    )
    assert (summary.incidents, summary.to_resolve, summary.escalation_rate) == (0, nothing, None)
    assert (groups, hours, [(day.figures.incidents, day.backlog) for day in days]) == ([], [], [(0, 0), (0, 0)])


PROMISES = {
    "met on the last moment": ("2024-03-04 11:00", "2024-03-04 12:00", "MET", "MET"),
    "late by an instant": ("2024-03-04 11:00:00.000001", "2024-03-04 12:00:00.000001", "BREACHED", "BREACHED"),
    "not done, and overdue": (None, None, "BREACHED", "BREACHED"),
    "resolved by its source before anybody started": (None, "2024-03-04 10:30", "MET", "MET"),
    "started in time, and still not resolved": ("2024-03-04 10:30", None, "MET", "BREACHED"),
}


@pytest.mark.parametrize(("started", "resolved", "respond", "resolve"), PROMISES.values(), ids=PROMISES)
async def test_a_promise_is_met_or_breached(
    world: World, manager: Person, started: str | None, resolved: str | None, respond: str, resolve: str
) -> None:
    due = {"respond_due_at": "2024-03-04 11:00", "resolve_due_at": "2024-03-04 12:00"}
    await reported(world, manager, "2024-03-04 10:00", started_at=started, resolved_at=resolved, **due)
    await reported(world, manager, "2024-03-04 10:00", started_at=started, resolved_at=resolved)  # promised nothing
    found = await answer(world, manager, between(*MARCH), SUMMARY)
    expected = {"MET": Attainment(1, 0), "BREACHED": Attainment(0, 1)}
    assert (found.respond, found.resolve) == (expected[respond], expected[resolve])


async def test_a_promise_that_runs_and_is_not_due_counts_nowhere(world: World, manager: Person) -> None:
    due = {"respond_due_at": "2200-01-01", "resolve_due_at": "2200-01-01"}
    await reported(world, manager, "2024-03-04 10:00", **due)
    found = await answer(world, manager, between(*MARCH), SUMMARY)
    assert (found.respond, found.respond.rate, found.resolve) == (Attainment(0, 0), None, Attainment(0, 0))


async def test_incidents_are_grouped_by_all_that_they_have(world: World, manager: Person) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    team, service, category = await world.team("Network"), await world.service("Mail"), await world.category("Outage")
    things = {"team_id": team.id, "service_id": service.id, "category_id": category.id}
    for person, more in ((ada, things), (ada, {"severity": Severity.LOW}), (bob, things)):
        incident = await world.incident_in("ASSIGNED", manager, person, **more)
        await past(world, incident, "2024-03-04", acknowledged_at="2024-03-04 00:00:10")
    await reported(world, manager, "2024-03-05")

    groupings = await answers(world, manager, between(*MARCH), *Grouping)
    by = {
        each: [(group.key, group.name, group.figures.incidents, group.figures.to_acknowledge.mean) for group in groups]
        for each, groups in zip(Grouping, groupings, strict=True)
    }
    assert by == {
        Grouping.SEVERITY: [(Severity.HIGH, "HIGH", 3, 10.0), (Severity.LOW, "LOW", 1, 10.0)],
        Grouping.CATEGORY: [(category.id, "Outage", 2, 10.0), (None, None, 2, 10.0)],
        Grouping.SERVICE: [(service.id, "Mail", 2, 10.0), (None, None, 2, 10.0)],
        Grouping.TEAM: [(team.id, "Network", 2, 10.0), (None, None, 2, 10.0)],
        Grouping.ENGINEER: [(ada.id, "Ada", 2, 10.0), (bob.id, "Bob", 1, 10.0), (None, None, 1, None)],
    }


async def test_only_what_the_filter_lets_through_counts(world: World, other_world: World, manager: Person) -> None:
    ada, team, service, category = (
        await world.engineer("Ada"),
        await world.team(),
        await world.service(),
        await world.category(),
    )
    alike = {"team_id": team.id, "service_id": service.id, "category_id": category.id, "severity": Severity.CRITICAL}
    await past(world, await world.incident_in("ASSIGNED", manager, ada, **alike), "2024-03-04")
    await reported(world, manager, "2024-03-04")
    await reported(other_world, await other_world.manager(), "2024-03-04")

    for filter in [{}, *({name: value} for name, value in alike.items()), {**alike, "assignee_id": ada.id}]:
        found = await answers(
            world, manager, between(*MARCH, **filter), SUMMARY, Grouping.SEVERITY, WEEK, Part.BUSIEST_HOURS
        )
        summary, groups, weeks, hours = found
        count = 1 if filter else 2
        assert summary.incidents == sum(group.figures.incidents for group in groups) == count
        assert sum(week.figures.incidents for week in weeks) == weeks[-1].backlog == count
        assert hours == [BusyHour(weekday=0, hour=0, incidents=count)]


# Backlog


BACKLOG = [
    # reported, resolved: and what is open at the end of the 4th, 5th, 6th and 7th
    ("2024-02-10 12:00", None, "1111"),  # since long before, and never resolved, or reopened
    ("2024-03-01 12:00", "2024-03-03 23:59", "0000"),
    ("2024-03-01 12:00", "2024-03-04 00:00", "0000"),  # on the first moment of the range
    ("2024-03-01 12:00", "2024-03-05 08:00", "1000"),
    ("2024-03-04 00:00", "2024-03-04 09:00", "0000"),
    ("2024-03-04 23:59", "2024-03-05 00:00", "1000"),  # not resolved before the 4th ends
    ("2024-03-05 00:00", "2024-03-06 12:00", "0100"),
    ("2024-03-05 10:00", None, "0111"),
    ("2024-03-06 10:00", "2024-03-09 10:00", "0011"),  # behind the range
    ("2024-03-08 00:00", None, "0000"),
]


async def test_the_backlog_is_what_was_reported_and_not_resolved_by_then(world: World, manager: Person) -> None:
    for severity in (Severity.HIGH, Severity.LOW):
        for created, resolved, _ in BACKLOG:
            await reported(world, manager, created, resolved_at=resolved, severity=severity.value)
    open_then = [sum(int(row[2][day]) for row in BACKLOG) for day in range(4)]
    assert open_then == [3, 3, 3, 3]
    range_ = ("2024-03-04", "2024-03-08")

    days, [week] = await answers(world, manager, between(*range_), DAY, WEEK)
    assert [day.backlog for day in days] == [2 * count for count in open_then]
    assert [day.figures.incidents for day in days] == [4, 4, 2, 0]
    assert (week.backlog, week.span.start, week.span.end) == (6, utc("2024-03-04"), utc("2024-03-08"))
    of_low = await answer(world, manager, between(*range_, severity=Severity.LOW), DAY)
    assert [day.backlog for day in of_low] == open_then
    for place, day in enumerate(("05", "06", "07", "08")):  # wherever the range begins
        [only] = await answer(world, manager, between(f"2024-03-{int(day) - 1:02}", f"2024-03-{day}"), DAY)
        assert only.backlog == 2 * open_then[place]


async def test_what_is_reopened_is_open_from_its_report_on(world: World, manager: Person) -> None:
    incident = await world.incident_in("RESOLVED", manager, await world.engineer())
    await past(world, incident, "2024-03-04 10:00", resolved_at="2024-03-05 10:00")
    range_ = between("2024-03-04", "2024-03-07")
    assert [day.backlog for day in await answer(world, manager, range_, DAY)] == [1, 0, 0]
    await world.app.incidents.reopen(manager, Decision(incident.id))
    assert [day.backlog for day in await answer(world, manager, range_, DAY)] == [1, 1, 1]


# Time zones


async def test_a_report_late_in_the_evening_is_of_the_next_day_in_berlin(world: World, manager: Person) -> None:
    await reported(world, manager, "2024-03-04 23:30")  # a Monday
    for zone, counts, hour in (("UTC", [1, 0], BusyHour(0, 23, 1)), (BERLIN, [0, 1], BusyHour(1, 0, 1))):
        start = utc("2024-03-04").replace(tzinfo=ZoneInfo(zone))
        draft = ScopeDraft(start, start + timedelta(days=2), zone)
        days, hours = await answers(world, manager, draft, DAY, Part.BUSIEST_HOURS)
        assert ([day.figures.incidents for day in days], hours) == (counts, [hour])


@pytest.mark.parametrize(
    ("day", "hours", "reports", "busiest"),
    [
        # 01:30 and 03:30: there is no hour from 2 to 3.
        ("2024-03-31", 23, ["2024-03-31 00:30", "2024-03-31 01:30"], [BusyHour(6, 1, 1), BusyHour(6, 3, 1)]),
        # 02:30 twice.
        ("2024-10-27", 25, ["2024-10-27 00:30", "2024-10-27 01:30"], [BusyHour(6, 2, 2)]),
    ],
)
async def test_the_day_on_which_the_clocks_change_is_one_day(
    world: World, manager: Person, day: str, hours: int, reports: list[str], busiest: list[BusyHour]
) -> None:
    midnight = utc(day).replace(tzinfo=ZoneInfo(BERLIN))
    draft = ScopeDraft(midnight - timedelta(days=1), midnight + timedelta(days=2), BERLIN)
    for report in reports:
        await reported(world, manager, report)
    days, found = await answers(world, manager, draft, DAY, Part.BUSIEST_HOURS)
    assert [(period.span.end - period.span.start, period.figures.incidents) for period in days] == [
        (timedelta(hours=24), 0),
        (timedelta(hours=hours), 2),
        (timedelta(hours=24), 0),
    ]
    assert found == busiest


# Who may ask what


async def test_an_engineer_sees_what_is_assigned_to_them_and_no_more(world: World, manager: Person) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    for person, restricted in ((ada, True), (ada, False), (bob, True), (bob, False), (bob, False)):
        incident = await world.incident_in("ASSIGNED", manager, person, restricted=restricted)
        await past(world, incident, "2024-03-04")
    draft, of_ada = between(*MARCH), between(*MARCH, assignee_id=ada.id)
    for person, asked, count in ((manager, draft, 5), (manager, of_ada, 2), (ada, draft, 2), (ada, of_ada, 2)):
        summary, weeks = await answers(world, person, asked, SUMMARY, WEEK)
        assert (summary.incidents, weeks[0].backlog, weeks[-1].backlog) == (count, 0, count)
    [group] = await answer(world, ada, draft, Grouping.ENGINEER)
    assert (group.key, group.figures.incidents) == (ada.id, 2)


async def test_the_figures_of_others_are_refused(world: World, manager: Person) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    of_all = await world.app.analytics.scope(manager, between(*MARCH))
    of_bob = await world.app.analytics.scope(bob, between(*MARCH))
    admin = await world.admin()
    key = await world.app.auth.caller(await world.key(admin), ada)
    before = await world.fingerprint()
    for ask in (
        lambda: world.app.analytics.scope(ada, between(*MARCH, assignee_id=bob.id)),
        lambda: world.app.analytics.answers(ada, [Question(of_all, SUMMARY)]),
        lambda: world.app.analytics.answers(ada, [Question(of_bob, SUMMARY)]),
    ):
        with pytest.raises(Forbidden, match="The role ENGINEER may not see the workload of others"):
            await ask()
    for ask in (
        lambda: world.app.analytics.scope(key, between(*MARCH)),
        lambda: world.app.analytics.answers(key, [Question(of_all, SUMMARY)]),
    ):
        with pytest.raises(Forbidden, match="An integration may not see who and what there is"):
            await ask()
    assert await world.fingerprint() == before


async def test_what_another_organization_has_is_not_found(world: World, other_world: World, manager: Person) -> None:
    theirs = {
        "assignee_id": (await other_world.engineer()).id,
        "team_id": (await other_world.team()).id,
        "service_id": (await other_world.service()).id,
        "category_id": (await other_world.category()).id,
    }
    for name, id in theirs.items():
        for unknown in (id, uuid4()):
            with pytest.raises(NotFound):
                await world.app.analytics.scope(manager, between(*MARCH, **{name: unknown}))


@pytest.mark.parametrize(
    ("since", "until", "zone", "field", "message"),
    [
        ("2024-03-01", "2024-03-01", "UTC", "until", "The end must be behind the beginning."),
        ("2199-03-01", "2200-03-01", "UTC", "since", "Nothing has happened since then: it must be in the past."),
        ("2020-01-01", "2023-01-04", "UTC", "since", "This is more than 1098 days before the end; ask for less."),
        ("0001-01-01", "0001-01-02", "America/New_York", "since", "This is before 1900; ask for later times."),
        ("2024-03-01", "2024-04-01", "Berlin", "timeZone",
         "This must be the name of a time zone, as in Europe/Berlin."),
        ("2024-03-01", "2024-04-01", "", "timeZone", "This must be the name of a time zone, as in Europe/Berlin."),
        ("2024-03-01", "2024-04-01", "localtime", "timeZone",
         "This must be the name of a time zone, as in Europe/Berlin."),
    ],
)  # fmt: skip
async def test_a_range_that_cannot_be_is_refused(
    world: World, manager: Person, since: str, until: str, zone: str, field: str, message: str
) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.analytics.scope(manager, between(since, until, zone))
    assert [(violation.field, violation.message) for violation in refusal.value.violations] == [((field,), message)]


async def test_a_range_ends_now_at_the_latest(world: World, manager: Person) -> None:
    scope = await world.app.analytics.scope(manager, between("2020-01-01", "2023-01-03"))
    assert (scope.since, scope.until) == (utc("2020-01-01"), utc("2023-01-03"))
    soon = scope.now + timedelta(days=3)
    for until in (soon, None):
        scope = await world.app.analytics.scope(manager, ScopeDraft(scope.now - timedelta(days=2), until))
        assert scope.until == scope.now < soon
