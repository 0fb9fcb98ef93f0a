"""The sweep beside everything else: outcomes are one of the legal orders, and each step fires exactly once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from clocks import StandingClock
from factories import Person, World, step

from siems.domain.clock import OffsetClock
from siems.domain.errors import Busy, SiemsError
from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationRule
from siems.domain.escalation.strategies import BUILT_IN, EscalationStrategy, strategies
from siems.models import Escalation, Incident
from siems.repositories.escalations import EscalationRepository
from siems.repositories.unit_of_work import UnitsOfWork
from siems.repositories.users import UserRepository
from siems.services.escalation_sweep import EscalationSweep, Sweep
from siems.services.incidents import Decision, IncidentService

Act = Callable[[World, Person, Incident], Awaitable[Any]]
ROUNDS = 12


async def rows(world: World, sql: str, *values: Any) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(sql, world.organization.id, *values)


async def firings(world: World, incident_id: UUID) -> list[tuple[int, int, int]]:
    """Round, repeat and step of all that has fired for an incident, in order."""
    found = await rows(
        world,
        "SELECT round, repeat, step FROM escalations WHERE organization_id = $1 AND incident_id = $2 ORDER BY id",
        incident_id,
    )
    return [(row["round"], row["repeat"], row["step"]) for row in found]


async def until_quiet(world: World) -> Sweep:
    """Sweeps until nothing fires any more, five sweeps at a time; what they came to."""
    total = Sweep()
    while (swept := sum(await asyncio.gather(*(world.app.escalations.sweep() for _ in range(5))), Sweep())).fired:
        total += swept
    return total


async def test_many_sweeps_at_once_fire_each_step_once_with_its_entry_and_its_notifications(
    world: World, clock: OffsetClock
) -> None:
    grace, hopper = await world.manager(), await world.admin()
    await world.rule(steps=[step("ALL_MANAGERS", hopper.id), step("ALL_MANAGERS")])
    incidents = [await world.incident(grace) for _ in range(60)]
    clock.advance(minutes=5)
    total = await until_quiet(world)
    assert (total.fired, total.failed) == (120, 0)
    for incident in incidents:
        assert await firings(world, incident.id) == [(1, 0, 0), (1, 0, 1)]
    [counts] = await rows(
        world,
        "SELECT (SELECT count(*) FROM incident_log WHERE organization_id = $1 AND action = 'ESCALATED') AS entries, "
        "(SELECT count(*) FROM notifications WHERE organization_id = $1) AS told",
    )
    assert counts == {"entries": 120, "told": 180}
    assert (await world.app.audit.verify(world.organization.id)).ok


async def acknowledge(world: World, grace: Person, incident: Incident) -> None:
    found = await rows(world, "SELECT id FROM escalations WHERE organization_id = $1 AND incident_id = $2", incident.id)
    for row in found[:1]:
        await world.app.escalations.acknowledge(grace, row["id"])


async def resolve(world: World, grace: Person, incident: Incident) -> None:
    await world.app.incidents.resolve(grace, Decision(incident.id), "Fixed")


async def close(world: World, grace: Person, incident: Incident) -> None:
    await resolve(world, grace, incident)
    await world.app.incidents.close(grace, Decision(incident.id))


async def unassign(world: World, grace: Person, incident: Incident) -> None:
    await world.app.incidents.unassign(grace, Decision(incident.id))


async def reassign(world: World, grace: Person, incident: Incident) -> None:
    ben = await world.engineer()
    await world.app.incidents.assign(grace, Decision(incident.id), ben.id)


async def delete_rule(world: World, grace: Person, incident: Incident) -> None:
    admin = await world.admin()
    for rule in await world.app.escalation_rules.all(admin):
        await world.app.escalation_rules.delete(admin, rule.id)


async def edit_rule(world: World, grace: Person, incident: Incident) -> None:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.escalation_rules.by_name()
        row = await work.escalation_rules.get_locked(row.id, "ruleId")
        row.enabled = False
        await work.escalation_rules.store(row, "enabled")
        await work.escalation_rules.changed()


@pytest.mark.parametrize("act", [acknowledge, resolve, close, reassign, unassign, edit_rule, delete_rule])
async def test_whatever_people_do_meanwhile_comes_before_or_after_a_firing(
    world: World, clock: OffsetClock, act: Act
) -> None:
    grace = await world.manager()
    await world.rule(strategy="UNRESOLVED", steps=[step("ALL_MANAGERS"), step("ALL_MANAGERS", delay_seconds=60)])
    incidents = [await world.incident_in("IN_PROGRESS", grace, grace) for _ in range(ROUNDS)]
    clock.advance(minutes=40)  # longer than the start has held it
    acts = [act(world, grace, incident) for incident in incidents]
    outcomes = await asyncio.gather(*acts, world.app.escalations.sweep(), return_exceptions=True)
    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, SiemsError)] == []
    clock.advance(minutes=2)
    await until_quiet(world)
    for incident in incidents:
        log = [entry.action for entry in await world.log(incident.id, grace)]
        ended = [place for place, action in enumerate(log) if action in ("RESOLVED", "CLOSED", "UNASSIGNED")]
        if act in (resolve, close):
            assert "ESCALATED" not in log[ended[0] :], log  # no page for what is resolved
        if act is acknowledge and "ACKNOWLEDGED" in log:
            assert log[log.index("ACKNOWLEDGED") :] == ["ACKNOWLEDGED"], log  # quiet until its timeout
        if act in (edit_rule, delete_rule):
            assert log.count("ESCALATED") <= 1
        if act is reassign:
            rounds = [round for round, _, _ in await firings(world, incident.id)]
            assert rounds == [1] * (log.index("REASSIGNED") - 3), log  # the new round has just begun
        assert len(await firings(world, incident.id)) == log.count("ESCALATED")
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_an_acknowledged_incident_goes_on_where_it_was_after_its_timeout(
    world: World, clock: OffsetClock
) -> None:
    grace = await world.manager()
    await world.rule(steps=[step("ALL_MANAGERS"), step("ALL_MANAGERS", delay_seconds=60), step("ALL_MANAGERS")])
    incident = await world.incident(grace)
    clock.advance(minutes=5)
    await world.app.escalations.sweep()
    await acknowledge(world, grace, incident)
    clock.advance(minutes=29)
    assert await until_quiet(world) == Sweep()
    clock.advance(minutes=1)
    assert (await until_quiet(world)).fired == 2
    assert await firings(world, incident.id) == [(1, 0, 0), (1, 0, 1), (1, 0, 2)]


class Poisoned(EscalationStrategy):
    """Raises for what is CRITICAL."""

    name, described = "POISONED", "poisoned"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if facts.severity.name == "CRITICAL":
            raise ZeroDivisionError("poisoned")
        return BUILT_IN["UNASSIGNED"].due_at(facts, rule)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a strategy that raises for some incidents."""
    known: Any = strategies()
    monkeypatch.setitem(known, "POISONED", Poisoned())


