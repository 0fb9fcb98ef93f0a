"""What figures say of escalations and pages, and that what they count by is what the logs say."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from analytics import answer, answers, between, utc
from event_logs import SAMPLE, imported, rows
from factories import Person, World, step
from paging import live_in, tell

from siems.domain.analytics import Grouping, Lateness, Pages
from siems.domain.clock import OffsetClock
from siems.domain.incidents import Severity
from siems.models import Incident
from siems.services.analytics import Part, ScopeDraft
from siems.services.incidents import Decision

COUNTERS = ("reopen_count", "rule_escalations", "hand_escalations")
MARCH = ("2024-03-01", "2024-04-01")


async def lived_through(world: World, clock: OffsetClock, manager: Person) -> dict[str, Incident]:
    """Incidents that rules and people escalated, some of them in several rounds."""
    ada, incidents, escalations = await world.engineer("Ada"), world.app.incidents, world.app.escalations
    await world.rule(steps=[step("ALL_MANAGERS"), step("ALL_MANAGERS", delay_seconds=300)])
    await world.rule("Unresolved", "UNRESOLVED", after_seconds=3600, severities=["CRITICAL"])
    twice, by_hand = await world.incident(manager, "Twice"), await world.incident(manager, "By hand")
    both = await world.incident(manager, "Both", severity=Severity.CRITICAL)
    quiet = await world.incident(manager, "Quiet")
    for incident in (by_hand, quiet):
        await incidents.assign(manager, Decision(incident.id), ada.id)
    clock.advance(minutes=6.5)
    assert (await escalations.sweep()).fired == 2  # the first step of "Twice" and "Both"
    await escalations.escalate(await world.admin(), Decision(by_hand.id))
    await escalations.escalate(manager, Decision(by_hand.id, reason="Still nobody"))
    clock.advance(minutes=9)
    assert (await escalations.sweep()).fired == 2  # the second one
    await incidents.claim(ada, Decision(both.id))
    for incident in (both, quiet):
        await incidents.start(ada, Decision(incident.id))
        await incidents.resolve(ada, Decision(incident.id), "Fixed")
    await incidents.reopen(manager, Decision(both.id))
    await escalations.escalate(manager, Decision(both.id))
    clock.advance(minutes=90)
    assert (await escalations.sweep()).fired == 1  # in its second round
    await incidents.resolve(manager, Decision(both.id), "Fixed again")
    await incidents.reopen(manager, Decision(both.id))
    return {"twice": twice, "by hand": by_hand, "both": both, "quiet": quiet}


async def counted(world: World) -> dict[UUID, tuple[int, ...]]:
    """What the rows of the incidents say."""
    found = await rows(world, f"SELECT id, {', '.join(COUNTERS)} FROM incidents WHERE organization_id = $1")
    return {row["id"]: tuple(row[name] for name in COUNTERS) for row in found}


async def told_by(world: World, sql: str) -> dict[UUID, tuple[int, ...]]:
    """The same from what stands in other tables."""
    zero: Mapping[UUID, tuple[int, ...]] = dict.fromkeys(await counted(world), (0, 0, 0))
    return {**zero, **{row["id"]: tuple(row[name] for name in COUNTERS) for row in await rows(world, sql)}}


BY_LOG = """
SELECT subject_id AS id, count(*) FILTER (WHERE action = 'REOPENED') AS reopen_count,
    count(*) FILTER (WHERE action = 'ESCALATED' AND after ? 'rule') AS rule_escalations,
    count(*) FILTER (WHERE action = 'ESCALATED' AND after ? 'by_hand') AS hand_escalations
FROM incident_log WHERE organization_id = $1 GROUP BY subject_id
"""
BY_TABLE = """
SELECT incident_id AS id, 0 AS reopen_count, count(*) FILTER (WHERE rule_id IS NOT NULL) AS rule_escalations,
    count(*) FILTER (WHERE rule_id IS NULL) AS hand_escalations
