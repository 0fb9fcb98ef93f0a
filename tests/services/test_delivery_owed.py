"""What is owed to whom by an entry of an incident's log: which contact methods, when, and what nobody is owed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clocks import StandingClock
from contacting import method, steps, webhook, wishes
from delivering import deliveries, owed
from duty import now
from factories import Person, World

from siems.domain.delivery import Channel, Urgency
from siems.domain.incidents import Severity
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_reports import Report
from siems.services.incidents import Decision, IncidentService

REPORT = Report("Disk full on db-1")


async def assigned(world: World, manager: Person, ada: Person, severity: Severity = Severity.HIGH) -> Decision:
    decision = Decision((await world.incident(manager, severity=severity)).id)
    await world.app.incidents.assign(manager, decision, ada.id)
    return decision


async def test_a_page_goes_by_every_step_of_the_person_at_its_time(world: World, manager: Person, ada: Person) -> None:
    push, sms, mail = [await method(world, ada, channel) for channel in (Channel.APP, Channel.SMS, Channel.EMAIL)]
    unverified = await method(world, ada, Channel.SMS, "other", verified=False)
    await steps(world, ada, (0, push), (5, sms), (5, unverified))
    await steps(world, ada, (1, mail), urgency=Urgency.INFORMATION)
    await assigned(world, manager, ada)
    assert await owed(world) == [("app", "PAGE", 0.0), ("sms", "PAGE", 5.0)]


async def test_without_steps_a_page_goes_everywhere_at_once_and_information_to_the_first_address(
    world: World, manager: Person, ada: Person
) -> None:
    await method(world, ada, Channel.SMS)
    await method(world, ada, Channel.EMAIL, "mail 1")
    await method(world, ada, Channel.EMAIL, "mail 2")
    await method(world, ada, Channel.EMAIL, "mail 0", verified=False)
    await assigned(world, manager, ada, Severity.CRITICAL)
    everywhere = [("mail 1", "PAGE", 0.0), ("mail 2", "PAGE", 0.0), ("sms", "PAGE", 0.0)]
    assert await owed(world) == everywhere
    await assigned(world, manager, ada, Severity.MEDIUM)
    assert await owed(world) == [*everywhere, ("mail 1", "INFORMATION", 0.0)]


async def test_an_escalation_pages_whatever_the_severity_and_the_wishes(world: World, manager: Person) -> None:
    await method(world, manager)
    await wishes(world, manager, {"ESCALATED": "NEVER"}, quiet=(0, 1439, "UTC"))
    await world.rule(after_seconds=0)
    await world.incident(await world.engineer(), severity=Severity.LOW)
    await world.app.escalations.sweep()
    assert await owed(world) == [("email", "PAGE", 0.0)]


@pytest.mark.parametrize(
    ("lowest", "severity", "told"),
    [
        ({}, "LOW", 1),
        ({"COMMENTED": "HIGH"}, "MEDIUM", 0),
        ({"COMMENTED": "HIGH"}, "HIGH", 1),
        ({"COMMENTED": "NEVER"}, "CRITICAL", 0),
        ({"RESOLVED": "NEVER"}, "LOW", 1),
    ],
)
async def test_information_is_what_the_person_wants(
    world: World, manager: Person, ada: Person, lowest: dict[str, str], severity: str, told: int
) -> None:
    incident = await world.incident(ada, severity=Severity[severity])
    await method(world, ada)
    await wishes(world, ada, lowest)
    await world.app.incidents.comment(manager, incident.id, "Is it the disk?")
    assert await owed(world) == [("email", "INFORMATION", 0.0)] * told


async def test_those_who_follow_an_incident_are_told_what_others_do(world: World, manager: Person, ada: Person) -> None:
    bob, eve = await world.engineer("Bob"), await world.engineer("Eve")
    for person in (manager, ada, bob, eve):
        await method(world, person, name=person.user.name)
    decision = Decision((await world.incident(ada)).id)
    app = world.app
    await app.participants.add(manager, decision, bob.id)
    await app.incidents.claim(ada, decision)
    await app.incidents.comment(ada, decision.incident_id, "Mine")
    await app.incidents.start(ada, decision)
    await app.incidents.resolve(manager, decision, "Fixed")
    await app.incidents.reopen(manager, decision)
    told = [(row["kind"], row["method"]) for row in await deliveries(world)]
    assert told == [
        ("COMMENTED", "Bob"),
        *(("RESOLVED", name) for name in ("Ada", "Bob")),
        *(("REOPENED", name) for name in ("Ada", "Bob")),
    ]


async def test_a_service_level_at_risk_is_told_to_whoever_has_the_incident(
    world: World, manager: Person, ada: Person
) -> None:
    await method(world, ada)
    await method(world, manager)
    clock = StandingClock()
    await world.policy()
    past = IncidentService(UnitsOfWork(clock))
    clock.now = await now(world) - timedelta(minutes=9)
    incident = await past.report(manager, REPORT)
    await past.assign(manager, Decision(incident.id), ada.id)
    await world.app.escalations.sweep()
    assert [(row["kind"], row["method"], row["urgency"]) for row in await deliveries(world)] == [
        ("ASSIGNED", "email", "INFORMATION"),
        ("SLA_AT_RISK", "email", "INFORMATION"),
    ]


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        ((22 * 60, 7 * 60), "2026-01-10 21:59", "2026-01-10 21:59"),
        ((22 * 60, 7 * 60), "2026-01-10 22:00", "2026-01-11 07:00"),
        ((22 * 60, 7 * 60), "2026-01-11 06:59", "2026-01-11 07:00"),
        ((22 * 60, 7 * 60), "2026-01-11 07:00", "2026-01-11 07:00"),
        ((60, 5 * 60), "2026-03-29 01:30", "2026-03-29 05:00"),  # the hour after is left out that night
        ((13 * 60, 14 * 60), "2026-01-10 13:30", "2026-01-10 14:00"),
        ((13 * 60, 13 * 60), "2026-01-10 13:00", "2026-01-10 13:00"),
    ],
)
async def test_quiet_hours_defer_information_to_their_end_where_the_person_lives(
    world: World, manager: Person, ada: Person, quiet: tuple[int, int], at: str, until: str
) -> None:
    berlin, clock = ZoneInfo("Europe/Berlin"), StandingClock()
    await method(world, ada)
    await wishes(world, ada, quiet=(*quiet, "Europe/Berlin"))
    clock.now = datetime.fromisoformat(at).replace(tzinfo=berlin).astimezone(UTC)
    incidents = IncidentService(UnitsOfWork(clock))
    incident = await incidents.report(ada, REPORT)
    await incidents.comment(manager, incident.id, "Hm")
    [row] = await deliveries(world)
    assert row["due_at"] == row["next_attempt_at"]
    assert row["due_at"].astimezone(berlin).strftime("%Y-%m-%d %H:%M") == until


async def test_webhooks_are_told_of_the_entries_that_they_want(world: World, manager: Person, ada: Person) -> None:
    admin = await world.admin()
    await webhook(world, admin, "all")
    await webhook(world, admin, "some", actions=["ASSIGNED", "RESOLVED"], restricted=True)
    await webhook(world, admin, "off", enabled=False)
    await assigned(world, manager, ada)
    secret = await world.incident(manager, restricted=True)
    await world.app.incidents.assign(manager, Decision(secret.id), ada.id)
    told = {(row["webhook"], row["action"], row["incident_id"] == secret.id) for row in await deliveries(world)}
    assert told == {
        ("all", "REPORTED", False),
        ("all", "ASSIGNED", False),
        ("some", "ASSIGNED", False),
        ("some", "ASSIGNED", True),
    }
