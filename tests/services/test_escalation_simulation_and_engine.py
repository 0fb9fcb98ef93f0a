"""Simulating the very rule that was in force gives what the engine really did."""

from datetime import timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

import pytest
from event_logs import rows
from factories import Person, World, step

from siems.domain.clock import OffsetClock
from siems.domain.escalation.tally import Overlap
from siems.domain.incidents import Severity
from siems.repositories.escalation_rules import rule_of
from siems.services.incidents import Decision


class Office:
    """Several incidents and what people do to them, with the worker looking after each minute."""

    def __init__(self, world: World, clock: OffsetClock, manager: Person, ada: Person, bob: Person) -> None:
        self.world, self.clock, self.manager, self.ada, self.bob = world, clock, manager, ada, bob
        self.ids: list[UUID] = []

    async def wait(self, minutes: int) -> None:
        for _ in range(minutes):
            self.clock.advance(minutes=1)
            await self.world.app.escalations.sweep()

    async def report(self, severity: Severity = Severity.HIGH) -> Decision:
        decision = Decision((await self.world.incident(self.ada, severity=severity)).id)
        self.ids.append(decision.incident_id)
        return decision

    async def acknowledge(self) -> None:
        """Acknowledges the latest escalation."""
        [latest, *_] = await rows(
            self.world, "SELECT id FROM escalations WHERE organization_id = $1 ORDER BY fired_at DESC"
        )
        await self.world.app.escalations.acknowledge(self.manager, latest["id"])

    async def have_a_day(self) -> None:
        """Everything that starts, stops and holds a ladder."""
        incidents, manager, ada, bob = self.world.app.incidents, self.manager, self.ada, self.bob
        nobodys, claimed, handed_over, low = [await self.report() for _ in range(3)] + [await self.report(Severity.LOW)]
        await self.wait(3)
        await incidents.claim(ada, claimed)
        await incidents.assign(manager, handed_over, ada.id)
        await self.wait(12)
        await incidents.assign(manager, handed_over, bob.id)
        await self.report()
        await incidents.comment(bob, handed_over.incident_id, "Looking")
        await self.wait(8)
        await self.acknowledge()
        await incidents.start(ada, claimed)
        await self.wait(10)
        await incidents.resolve(ada, claimed, "Done")
        await incidents.unassign(manager, handed_over)
        await incidents.change_severity(manager, low, Severity.CRITICAL)
        await self.wait(25)
        await incidents.reopen(manager, claimed)
        await incidents.comment(ada, nobodys.incident_id, "Anybody?")
        await self.wait(20)


@pytest.mark.parametrize(
    ("strategy", "more", "firings"),
    [
        ("UNASSIGNED", {}, 16),
        ("NOT_STARTED", {}, 3),
        ("UNRESOLVED", {"acknowledge_timeout_seconds": 600}, 24),
        ("SILENT", {"repeats": 0}, 17),
        ("UNRESOLVED", {"severities": ["HIGH"], "steps": [step("ALL_MANAGERS")]}, 10),
    ],
)
async def test_simulating_the_rule_that_was_in_force_tells_what_really_fired_and_when(
    world: World, clock: OffsetClock, strategy: str, more: dict[str, Any], firings: int
) -> None:
    office = Office(world, clock, await world.manager(), await world.engineer(), await world.engineer())
    steps = [step("ALL_MANAGERS"), step("ALL_MANAGERS", delay_seconds=420)]
    rule = await world.rule(strategy=strategy, **{"steps": steps, "repeats": 1, "repeat_seconds": 900, **more})
    await office.have_a_day()

    real = await rows(world, "SELECT * FROM escalations WHERE organization_id = $1 ORDER BY fired_at, id")
    simulate = world.app.escalation_simulation.run
    found = (await simulate(office.manager, rule_of(rule), rule.active_since)).found
    fired = {
        (each.incident_id, each.firing.round, each.firing.repeat, each.firing.step): each.firing for each in found.first
    }
    assert len(real) == firings
    assert fired.keys() == {(row["incident_id"], row["round"], row["repeat"], row["step"]) for row in real}
    late: dict[UUID, timedelta] = {}
    for row in sorted(real, key=itemgetter("incident_id", "round", "repeat", "step")):
        firing = fired[row["incident_id"], row["round"], row["repeat"], row["step"]]
        # A step's time counts from when the one before it fired, and here the worker is up to a minute late.
        before = late.get(row["incident_id"], timedelta())
        assert timedelta() <= row["due_at"] - firing.due_at <= before
        if row["step"] == row["repeat"] == 0 and row["round"] == 1:
            assert firing.due_at == row["due_at"]
        late[row["incident_id"]] = before + row["fired_at"] - row["due_at"]
    escalated = len({row["incident_id"] for row in real})
    assert found.overlap == Overlap(both=escalated, only_simulated=0, only_really=0)
    assert (found.incidents, found.escalated, found.firings) == (len(office.ids), escalated, len(real))
    assert (found.by_rules, found.by_hand) == (len(real), 0)