@pytest.mark.usefixtures("poison")
async def test_a_poisoned_incident_neither_stops_nor_slows_the_others(world: World, clock: OffsetClock) -> None:
    grace = await world.manager()
    critical = type((await world.incident(grace)).severity).CRITICAL
    bad = [await world.incident(grace, severity=critical) for _ in range(3)]
    good = [await world.incident(grace) for _ in range(3)]
    await world.rule("Poisoned", "POISONED", after_seconds=60)
    await world.rule("Sound", "UNASSIGNED", after_seconds=120)
    clock.advance(minutes=5)
    swept = await world.app.escalations.sweep()
    assert (swept.fired, swept.failed > 0) == (11, True)  # 4 x 2 that are sound, and the sound rule of the other 3
    for incident in good:
        assert len(await firings(world, incident.id)) == 2
    for incident in bad:
        assert len(await firings(world, incident.id)) == 1
    assert await world.app.escalations.sweep() == Sweep()  # they are left alone for a while
    failures = [(await world.stored(incident.id))["escalation_failures"] for incident in bad]
    assert min(failures) >= 1
    clock.advance(minutes=10)
    assert (await world.app.escalations.sweep()).failed == 3
    await world.app.incidents.comment(grace, bad[0].id, "People can work on it all the same")


async def test_an_incident_whose_firing_fails_is_rolled_back_alone_and_tried_again(
    world: World, clock: OffsetClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    grace = await world.manager()
    await world.rule()
    bad, good = await world.incident(grace), await world.incident(grace)
    record = EscalationRepository.record

    async def failing(self: EscalationRepository, escalation: Escalation, told: list[UUID]) -> list[UUID]:
        if escalation.incident_id == bad.id:
            raise ConnectionError("the disk is on fire")
        return await record(self, escalation, told)

    clock.advance(minutes=5)
    before = await world.stored(bad.id)
    with monkeypatch.context() as patch:
        patch.setattr(EscalationRepository, "record", failing)
        assert await world.app.escalations.sweep() == Sweep(due=2, fired=1, failed=1)
    after = await world.stored(bad.id)
    assert {name for name in after if after[name] != before[name]} == {"next_escalation_at", "escalation_failures"}
    assert await firings(world, bad.id) == []
    assert len(await firings(world, good.id)) == 1
    assert f"the escalation of incident {bad.id} failed" in caplog.text
    clock.advance(seconds=6)
    assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)
    assert (await world.stored(bad.id))["escalation_failures"] == 0


