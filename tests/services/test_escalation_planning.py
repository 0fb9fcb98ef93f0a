"""When an incident is next looked at: after every change of it, and in the background after a change of the rules."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from event_logs import imported
from factories import Person, World, step

from siems.domain.clock import OffsetClock
from siems.models import EscalationRule
from siems.repositories.escalation_rules import Planning
from siems.services.escalation_planning import EscalationPlanning, Replanned
from siems.services.escalation_sweep import Sweep
from siems.services.incidents import Decision


async def next_at(world: World, incident_id: UUID) -> datetime | None:
    found: datetime | None = (await world.stored(incident_id))["next_escalation_at"]
    return found


async def planning(world: World) -> Planning:
    async with world.app.units.of(world.organization.id) as work:
        return await work.escalation_rules.planning()


async def changed(world: World, rule: EscalationRule, **values: Any) -> None:
    """Changes a rule, as an admin does, and leaves the planning to the worker."""
    async with world.app.units.of(world.organization.id) as work:
        row = await work.escalation_rules.get_locked(rule.id, "ruleId")
        for name, value in values.items():
            setattr(row, name, value)
        await work.escalation_rules.rewrite(row, *values)
        await work.escalation_rules.changed()


async def replanned(world: World, batch: int = 500) -> list[int]:
    """Plans until nothing is left; how many incidents each call planned in all organizations."""
    service, counts = EscalationPlanning(world.app.units), []
    async with asyncio.timeout(30):
        while not (await planning(world)).finished:
            counts.append((await service.replan(batch)).incidents)
    return counts


async def test_every_change_of_an_incident_plans_it_anew(world: World) -> None:
    grace, ada = await world.manager(), await world.engineer()
    await world.rule("A", "UNASSIGNED", after_seconds=300)
    await world.rule("B", "NOT_STARTED", after_seconds=600)
    await world.rule("C", "UNRESOLVED", after_seconds=3600, acknowledge_timeout_seconds=60)
    incidents, incident = world.app.incidents, await world.incident(grace)
    decision = Decision(incident.id)
    assert await next_at(world, incident.id) == incident.created_at + timedelta(minutes=5)
    incident = await incidents.assign(grace, decision, ada.id)
    assert incident.assigned_at is not None
    assert await next_at(world, incident.id) == incident.assigned_at + timedelta(minutes=10)
    await incidents.start(ada, decision)
    assert await next_at(world, incident.id) == incident.created_at + timedelta(minutes=60)
    await incidents.resolve(ada, decision, "Fixed")
    assert await next_at(world, incident.id) is None
    reopened = await incidents.reopen(grace, decision)
    assert await next_at(world, incident.id) == reopened.updated_at + timedelta(minutes=60)


async def test_a_severity_that_rules_are_not_for_ends_the_plan(world: World) -> None:
    grace = await world.manager()
    await world.rule(severities=["HIGH", "CRITICAL"])
    incident = await world.incident(grace)
    assert await next_at(world, incident.id) == incident.created_at + timedelta(minutes=5)
    await world.app.incidents.change_severity(grace, Decision(incident.id), incident.severity.__class__.LOW)
    assert await next_at(world, incident.id) is None


async def test_a_changed_rule_is_followed_batch_by_batch_with_its_progress_shown(world: World) -> None:
    grace = await world.manager()
    rule = await world.rule()
    incidents = [await world.incident(grace) for _ in range(7)]
    closed = await world.incident_in("CLOSED", grace, grace)
    await changed(world, rule, after_seconds=60)
    assert await planning(world) == Planning(total=7, done=0, finished=False)
    service = EscalationPlanning(world.app.units)
    assert await service.replan(3) == Replanned(3, more=True)
    assert await planning(world) == Planning(total=7, done=3, finished=False)
    assert sum(await replanned(world, 3)) == 4
    assert await planning(world) == Planning(total=7, done=7, finished=True)
    for incident in incidents:
        assert await next_at(world, incident.id) == incident.created_at + timedelta(minutes=1)
    assert await next_at(world, closed.id) is None
    assert await service.replan() == Replanned(0, more=False)


async def test_a_rule_that_is_switched_off_or_deleted_fires_no_more(world: World, clock: OffsetClock) -> None:
    grace = await world.manager()
    rule = await world.rule()
    incident = await world.incident(grace)
    await changed(world, rule, enabled=False)
    clock.advance(minutes=5)
    assert await world.app.escalations.sweep() == Sweep(due=1)  # looked at once more, before it was planned anew
    assert await next_at(world, incident.id) is None
    await changed(world, rule, enabled=True)
    await replanned(world)
    assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)


async def test_an_incident_that_somebody_holds_is_planned_once_it_is_let_go(world: World) -> None:
    grace = await world.manager()
    rule = await world.rule()
    held, free = await world.incident(grace), await world.incident(grace)
    await changed(world, rule, after_seconds=60)
    service = EscalationPlanning(world.app.units)
    async with world.app.units.of(world.organization.id) as work:
        await work.rows("SELECT id FROM incidents WHERE id = $1 FOR UPDATE", held.id)
        for _ in range(4):
            await service.replan()
        assert not (await planning(world)).finished
        assert await next_at(world, free.id) == free.created_at + timedelta(minutes=1)
    await replanned(world)
    assert await next_at(world, held.id) == held.created_at + timedelta(minutes=1)


async def test_what_is_reported_by_the_rules_of_before_is_found_however_late_it_is_committed(world: World) -> None:
    """Whoever reports reads the rules, and may commit long after somebody has changed them."""
    grace = await world.manager()
    rule = await world.rule()
    reads, may_commit = asyncio.Event(), asyncio.Event()
    file = world.app.incidents._units.of

    async def report_slowly() -> UUID:
        async with file(world.organization.id) as work:
            await work.escalation_rules.begin_planning()
            before = await work.escalation_rules.in_force()
            reads.set()
            await may_commit.wait()
            [row] = await work.rows(
                "UPDATE incidents SET rules_revision = $2, next_escalation_at = created_at + interval '5 minutes' "
                "WHERE id = $1 RETURNING id",
                other.id,
                before.revision,
            )
            found: UUID = row["id"]
            return found

    other = await world.incident(grace)
    slow = asyncio.create_task(report_slowly())
    await reads.wait()
    await changed(world, rule, after_seconds=60)
    service = EscalationPlanning(world.app.units)
    for _ in range(4):
        await service.replan()
    assert not (await planning(world)).finished
    may_commit.set()
    await slow
    await replanned(world)
    assert await next_at(world, other.id) == other.created_at + timedelta(minutes=1)


async def test_several_workers_plan_at_once(world: World) -> None:
    grace = await world.manager()
    rule = await world.rule()
    incidents = [await world.incident(grace) for _ in range(20)]
    await changed(world, rule, after_seconds=60)
    await asyncio.gather(*(replanned(world, 2) for _ in range(4)))
    for incident in incidents:
        assert await next_at(world, incident.id) == incident.created_at + timedelta(minutes=1)


async def test_an_import_pages_nobody_and_its_time_counts_from_now_on(world: World, clock: OffsetClock) -> None:
    await world.manager()
    await world.rule(strategy="UNRESOLVED")
    await imported(world)
    assert await world.app.escalations.sweep() == Sweep()
    async with world.app.units.of(world.organization.id) as work:
        waiting = await work.rows(
            "SELECT next_escalation_at - imported_at AS waits FROM incidents "
            "WHERE organization_id = $1 AND status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS')",
            world.organization.id,
        )
    assert {row["waits"] for row in waiting} == {timedelta(minutes=5)}
    clock.advance(minutes=5)
    assert await world.app.escalations.sweep() == Sweep(due=len(waiting), fired=len(waiting))


class TestAfterAnOutage:
    async def test_missed_repeats_are_one(self, world: World, clock: OffsetClock) -> None:
        grace = await world.manager()
        await world.rule(steps=[step("ALL_MANAGERS")], repeats=100, repeat_seconds=600)
        await world.incident(grace)
        clock.advance(minutes=5)
        assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)
        clock.advance(days=1)
        assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)
        assert await world.app.escalations.sweep() == Sweep()
        clock.advance(minutes=10)
        assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)

    async def test_lateness_is_stored(self, world: World, clock: OffsetClock) -> None:
        grace: Person = await world.manager()
        await world.rule()
        incident = await world.incident(grace)
        clock.advance(hours=3)
        await world.app.escalations.sweep()
        async with world.app.units.of(world.organization.id) as work:
            [row] = await work.rows("SELECT * FROM escalations WHERE incident_id = $1", incident.id)
        assert row["due_at"] == incident.created_at + timedelta(minutes=5)
        assert row["lateness_ms"] == (row["fired_at"] - row["due_at"]) // timedelta(milliseconds=1)
        assert timedelta(hours=2, minutes=55) <= timedelta(milliseconds=row["lateness_ms"]) < timedelta(hours=3)


async def test_a_cluster_with_lower_transaction_ids_ends_what_another_began(world: World) -> None:
    """As after a dump in the middle of planning, restored into a new cluster."""
    grace = await world.manager()
    rule = await world.rule()
    await world.incident(grace)
    await changed(world, rule, after_seconds=60)
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "UPDATE escalation_planning SET barrier_xid = '9000000000' WHERE organization_id = $1 RETURNING revision",
            world.organization.id,
        )
    service = EscalationPlanning(world.app.units)
    for _ in range(4):
        await service.replan()
    assert await planning(world) == Planning(total=1, done=1, finished=True)