FROM escalations WHERE organization_id = $1 GROUP BY incident_id
"""


async def test_the_counters_say_what_the_log_and_the_escalations_say(
    world: World, clock: OffsetClock, manager: Person
) -> None:
    incidents = await lived_through(world, clock, manager)
    found = await counted(world)
    assert {name: found[incident.id] for name, incident in incidents.items()} == {
        "twice": (0, 2, 0),
        "by hand": (0, 0, 2),
        "both": (2, 3, 1),
        "quiet": (0, 0, 0),
    }
    assert found == await told_by(world, BY_LOG)
    by_table = await told_by(world, BY_TABLE)
    assert {id: counters[1:] for id, counters in found.items()} == {id: told[1:] for id, told in by_table.items()}


@pytest.mark.parametrize("real", [False, True], ids=["sample", "real"])
async def test_the_counters_of_imported_incidents_say_what_their_log_says(
    world: World, request: pytest.FixtureRequest, real: bool
) -> None:
    file = SAMPLE
    if real:
        folder: Path = request.getfixturevalue("shared_data")
        file = folder / "servicenow_incident_event_log.csv"
    await imported(world, file)
    found = await counted(world)
    assert found == await told_by(world, BY_LOG)
    assert sum(reopened for reopened, _, _ in found.values()) > 0
    assert {counters[1:] for counters in found.values()} == {(0, 0)}


async def test_escalations_and_reopenings_are_rates_of_what_there_is(
    world: World, clock: OffsetClock, manager: Person
) -> None:
    incidents = await lived_through(world, clock, manager)
    stored = [await world.stored(incident.id) for incident in incidents.values()]
    draft = ScopeDraft(stored[0]["created_at"], None)
    summary, by_severity, lateness = await answers(
        world, manager, draft, Part.SUMMARY, Grouping.SEVERITY, Part.LATENESS
    )
    assert (summary.incidents, summary.escalated, summary.escalated_by_rule, summary.escalated_by_hand) == (4, 3, 2, 2)
    assert (summary.escalation_rate, summary.rule_escalation_rate, summary.hand_escalation_rate) == (0.75, 0.5, 0.5)
    assert (summary.ever_resolved, summary.reopened, summary.reopen_rate) == (2, 1, 0.5)
    assert (summary.to_resolve.count, summary.to_resolve.left_out) == (1, 3)  # what is open again is left out
    quiet = stored[-1]
    assert summary.to_resolve.mean == (quiet["resolved_at"] - quiet["created_at"]).total_seconds()
    assert (summary.to_acknowledge.count, summary.to_start.count) == (2, 2)
    assert [(group.name, group.figures.escalated) for group in by_severity] == [("CRITICAL", 1), ("HIGH", 2)]

    fired = await rows(world, "SELECT lateness_ms FROM escalations WHERE organization_id = $1 AND rule_id IS NOT NULL")
    late = sorted(row["lateness_ms"] / 1000 for row in fired)
    assert len(late) == 5
    assert lateness == Lateness(
        firings=5, p50=late[2], p99=pytest.approx(late[3] + 0.96 * (late[4] - late[3])), max=late[4]
    )
    of_critical = await answer(world, manager, ScopeDraft(draft.since, None, severity=Severity.CRITICAL), Part.LATENESS)
    assert of_critical.firings == 3


async def test_firings_count_when_they_fired(world: World, clock: OffsetClock, manager: Person) -> None:
    await lived_through(world, clock, manager)
    [first, *_, last] = await rows(
        world,
        "SELECT fired_at, lateness_ms FROM escalations WHERE organization_id = $1 AND rule_id IS NOT NULL "
        "ORDER BY fired_at",
    )
    moment, instant = last["fired_at"], timedelta(microseconds=1)
    seconds = last["lateness_ms"] / 1000
    just_it = await answer(world, manager, ScopeDraft(moment, moment + instant), Part.LATENESS)
    assert just_it == Lateness(1, seconds, seconds, seconds)
    before_it = await answer(world, manager, ScopeDraft(first["fired_at"], moment), Part.LATENESS)
    assert before_it.firings == 4


async def test_pages_are_counted_for_whom_they_woke(world: World, other_world: World, manager: Person) -> None:
    ada, bob, cid = await world.engineer("Ada"), await world.engineer("Bob"), await world.engineer("Cid")
    await live_in(world, ada, "Europe/Berlin")
    await live_in(world, bob, "America/New_York")
    low = await world.incident(manager, severity=Severity.LOW, restricted=True)
    high = await world.incident_in("ASSIGNED", manager, bob)
    stranger = await other_world.engineer()
    moments = [
        utc("2024-03-01 00:00"),  # 01:00 in Berlin
        utc("2024-03-30 20:30"),  # 21:30 in Berlin, 16:30 in New York
        utc("2024-03-31 20:30"),  # 22:30 in Berlin by now
        utc("2024-03-15 04:59"),  # 05:59 in Berlin, 00:59 in New York
    ]
    await tell(world, ada, low, moments)
    await tell(world, bob, high, [*moments[1:], utc("2024-02-29 23:59:59"), utc("2024-04-01")])  # two are outside
    await tell(other_world, stranger, await other_world.incident(stranger), moments)
    await world.deactivate(bob)

    draft = between(*MARCH)
    of_ada, of_bob = Pages(ada.id, "Ada", 4, 3), Pages(bob.id, "Bob", 3, 1)
    assert await answer(world, manager, draft, Part.PAGES) == [of_ada, of_bob]
    for filter, expected in (
        ({"severity": Severity.LOW}, [of_ada]),
        ({"severity": Severity.HIGH}, [of_bob]),
        ({"assignee_id": ada.id}, [of_ada]),
        ({"assignee_id": ada.id, "severity": Severity.HIGH}, []),
        ({"assignee_id": cid.id}, []),
    ):
        assert await answer(world, manager, between(*MARCH, **filter), Part.PAGES) == expected
    assert await answer(world, ada, draft, Part.PAGES) == [of_ada]
    assert await answer(world, cid, draft, Part.PAGES) == []
    nobody: list[Any] = await answer(world, await other_world.manager(), draft, Part.PAGES)
    assert [(each.user_id, each.pages) for each in nobody] == [(stranger.id, 4)]