async def test_the_pause_grows_as_long_as_the_firing_fails(
    world: World, clock: OffsetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.rule()
    incident = await world.incident(await world.manager())

    async def failing(self: EscalationRepository, escalation: Escalation, told: list[UUID]) -> None:
        raise ConnectionError("the disk is on fire")

    monkeypatch.setattr(EscalationRepository, "record", failing)
    clock.advance(minutes=5)
    failed = []
    for second in range(40):
        failed += [second] * (await world.app.escalations.sweep()).failed
        clock.advance(seconds=1.001)
    assert failed == [0, 5, 15, 35]
    assert (await world.stored(incident.id))["escalation_failures"] == 4


async def test_an_organization_that_is_being_reorganized_keeps_no_other_waiting(
    world: World, other_world: World, clock: OffsetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (world, other_world):
        await each.rule()
    mine = [await world.incident(await world.manager()) for _ in range(30)]
    theirs = await other_world.incident(await other_world.manager())
    clock.advance(minutes=5)
    stay = UserRepository.keep_in_office
    asked = []

    async def kept_waiting(self: UserRepository) -> None:
        """As if the lock could not be had in time."""
        if self._organization_id == world.organization.id:
            asked.append(world)
            raise Busy
        await stay(self)

    with monkeypatch.context() as patch:
        patch.setattr(UserRepository, "keep_in_office", kept_waiting)
        assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)
    assert await firings(other_world, theirs.id) == [(1, 0, 0)]
    assert asked == [world]  # once: each time may take as long as one waits for a lock
    assert await until_quiet(world) == Sweep(due=len(mine), fired=len(mine))


class TestClocks:
    async def test_the_machines_own_clock_decides_nothing(
        self, world: World, clock: OffsetClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grace = await world.manager()
        await world.rule()
        incident = await world.incident(grace)
        for jump in (86_400, -86_400):
            with monkeypatch.context() as patch:
                jumped = time.time() + jump
                patch.setattr("time.time", lambda jumped=jumped: jumped)
                assert await world.app.escalations.sweep() == Sweep()
        clock.advance(minutes=5)
        assert await EscalationSweep(world.app.units).run() == Sweep(due=1, fired=1)
        assert await firings(world, incident.id) == [(1, 0, 0)]

    @pytest.mark.parametrize("changes_at", ["2027-03-28T01:00Z", "2026-10-25T01:00Z"])
    async def test_a_change_to_or_from_summer_time_moves_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch, changes_at: str
    ) -> None:
        """Both happen in Berlin at 01:00 UTC, where this process believes to be."""
        monkeypatch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        try:
            standing = StandingClock()
            standing.now = datetime.fromisoformat(changes_at) - timedelta(minutes=3)
            units = UnitsOfWork(standing)
            there = World(replace(world.app, units=units, incidents=IncidentService(units)), world.organization)
            grace = await world.manager()
            await there.rule(repeats=2, repeat_seconds=1800)
            incident = await there.incident(grace)
            fired = []
            for minute in range(130):
                swept = await EscalationSweep(units).run()
                fired += [minute] * swept.fired
                standing.advance(minutes=1)
            assert fired == [5, 35, 65]
            assert await firings(world, incident.id) == [(1, 0, 0), (1, 1, 0), (1, 2, 0)]
        finally:
            monkeypatch.undo()
            time.tzset()
