"""Trying a rule out on what has happened: what it finds, for whom, within which bounds."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from event_logs import imported, incident, rows, utc
from factories import World

from siems.bootstrap import Application
from siems.domain.clock import OffsetClock
from siems.domain.errors import Busy, Forbidden, ValidationFailed
from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationRule, Step, Target, TargetKind
from siems.domain.escalation.strategies import BUILT_IN, EscalationStrategy
from siems.domain.escalation.tally import Overlap, Week
from siems.domain.incidents import Severity
from siems.domain.matching import Match
from siems.services import escalation_simulation as simulation
from siems.services.escalation_drafts import RuleDraft, StepDraft
from siems.services.escalation_simulation import Bounds, EscalationSimulation, Simulated
from siems.services.incidents import Decision

NOWHERE = datetime(2000, 1, 1, tzinfo=UTC)


def draft(
    strategy: str = "UNASSIGNED", *, minutes: float = 5, delays: tuple[float, ...] = (0,), **more: Any
) -> EscalationRule:
    """A rule that nobody has made, in minutes."""
    steps = tuple(Step(timedelta(minutes=delay)) for delay in delays)
    values = {"match": Match(), "active_since": NOWHERE, **more}
    return EscalationRule(
        UUID(int=1), "Draft", strategy=strategy, after=timedelta(minutes=minutes), steps=steps, **values
    )


async def now(world: World) -> datetime:
    async with world.app.units.of(world.organization.id) as work:
        return work.now


async def simulated(world: World, rule: EscalationRule, since: datetime, until: datetime | None = None) -> Simulated:
    return await world.app.escalation_simulation.run(await world.manager(), rule, since, until)


# What was imported


DAY_ONE, DAY_LAST = utc("2021-05-03 00:00"), utc("2021-05-31 00:00")


async def firings_of(world: World, found: Simulated) -> list[tuple[str, int, int, str]]:
    """Incident, round, step and time, in the order of the answer."""
    stored = await rows(world, "SELECT id, external_ref FROM incidents WHERE organization_id = $1")
    names = {row["id"]: row["external_ref"][-1] for row in stored}
    return [
        (names[each.incident_id], each.firing.round, each.firing.step, f"{each.firing.fires_at:%d %H:%M}")
        for each in found.found.first
    ]


async def test_a_rule_is_tried_out_on_what_was_imported(world: World) -> None:
    await imported(world)
    found = await simulated(world, draft(minutes=10, delays=(0, 60)), DAY_ONE, DAY_LAST)
    assert await firings_of(world, found) == [
        ("1", 1, 0, "03 08:10"),
        ("2", 1, 0, "03 09:10"),
        ("4", 1, 0, "04 07:10"),
        ("4", 1, 1, "04 08:10"),
        ("7", 1, 0, "04 11:10"),
        ("8", 1, 0, "05 06:10"),
    ]
    assert (found.found.incidents, found.found.escalated, found.found.firings) == (8, 5, 6)
    assert found.found.weeks == [
        Week(date(2021, 5, 3), 5, 6),
        Week(date(2021, 5, 10), 0, 0),
        Week(date(2021, 5, 17), 0, 0),
        Week(date(2021, 5, 24), 0, 0),
    ]
    assert found.found.overlap == Overlap(both=0, only_simulated=5, only_really=0)
    assert (found.since, found.until, found.truncated, found.failed) == (DAY_ONE, DAY_LAST, False, 0)


async def test_each_assignee_of_an_imported_incident_has_their_own_time(world: World) -> None:
    await imported(world)
    found = await simulated(world, draft("NOT_STARTED", minutes=30), DAY_ONE, DAY_LAST)
    assert await firings_of(world, found) == [
        ("1", 1, 0, "03 08:50"),
        ("3", 1, 0, "03 10:31"),
        ("1", 2, 0, "03 16:30"),
        ("5", 1, 0, "04 08:31"),
        ("6", 1, 0, "04 09:35"),
    ]


async def test_a_rule_is_for_what_it_matches_at_the_time(world: World) -> None:
    await imported(world)
    team = (await incident(world, "INC9000001"))["team_id"]  # from 16:00 on
    rule = draft("UNRESOLVED", minutes=60, acknowledge_timeout=timedelta(minutes=1))
    found = await simulated(world, replace(rule, match=Match(team_ids=frozenset({team}))), DAY_ONE, DAY_LAST)
    assert await firings_of(world, found) == [
        ("1", 2, 0, "03 17:00"),
        ("5", 1, 0, "04 09:00"),
        ("6", 1, 0, "04 10:00"),
    ]


async def test_only_incidents_of_that_time_are_looked_at(world: World) -> None:
    await imported(world)
    rule = draft(minutes=10)
    before, after = utc("2021-05-02 00:00"), utc("2021-05-20 00:00")
    assert (await simulated(world, rule, before, DAY_ONE)).found.incidents == 0
    later = await simulated(world, rule, after, DAY_LAST)
    assert (later.found.incidents, await firings_of(world, later)) == (4, [("4", 1, 0, "20 00:10")])


async def test_the_real_incidents_are_simulated_as_a_plain_count_of_their_rows_says(
    world: World, shared_data: Path
) -> None:
    """Unassigned for an hour: by the log's own entries, without facts, strategies or ladders."""
    await imported(world, shared_data / "servicenow_incident_event_log.csv")
    entries = await rows(
        world,
        "SELECT subject_id, at, after ->> 'status' AS status FROM incident_log "
        "WHERE organization_id = $1 AND after ? 'status' ORDER BY subject_id, sequence",
    )
    since = min(entry["at"] for entry in entries)
    until, hour = since + timedelta(days=366), timedelta(hours=1)
    firings: Counter[UUID] = Counter()
    for entry, follower in pairwise([*entries, {"subject_id": None}]):
        same = entry["subject_id"] == follower["subject_id"]
        ends = min(follower["at"], until) if same else until
        firings[entry["subject_id"]] += entry["status"] == "OPEN" and entry["at"] + hour < ends
    found = (await simulated(world, draft(minutes=60), since, until)).found
    assert found.firings == firings.total() > 0
    assert found.escalated == sum(count > 0 for count in firings.values())
    assert sum(week.firings for week in found.weeks) == found.firings
    assert len(found.first) == min(found.firings, 100)


