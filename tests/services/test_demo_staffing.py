"""Demo data: who can do what, who works when and who is on call, and that the log says all of it."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from event_logs import rows
from factories import World

from siems.domain.hours import Span, WeeklyHours, days, local_time
from siems.domain.incidents import Severity
from siems.services.demo import populate
from siems.services.on_call import people_on_call, plans

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FEBRUARY, TURN = datetime(2026, 2, 12, 12, tzinfo=UTC), timedelta(days=7)
"""A Thursday in winter. The turns of its week began on the 9th."""


async def populated(world: World, now: datetime = FEBRUARY) -> World:
    async with world.app.units.of(world.organization.id) as work:
        work.now = now
        await populate(work, "no password", f"{world.organization.id}.example.com")
    return world


@pytest.fixture
async def demo(world: World) -> World:
    """The demo data of a day in February."""
    return await populated(world)


async def logged(world: World, action: str, kind: str) -> list[tuple[str, Any, Any]]:
    """Name of the subject, before and after of each such entry, in the order of the names."""
    table = {"user": "users", "service": "services", "category": "categories", "on_call_schedule": "on_call_schedules"}
    found = await rows(
        world,
        f"SELECT name, before::text, after::text, actor_kind, actor_name FROM configuration_log l JOIN {table[kind]} s "
        "ON s.id = subject_id WHERE l.organization_id = $1 AND action = $2 AND subject_kind = $3 ORDER BY name",
        action,
        kind,
    )
    assert {(row["actor_kind"], row["actor_name"]) for row in found} == {("SYSTEM", "demo data")}
    return [(row["name"], json.loads(row["before"]), json.loads(row["after"])) for row in found]


async def shifts(world: World, schedule: str, within: Span) -> list[tuple[str, str, str]]:
    """Who has each shift, or is missed in each gap, from when to when, in the order of time."""
    async with world.app.units.of(world.organization.id) as work:
        [plan] = await plans(
            work, [one for one in await work.on_call_schedules.by_name() if one.name == schedule], within
        )
        people = await work.users.by_ids(
            [row["id"] for row in await rows(world, "SELECT id FROM users WHERE organization_id = $1")]
        )
    zone = ZoneInfo(plan.row.time_zone)
    found = [(shift.span, people[shift.user_id].name) for shift in plan.timeline.shifts]
    found += [(gap.span, "nobody: " + ", ".join(people[id].name for id in gap.away)) for gap in plan.timeline.gaps]
    return [
        (f"{local_time(span.start, zone):%m-%d %H}", f"{local_time(span.end, zone):%m-%d %H}", who)
        for span, who in sorted(found)
    ]


async def test_every_engineer_has_skills_and_everything_but_bugs_asks_for_some(demo: World) -> None:
    held = await rows(
        demo,
        "SELECT u.name, s.name AS skill, level FROM user_skills h JOIN users u ON u.id = user_id "
        "JOIN skills s ON s.id = skill_id WHERE h.organization_id = $1 AND u.name = 'Noor Haddad' ORDER BY skill",
    )
    assert [(row["skill"], row["level"]) for row in held] == [
        ("Frontend", 5), ("Kubernetes", 3), ("Payments", 1), ("Search", 2), ("Security", 3)
    ]  # fmt: skip
    whose = await rows(
        demo,
        "SELECT role, count(s) AS skills FROM users u LEFT JOIN user_skills s ON s.user_id = u.id "
        "WHERE u.organization_id = $1 GROUP BY u.id",
    )
    assert {row["role"] for row in whose if row["skills"]} == {"ENGINEER"}
    assert min(row["skills"] for row in whose if row["role"] == "ENGINEER") == 3
    asked = await rows(
        demo,
        "SELECT coalesce(v.name, c.name) AS subject, s.name AS skill, level FROM required_skills r "
        "JOIN skills s ON s.id = skill_id LEFT JOIN services v ON v.id = service_id "
        "LEFT JOIN categories c ON c.id = category_id WHERE r.organization_id = $1 ORDER BY subject, skill",
    )
    assert [(row["subject"], row["skill"], row["level"]) for row in asked] == [
        ("Checkout", "Frontend", 3), ("Checkout", "PostgreSQL", 2),
        ("Customer accounts", "Frontend", 2), ("Customer accounts", "Security", 3),
        ("Data", "PostgreSQL", 3), ("Fulfilment", "PostgreSQL", 3), ("Notifications", "Messaging", 3),
        ("Outage", "Kubernetes", 3), ("Payments", "Payments", 4), ("Performance", "PostgreSQL", 3),
        ("Search", "Search", 4), ("Security", "Security", 4), ("Third party", "Networking", 2),
    ]  # fmt: skip


async def test_the_log_tells_skills_with_their_names_and_levels(demo: World) -> None:
    ids = {
        row["name"]: str(row["id"])
        for row in await rows(demo, "SELECT id, name FROM skills WHERE organization_id = $1")
    }
    assert sorted(ids) == [
        "Frontend", "Kubernetes", "Messaging", "Networking", "Payments", "PostgreSQL", "Search", "Security"
    ]  # fmt: skip
    services = await logged(demo, "SKILLS_CHANGED", "service")
    checkout = [{"id": ids[name], "name": name, "level": level} for name, level in (("Frontend", 3), ("PostgreSQL", 2))]
    assert services[0] == ("Checkout", {"required_skills": []}, {"required_skills": checkout})
    assert len(services) == 6
    assert len(await logged(demo, "SKILLS_CHANGED", "category")) == 5
    people = await logged(demo, "SKILLS_CHANGED", "user")
    assert len(people) == 8
    jonas = [
        {"id": ids[name], "name": name, "level": level}
        for name, level in (("Kubernetes", 3), ("Messaging", 5), ("Networking", 2))
    ]
    assert ("Jonas Lindqvist", {"skills": []}, {"skills": jonas}) in people


async def test_everybody_has_hours_in_a_zone_of_their_own(demo: World) -> None:
    people = await rows(demo, "SELECT name, time_zone, working_hours::text FROM users WHERE organization_id = $1")
    assert len({person["time_zone"] for person in people}) == 11
    for person in people:
        assert WeeklyHours.read(json.loads(person["working_hours"])).spans(
            ZoneInfo(person["time_zone"]), Span(FEBRUARY, FEBRUARY + TURN)
        )
    said = await logged(demo, "AVAILABILITY_CHANGED", "user")
    assert len(said) == 11
    window = {"weekdays": [0, 1, 2, 3, 4], "starts_at": "09:00", "ends_at": "18:00"}
    before = {"time_zone": "UTC", "working_hours": None}
    after = {"time_zone": "Asia/Tokyo", "working_hours": [window]}
    assert ("Kenji Morimoto", before, after) in said


async def test_one_is_away_now_and_one_will_be_and_the_log_keeps_no_note_of_why(demo: World) -> None:
    assert await logged(demo, "ABSENCE_ADDED", "user") == [
        ("Jonas Lindqvist", {}, {"starts_on": "2026-02-10", "ends_on": "2026-02-15"}),
        ("Kenji Morimoto", {}, {"starts_on": "2026-02-18", "ends_on": "2026-02-19"}),
    ]
    notes = await rows(demo, "SELECT note FROM absences WHERE organization_id = $1 ORDER BY starts_on")
    assert [row["note"] for row in notes] == ["Parental leave", "Conference"]


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        (
            "Storefront",
            [
                ("02-09 09", "02-16 09", "Noor Haddad"),
                ("02-16 09", "02-17 16", "Kenji Morimoto"),
                ("02-17 16", "02-19 16", "nobody: Kenji Morimoto"),  # two days in Tokyo
                ("02-19 16", "02-23 09", "Kenji Morimoto"),
            ],
        ),
        (
            "Orders and payments",
            [
                ("02-09 09", "02-16 09", "Thandiwe Mokoena"),
                ("02-16 09", "02-21 09", "Mateus Carvalho"),
                ("02-21 09", "02-22 09", "Thandiwe Mokoena"),  # stands in
                ("02-22 09", "02-23 09", "Mateus Carvalho"),
            ],
        ),
        (
            "Orders and payments, second",
            [("02-09 09", "02-16 09", "Mateus Carvalho"), ("02-16 09", "02-23 09", "Anjali Deshmukh")],
        ),
    ],
)
async def test_people_take_turns_of_a_week_with_one_gap_and_one_who_stands_in(
    demo: World, schedule: str, told: list[tuple[str, str, str]]
) -> None:
    begin = datetime(2026, 2, 9, 8, tzinfo=UTC)  # which is nine in the morning where the schedules are
    assert await shifts(demo, schedule, Span(begin, begin + 2 * TURN)) == told


async def test_the_log_tells_schedules_and_the_override_with_the_names_of_people(demo: World) -> None:
    made = {name: after for name, _, after in await logged(demo, "CREATED", "on_call_schedule")}
    payments = made["Orders and payments"]
    assert (payments["team"]["name"], payments["time_zone"]) == ("Orders and payments", "Europe/Stockholm")
    layers = [(layer["name"], [one["name"] for one in layer["participants"]]) for layer in payments["layers"]]
    engineers = ["Thandiwe Mokoena", "Mateus Carvalho", "Anjali Deshmukh", "Jonas Lindqvist"]
    assert layers == [("Engineers", engineers), ("Manager", ["Tomás Villanueva"])]
    assert {layer["starts_at"] for layer in payments["layers"]} == {"2025-12-15T09:00"}
    [(name, before, after)] = await logged(demo, "OVERRIDE_ADDED", "on_call_schedule")
    assert (name, before, after["schedule"]["name"]) == ("Orders and payments", {}, "Orders and payments")
    [row] = await rows(demo, "SELECT id, user_id FROM on_call_overrides WHERE organization_id = $1")
    assert after["override"] == {
        "id": str(row["id"]),
        "user": {"id": str(row["user_id"]), "name": "Thandiwe Mokoena"},
        "starts_at": "2026-02-21T08:00:00.000000Z",
        "ends_at": "2026-02-22T08:00:00.000000Z",
    }


async def test_small_trouble_of_one_category_is_assigned_by_itself(demo: World) -> None:
    [rule] = await rows(demo, "SELECT * FROM assignment_rules WHERE organization_id = $1")
    [data] = await rows(demo, "SELECT id FROM categories WHERE organization_id = $1 AND name = 'Data'")
    [entry] = await rows(
        demo,
        "SELECT after::text FROM configuration_log WHERE organization_id = $1 AND subject_kind = 'assignment_rule'",
    )
    assert (rule["enabled"], rule["minimum_score"], json.loads(rule["category_ids"])) == (True, 40, [str(data["id"])])
    assert json.loads(entry["after"]) == {
        "name": "Small trouble with data",
        "severities": ["LOW", "MEDIUM"],
        "services": [],
        "categories": [{"id": str(data["id"]), "name": "Data"}],
        "teams": [],
        "minimum_score": 40,
        "enabled": True,
    }
    [service] = await rows(demo, "SELECT id, team_id FROM services WHERE organization_id = $1 AND name = 'Fulfilment'")
    reporter = await demo.engineer()
    about = {"category_id": data["id"], "service_id": service["id"], "team_id": service["team_id"]}
    small = await demo.incident(reporter, severity=Severity.LOW, **about)
    big = await demo.incident(reporter, severity=Severity.HIGH, **about)
    assert (small.status, big.status, big.assignee_id) == ("ASSIGNED", "OPEN", None)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 2, 16, 7, 59, tzinfo=UTC),  # a minute before a handoff
        datetime(2026, 2, 16, 8, tzinfo=UTC),
        datetime(2026, 3, 28, 23, tzinfo=UTC),  # the clocks change tonight
        datetime(2026, 10, 24, 12, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    ],
)
async def test_whenever_it_is_filled_somebody_is_on_call_and_the_next_two_weeks_have_something_to_show(
    world: World, now: datetime
) -> None:
    await populated(world, now)
    teams = await rows(world, "SELECT id, name FROM teams WHERE organization_id = $1")
    async with world.app.units.of(world.organization.id) as work:
        on_call = {team["name"]: len(await people_on_call(work, team["id"], now)) for team in teams}
        found = await plans(work, await work.on_call_schedules.by_name(), Span(now, now + 2 * TURN))
        absences = await work.rows("SELECT * FROM absences WHERE organization_id = $1", world.organization.id)
        [override] = await work.on_call_schedules.overrides([plan.row.id for plan in found], Span(now, now + 2 * TURN))
    assert on_call == {"Storefront": 1, "Orders and payments": 2}
    gaps = [(plan.row.name, gap.span, gap.away) for plan in found for gap in plan.timeline.gaps]
    assert [(name, len(away)) for name, _, away in gaps] == [("Storefront", 1)]
    assert now < gaps[0][1].start < gaps[0][1].end < now + 2 * TURN
    assert now < override.starts_at < override.ends_at < now + 2 * TURN
    running = [now in days(row["starts_on"], row["ends_on"], STOCKHOLM) for row in absences]
    assert Counter(running) == {True: 1, False: 1}
    assert gaps[0][1].end - gaps[0][1].start == timedelta(days=2)
    assert (await world.app.audit.verify(world.organization.id)).ok
