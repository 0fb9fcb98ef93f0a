"""Dedup keys: what is reported again is an event of what is there, and its source ends it by its own key for it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World

from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, InvalidTransition, NotFound, ValidationFailed, Violation
from siems.domain.escalation.facts import IncidentFacts, facts_of
from siems.domain.incidents import Severity
from siems.domain.log import Act, Actor, ActorKind
from siems.models import IncidentLog
from siems.services.escalation_planning import replayed
from siems.services.incident_reports import Report
from siems.services.incidents import Decision

Json = dict[str, Any]


async def machine(world: World, name: str = "Alertmanager") -> Caller:
    """An integration with a key of its own."""
    return await world.app.auth.caller(await world.key(await world.admin(), name), Origin("request-7", "198.51.100.7"))


async def events(world: World, id: UUID, viewer: Caller) -> list[tuple[str, Json]]:
    """What the log says behind the report."""
    return [(entry.action, entry.after) for entry in (await world.log(id, viewer))[1:]]


async def test_of_fifty_parallel_posts_one_is_an_incident_and_forty_nine_are_its_entries(world: World) -> None:
    source = await machine(world)
    given = [Report(f"Alert {place}", dedup_key="db-1", severity=Severity.LOW) for place in range(50)]
    received = await asyncio.gather(*(world.app.incidents.receive(source, report) for report in given))
    assert sorted(each.merged for each in received) == [False] + [True] * 49
    [id] = {each.incident.id for each in received}
    [report, *again] = await world.log(id, source)
    assert (report.action, {entry.action for entry in again}, len(again)) == ("REPORTED", {"EVENT_RECEIVED"}, 49)
    said = [report.after["title"], *(entry.after["summary"] for entry in again)]
    assert sorted(said) == sorted(each.title for each in given)
    assert {(entry.actor_kind, entry.actor_name, entry.source_address) for entry in again} == {
        (ActorKind.INTEGRATION, "Alertmanager", "198.51.100.7")
    }


async def test_an_event_raises_the_severity_and_never_lowers_it(world: World) -> None:
    source = await machine(world)
    incident = await world.incident(source, dedup_key="db-1", severity=Severity.MEDIUM, description="Full")
    for severity, description in ((Severity.HIGH, "Full"), (Severity.LOW, "x" * 6_000)):
        again = Report("Disk full", description, severity, dedup_key="db-1")
        assert (await world.app.incidents.receive(source, again)).merged
    assert (await world.stored(incident.id))["severity"] == Severity.HIGH
    assert await events(world, incident.id, source) == [
        ("EVENT_RECEIVED", {"summary": "Disk full", "reported_severity": "HIGH"}),
        ("SEVERITY_CHANGED", {"severity": "HIGH"}),
        ("EVENT_RECEIVED", {"summary": "Disk full", "reported_severity": "LOW", "details": f"{'x' * 4_999}…"}),
    ]


async def test_an_event_is_no_activity_and_changes_no_plan(world: World, clock: OffsetClock) -> None:
    source = await machine(world)
    await world.rule("Silent", "SILENT", after_seconds=600)
    incident = await world.incident(source, dedup_key="db-1", severity=Severity.MEDIUM)
    before = await world.stored(incident.id)
    clock.advance(minutes=9)
    await world.app.incidents.receive(source, Report("Disk full", dedup_key="db-1", severity=Severity.HIGH))
    await world.app.incidents.receive(source, Report("Disk full", dedup_key="db-1"))
    after = await world.stored(incident.id)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"updated_at", "severity", "version", "log entries"}
    log = await world.log(incident.id, source)
    assert acts_lead_to(log) == facts_of(await found(world, incident.id))
    clock.advance(minutes=1)
    assert (await world.app.escalations.sweep()).fired == 1


def acts_lead_to(log: list[IncidentLog]) -> IncidentFacts:
    """The facts that a log comes to."""
    acts = [Act(each.action, Actor(each.actor_kind, each.actor_name), each.at, each.before, each.after) for each in log]
    return replayed(acts)


async def found(world: World, id: UUID) -> Any:
    return await world.app.incident_lists.find(await world.manager(), id)


async def test_keys_of_two_machines_say_nothing_of_each_other(world: World) -> None:
    one, other, manager = await machine(world), await machine(world, "Grafana"), await world.manager()
    first = await world.app.incidents.receive(one, Report("A", dedup_key="{}:{}"))
    second = await world.app.incidents.receive(other, Report("B", dedup_key="{}:{}"))
    assert (first.merged, second.merged, first.incident.id == second.incident.id) == (False, False, False)
    resolved = await world.app.dedup_keys.resolve(other, "{}:{}")
    assert (resolved.id, (await world.stored(first.incident.id))["status"]) == (second.incident.id, "OPEN")
    with pytest.raises(NotFound):
        await world.app.dedup_keys.resolve(other, "{}:{}")
    by_hand = await world.app.incidents.receive(manager, Report("C", dedup_key="{}:{}"))
    assert (by_hand.incident.id, by_hand.merged) == (first.incident.id, True)


@pytest.mark.parametrize("status", ["OPEN", "ASSIGNED", "IN_PROGRESS"])
async def test_its_source_resolves_it_wherever_it_stands(world: World, status: str) -> None:
    source, manager = await machine(world), await world.manager()
    incident = await world.incident(source, dedup_key="db-1")
    await walk(world, incident.id, manager, status)
    resolved = await world.app.dedup_keys.resolve(source, " db-1 ")
    assert (resolved.id, resolved.status, resolved.resolution) == (incident.id, "RESOLVED", "Resolved by its source.")
    last = (await world.log(incident.id, manager))[-1]
    assert (last.action, last.actor_name, last.before, last.after) == (
        "RESOLVED",
        "Alertmanager",
        {"status": status, "resolution": None},
        {"status": "RESOLVED", "resolution": "Resolved by its source.", "by_source": True},
    )
    again = await world.app.incidents.receive(source, Report("Again", dedup_key="db-1"))
    assert (again.merged, again.incident.status, again.incident.id == incident.id) == (False, "OPEN", False)


async def walk(world: World, id: UUID, manager: Caller, status: str) -> None:
    incidents, decision = world.app.incidents, Decision(id)
    if status != "OPEN":
        await incidents.assign(manager, decision, (await world.engineer()).id)
    if status == "IN_PROGRESS":
        await incidents.start(manager, decision)


async def test_who_may_resolve_it_may_by_its_key_and_nobody_else(world: World) -> None:
    source, manager = await machine(world), await world.manager()
    ada, grace = await world.engineer(), await world.engineer()
    hidden = await world.incident(source, dedup_key="breach", restricted=True)
    incident = await world.incident(source, dedup_key="db-1")
    await world.app.incidents.assign(manager, Decision(incident.id), ada.id)
    before = await world.fingerprint()
    for caller, key, refusal, message in (
        (grace, "db-1", Forbidden, "The role ENGINEER may not resolve this incident by its dedup key unless"),
        (ada, "breach", NotFound, "There is no unresolved incident with this dedup key."),
        (manager, "db-2", NotFound, "There is no unresolved incident with this dedup key."),
    ):
        for act in (world.app.dedup_keys.resolve(caller, key, "Fixed"), world.app.dedup_keys.acknowledge(caller, key)):
            with pytest.raises((refusal, Forbidden) if refusal is Forbidden else refusal) as refused:
                await act
        assert refusal is Forbidden or refused.value.message.startswith(message)
    with pytest.raises(ValidationFailed) as invalid:
        await world.app.dedup_keys.resolve(manager, "", "")
    empty = "This must not be empty."
    assert invalid.value.violations == (Violation(("dedupKey",), empty), Violation(("resolution",), empty))
    assert await world.fingerprint() == before
    assert (await world.app.dedup_keys.resolve(ada, "db-1", "Made room")).resolution == "Made room"
    assert (await world.app.dedup_keys.resolve(manager, "breach")).id == hidden.id


@pytest.mark.parametrize("assigned", [False, True])
async def test_responding_does_not_begin_anew_when_what_its_source_resolved_is_reopened(
    world: World, manager: Person, clock: OffsetClock, assigned: bool
) -> None:
    source = await machine(world)
    await world.policy()
    incident = await world.incident(source, dedup_key="db-1")
    if assigned:
        await world.app.incidents.assign(manager, Decision(incident.id), (await world.engineer()).id)
    clock.advance(minutes=5)
    await world.app.dedup_keys.resolve(source, "db-1")
    clock.advance(minutes=30)
    reopened = await world.app.incidents.reopen(manager, Decision(incident.id))
    assert (reopened.status, reopened.respond_sla) == ("IN_PROGRESS" if assigned else "OPEN", "MET")
    assert reopened.started_at == (reopened.updated_at if assigned else None)
    clock.advance(minutes=30)
    await world.app.escalations.sweep()
    async with world.app.units.of(world.organization.id) as work:
        policy = (await work.sla_policies.by_name())[0]
        policy.respond_minutes = 1
        await work.sla_policies.store(policy, "respond_minutes")
        await work.escalation_rules.changed()
    await world.replan()
    stored = await world.stored(incident.id)
    assert (stored["respond_sla"], stored["resolve_sla"]) == ("MET", "ON_TRACK")
    assert facts_of(await found(world, incident.id)) == acts_lead_to(await world.log(incident.id, manager))


async def test_acknowledging_holds_the_ladder_before_it_has_begun(
    world: World, app: Application, clock: OffsetClock
) -> None:
    source = await machine(world)
    await world.rule("Unassigned", after_seconds=300, acknowledge_timeout_seconds=1800)
    incident = await world.incident(source, dedup_key="db-1")
    clock.advance(minutes=4)
    acknowledged = await app.dedup_keys.acknowledge(source, "db-1", "on it")
    assert acknowledged.acknowledged_at == acknowledged.updated_at
    before = await world.fingerprint()
    await app.dedup_keys.acknowledge(source, "db-1")  # changes nothing
    assert await world.fingerprint() == before
    clock.advance(minutes=29)
    assert (await app.escalations.sweep()).fired == 0
    clock.advance(minutes=1)
    assert (await app.escalations.sweep()).fired == 1
    await app.dedup_keys.acknowledge(source, "db-1")
    said = await events(world, incident.id, source)
    assert [action for action, _ in said] == ["ACKNOWLEDGED", "ESCALATED", "ACKNOWLEDGED"]
    assert (said[0][1], len(said[2][1]["escalations"])) == ({"escalations": []}, 1)


async def test_a_report_and_the_end_of_its_incident_at_once_lose_nothing(world: World) -> None:
    source = await machine(world)
    for _ in range(5):
        await world.incident(source, dedup_key="db-1")
        received, _ = await asyncio.gather(
            world.app.incidents.receive(source, Report("Again", dedup_key="db-1")),
            world.app.dedup_keys.resolve(source, "db-1"),
        )
        log = await world.log(received.incident.id, source)
        assert [entry.action for entry in log][-2:] == (
            ["EVENT_RECEIVED", "RESOLVED"] if received.merged else ["REPORTED"]
        )
        if not received.merged:
            await world.app.dedup_keys.resolve(source, "db-1")


async def test_a_resolved_incident_is_not_resolved_again_by_its_id(world: World, manager: Person) -> None:
    source = await machine(world)
    incident = await world.incident(source, dedup_key="db-1")
    await world.app.dedup_keys.resolve(source, "db-1")
    with pytest.raises(InvalidTransition):
        await world.app.incidents.resolve(manager, Decision(incident.id), "Fixed")