# A draft, as people write it


RULE = RuleDraft(
    name="Unassigned",
    strategy="UNASSIGNED",
    after_minutes=10,
    steps=[StepDraft(0, [Target(TargetKind.ALL_MANAGERS)]), StepDraft(60, [Target(TargetKind.ALL_MANAGERS)])],
)


async def test_a_draft_is_tried_out_as_the_rule_that_it_would_make(world: World) -> None:
    await imported(world)
    await world.rule("Unassigned")  # that its name is taken is no matter here
    manager, service = await world.manager(), world.app.escalation_simulation
    found = await service.of_draft(manager, RULE, DAY_ONE, DAY_LAST)
    assert (found.found.escalated, found.found.firings) == (5, 6)
    low = replace(RULE, severities=[Severity.LOW], enabled=False)
    assert await firings_of(world, await service.of_draft(manager, low, DAY_ONE, DAY_LAST)) == [
        ("2", 1, 0, "03 09:10"),
        ("8", 1, 0, "05 06:10"),
    ]


async def test_everything_that_is_wrong_with_a_draft_is_said(world: World) -> None:
    wrong = replace(RULE, strategy="GONE", after_minutes=-1, steps=[])
    with pytest.raises(ValidationFailed) as refused:
        await world.app.escalation_simulation.of_draft(await world.manager(), wrong, DAY_ONE, DAY_LAST)
    assert {violation.field for violation in refused.value.violations} == {("strategy",), ("afterMinutes",), ("steps",)}


# Compared with what did happen


async def test_it_is_compared_with_what_did_happen(world: World, clock: OffsetClock) -> None:
    manager, ada = await world.manager(), await world.engineer()
    since = await now(world)
    by_hand, by_both, open_long = [await world.incident(ada) for _ in range(3)]
    await world.incident_in("ASSIGNED", manager, ada)
    clock.advance(minutes=1)
    for each in (by_hand, by_both):
        await world.app.escalations.escalate(manager, Decision(each.id))
    await world.app.incidents.assign(manager, Decision(by_hand.id), ada.id)
    clock.advance(minutes=9)
    found = (await simulated(world, draft(), since)).found
    assert {each.incident_id for each in found.first} == {by_both.id, open_long.id}
    assert found.overlap == Overlap(both=1, only_simulated=1, only_really=1)
    assert (found.by_rules, found.by_hand) == (0, 2)
    assert (found.incidents, found.escalated) == (4, 2)


async def test_what_was_escalated_at_another_time_does_not_count(world: World, clock: OffsetClock) -> None:
    ada, manager = await world.engineer(), await world.manager()
    incident = await world.incident(ada)
    await world.app.escalations.escalate(manager, Decision(incident.id))
    clock.advance(minutes=1)
    found = (await simulated(world, draft(minutes=60), await now(world) - timedelta(seconds=30))).found
    assert (found.incidents, found.by_hand, found.overlap) == (1, 0, Overlap(0, 0, 0))


async def test_another_organizations_incidents_never_appear(world: World, other_world: World) -> None:
    await imported(other_world)
    found = await simulated(world, draft(minutes=1), DAY_ONE, DAY_LAST)
    assert (found.found.incidents, found.found.first, found.found.overlap) == (0, [], Overlap(0, 0, 0))


async def test_managers_see_restricted_incidents_in_it_too(world: World, clock: OffsetClock) -> None:
    since, ada = await now(world), await world.engineer()
    secret = await world.incident(ada, restricted=True)
    clock.advance(minutes=9)
    [first] = (await simulated(world, draft(), since)).found.first
    assert first.incident_id == secret.id


# Bounds, refusals, and what is left alone


async def test_nothing_is_written(world: World) -> None:
    await imported(world)
    manager = await world.manager()
    before = await world.fingerprint()
    await world.app.escalation_simulation.run(manager, draft(), DAY_ONE, DAY_LAST)
    assert await world.fingerprint() == before


@pytest.mark.parametrize("batch", [1, 3, 8, 100])
async def test_batches_make_no_difference(app: Application, world: World, batch: int) -> None:
    await imported(world)
    service, manager = EscalationSimulation(app.units, batch=batch), await world.manager()
    found = await service.run(manager, draft(minutes=10, delays=(0, 60)), DAY_ONE, DAY_LAST)
    assert (found.found.incidents, found.found.firings, found.truncated) == (8, 6, False)


@pytest.mark.parametrize(
    ("bounds", "incidents", "truncated"),
    [
        (Bounds(incidents=8), 8, False),
        (Bounds(incidents=7), 7, True),
        (Bounds(incidents=2), 2, True),
        (Bounds(work=4), 1, True),  # the newest has 4 entries: reported, assigned, started, resolved
        (Bounds(work=5), 2, True),
        (Bounds(seconds=0), 0, True),
    ],
)
async def test_too_much_is_cut_to_the_newest_incidents_and_said(
    app: Application, world: World, bounds: Bounds, incidents: int, truncated: bool
) -> None:
    await imported(world)
    service, manager = EscalationSimulation(app.units, bounds, batch=3), await world.manager()
    found = await service.run(manager, draft("UNRESOLVED", minutes=100_000), DAY_ONE, DAY_LAST)
    assert (found.found.incidents, found.truncated) == (incidents, truncated)


class Picky(EscalationStrategy):
    """Raises for CRITICAL incidents."""

    name, described = "PICKY", "picked"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if facts.severity is Severity.CRITICAL:
            raise ZeroDivisionError
        return BUILT_IN["UNASSIGNED"].due_at(facts, rule)


async def test_an_incident_that_cannot_be_evaluated_is_counted_and_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "strategies", lambda: {"PICKY": Picky()})
    await imported(world)
    found = await simulated(world, draft("PICKY", minutes=10), DAY_ONE, DAY_LAST)
    assert (found.failed, found.found.incidents, found.found.escalated) == (1, 7, 5)


async def test_a_strategy_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(ValidationFailed) as refused:
        await simulated(world, draft("GONE"), DAY_ONE, DAY_LAST)
    assert refused.value.violations[0].field == ("strategy",)


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (-timedelta(days=366, minutes=1), timedelta(), "since"),
        (timedelta(minutes=1), None, "since"),
        (timedelta(minutes=1), timedelta(minutes=2), "since"),
        (-timedelta(minutes=1), -timedelta(minutes=1), "until"),
        (-timedelta(minutes=1), -timedelta(minutes=2), "until"),
    ],
)
async def test_a_time_that_makes_no_sense_is_refused(
    world: World, since: timedelta, until: timedelta | None, field: str
) -> None:
    present = await now(world)
    with pytest.raises(ValidationFailed) as refused:
        await simulated(world, draft(), present + since, None if until is None else present + until)
    assert [violation.field for violation in refused.value.violations] == [(field,)]


async def test_the_time_ends_now_at_the_latest(world: World, clock: OffsetClock) -> None:
    since = await now(world)
    await world.incident(await world.engineer())
    found = await simulated(world, draft(), since, since + timedelta(days=30))
    assert since < found.until < since + timedelta(minutes=5)
    assert found.found.firings == 0


async def test_a_year_is_not_too_long(world: World) -> None:
    present = await now(world)
    assert (await simulated(world, draft(), present - timedelta(days=366), present)).found.firings == 0


async def test_engineers_may_not(world: World) -> None:
    with pytest.raises(Forbidden, match="may not try escalation rules out on what has happened"):
        await world.app.escalation_simulation.run(await world.engineer(), draft(), DAY_ONE, DAY_LAST)


# One at a time


async def test_an_organization_has_one_simulation_at_a_time(world: World, other_world: World) -> None:
    service, since = world.app.escalation_simulation, (await now(world)) - timedelta(days=1)
    manager, stranger = await world.manager(), await other_world.manager()
    with service._alone(manager.user.organization_id):  # as one that is under way does
        for ask in (service.run(manager, draft(), since), service.of_draft(manager, RULE, since)):
            with pytest.raises(Busy, match="Another simulation of your organization is under way; try again when"):
                await ask
        assert isinstance(await service.run(stranger, draft(), since), Simulated)
    assert isinstance(await service.run(manager, draft(), since), Simulated)


async def test_a_simulation_that_is_given_up_stands_in_nobodys_way(world: World) -> None:
    since = await now(world)
    for _ in range(3):
        await world.incident(await world.manager())
    one_by_one = EscalationSimulation(world.app.units, batch=1)
    manager = await world.manager()
    hasty = asyncio.create_task(one_by_one.run(manager, draft(), since - timedelta(days=1)))
    async with asyncio.timeout(30):
        while not one_by_one._under_way:  # noqa: ASYNC110  (it has no event for this)
            await asyncio.sleep(0)
    hasty.cancel()
    await asyncio.wait([hasty])
    assert hasty.cancelled()
    assert (await one_by_one.run(manager, draft(), since - timedelta(days=1))).found.incidents == 3
