"""Service levels of incidents: due times, and what the log is told when time is short or over. Minutes count from the
report; the usual policy gives 10 of them to respond and 100 to resolve."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World

from siems.domain.clock import OffsetClock
from siems.domain.errors import Refusal
from siems.domain.escalation.rules import EscalationRule
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.sla import SlaState
from siems.models import Incident
from siems.repositories.escalation_rules import rule_of
from siems.repositories.incidents import IncidentCriteria
from siems.services.escalation_sweep import Sweep
from siems.services.incident_lists import Keyset, PageRequest
from siems.services.incidents import Decision
from siems.services.sla_policies import SlaPolicyDraft

NOTED = Sweep(due=1, noted=1)


def minute(incident: Incident | dict[str, Any], column: str) -> float | None:
    """So many minutes after the report."""
    row = incident if isinstance(incident, dict) else vars(incident)
    moment, created_at = row[column], row["created_at"]
    return moment and (moment - created_at) / timedelta(minutes=1)


async def due(world: World, id: UUID) -> tuple[float | None, float | None]:
    """The minutes at which it is to be responded to and resolved."""
    row = await world.stored(id)
    return minute(row, "respond_due_at"), minute(row, "resolve_due_at")


async def states(world: World, id: UUID) -> tuple[str | None, str | None, str | None]:
    """How it stands in all, and by each of the two."""
    row = await world.stored(id)
    return row["sla"], row["respond_sla"], row["resolve_sla"]


async def said(world: World, id: UUID) -> list[tuple[str, str, float]]:
    """What the log says of service levels: action, target, and the minute of the due time."""
    row = await world.stored(id)
    async with world.app.units.of(world.organization.id) as work:
        entries = await work.incident_log.page(id, 0, 1000)
    return [
        (
            entry.action,
            entry.after["target"],
            (datetime.fromisoformat(entry.after["due_at"]) - row["created_at"]) / timedelta(minutes=1),
        )
        for entry in entries
        if entry.action.startswith("SLA_")
    ]


async def actions(world: World, id: UUID, viewer: Person) -> list[str]:
    return [entry.action for entry in await world.log(id, viewer)]


async def test_an_incident_has_due_times_from_its_report_on(world: World, manager: Person) -> None:
    policy = await world.policy()
    incident = await world.incident(manager)
    row = await world.stored(incident.id)
    assert (row["sla_policy_id"], await due(world, incident.id)) == (policy.id, (10, 100))
    assert (minute(row, "respond_at_risk_at"), minute(row, "resolve_at_risk_at")) == (8, 80)
    assert await states(world, incident.id) == ("ON_TRACK", "ON_TRACK", "ON_TRACK")
    assert minute(row, "next_sla_at") == 8


async def test_without_a_policy_nothing_is_promised(world: World, manager: Person) -> None:
    await world.policy(severities=["CRITICAL"])
    incident = await world.incident(manager)
    assert (await due(world, incident.id), await states(world, incident.id)) == ((None, None), (None, None, None))


async def test_each_promise_is_at_risk_and_broken_once_in_the_log(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    policy = await world.policy()
    incident = await world.incident(manager)
    seen = []
    for wait in (7.9, 0.2, 2, 69.9, 20, 500):
        clock.advance(minutes=wait)
        seen.append((await world.app.escalations.sweep(), await states(world, incident.id)))
        assert await world.app.escalations.sweep() == Sweep()
    assert seen == [
        (Sweep(), ("ON_TRACK", "ON_TRACK", "ON_TRACK")),
        (NOTED, ("AT_RISK", "AT_RISK", "ON_TRACK")),
        (NOTED, ("BREACHED", "BREACHED", "ON_TRACK")),
        (NOTED, ("BREACHED", "BREACHED", "AT_RISK")),
        (NOTED, ("BREACHED", "BREACHED", "BREACHED")),
        (Sweep(), ("BREACHED", "BREACHED", "BREACHED")),
    ]
    assert await said(world, incident.id) == [
        ("SLA_AT_RISK", "RESPOND", 10),
        ("SLA_BREACHED", "RESPOND", 10),
        ("SLA_AT_RISK", "RESOLVE", 100),
        ("SLA_BREACHED", "RESOLVE", 100),
    ]
    entry = (await world.log(incident.id, manager))[1]
    assert (entry.actor_kind, entry.actor_name) == ("SYSTEM", "sla")
    assert entry.after["policy"] == {"id": str(policy.id), "name": "Standard"}
    row = await world.stored(incident.id)
    assert (row["version"], row["last_activity_at"]) == (1, row["created_at"])


async def test_after_an_outage_what_is_broken_is_not_called_at_risk(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await world.policy()
    incident = await world.incident(manager)
    clock.advance(days=1)
    assert await world.app.escalations.sweep() == Sweep(due=1, noted=2)
    assert await said(world, incident.id) == [("SLA_BREACHED", "RESPOND", 10), ("SLA_BREACHED", "RESOLVE", 100)]


async def test_ten_sweeps_at_once_say_it_once(world: World, manager: Person, clock: OffsetClock) -> None:
    await world.policy()
    incidents = [await world.incident(manager) for _ in range(8)]
    clock.advance(minutes=9)
    swept = await asyncio.gather(*(world.app.escalations.sweep() for _ in range(10)))
    assert sum(swept, Sweep()) == Sweep(due=8, noted=8)
    for incident in incidents:
        assert await said(world, incident.id) == [("SLA_AT_RISK", "RESPOND", 10)]


async def test_what_is_started_and_resolved_in_time_is_met(world: World, manager: Person, clock: OffsetClock) -> None:
    ada = await world.engineer()
    await world.policy()
    incident = await world.incident_in("IN_PROGRESS", manager, ada)
    assert await states(world, incident.id) == ("ON_TRACK", "MET", "ON_TRACK")
    clock.advance(minutes=70)
    await world.app.incidents.resolve(ada, Decision(incident.id), "Fixed")
    assert await states(world, incident.id) == ("MET", "MET", "MET")
    clock.advance(days=1)
    assert await world.app.escalations.sweep() == Sweep()
    assert await said(world, incident.id) == []


async def test_what_comes_late_is_broken_also_if_no_worker_was_there_to_see_it(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    await world.policy()
    incident = await world.incident_in("ASSIGNED", manager, ada)
    clock.advance(minutes=11)
    await world.app.incidents.start(ada, Decision(incident.id))
    clock.advance(minutes=90)
    await world.app.incidents.resolve(ada, Decision(incident.id), "Fixed")
    assert await actions(world, incident.id, manager) == [
        *("REPORTED", "ASSIGNED", "SLA_BREACHED", "STARTED", "SLA_BREACHED", "RESOLVED")
    ]
    assert await states(world, incident.id) == ("BREACHED", "BREACHED", "BREACHED")
    assert await world.app.escalations.sweep() == Sweep()


async def test_what_comes_late_is_told_of_also_while_the_sweep_leaves_the_incident_alone(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    await world.policy()
    incident = await world.incident_in("ASSIGNED", manager, ada)
    clock.advance(minutes=11)
    async with world.app.units.of(world.organization.id) as work:
        await work.escalations.back_off(incident.id, work.now + timedelta(minutes=10))
    await world.app.incidents.start(ada, Decision(incident.id))
    assert await said(world, incident.id) == [("SLA_BREACHED", "RESPOND", 10)]


async def test_what_ends_on_the_very_moment_is_in_time(world: World, manager: Person) -> None:
    ada = await world.engineer()
    await world.policy()
    incident = await world.incident_in("ASSIGNED", manager, ada)
    async with world.app.units.of(world.organization.id) as work:  # nothing happens before the last entry of the log
        await work.rows("UPDATE incidents SET updated_at = respond_due_at WHERE id = $1 RETURNING id", incident.id)
    await world.app.incidents.start(ada, Decision(incident.id))
    assert (await world.stored(incident.id))["started_at"] == incident.created_at + timedelta(minutes=10)
    assert (await states(world, incident.id), await said(world, incident.id)) == (
        ("ON_TRACK", "MET", "ON_TRACK"),
        [("SLA_AT_RISK", "RESPOND", 10)],
    )


async def test_a_refused_act_logs_nothing(world: World, manager: Person, clock: OffsetClock) -> None:
    await world.policy()
    incident = await world.incident(manager)
    clock.advance(minutes=11)
    before = await world.fingerprint()
    with pytest.raises(Refusal):
        await world.app.incidents.close(manager, Decision(incident.id))
    assert await world.fingerprint() == before


async def test_due_times_follow_the_severity_and_the_service(world: World, manager: Person) -> None:
    checkout = await world.service()
    await world.policy()
    await world.policy("Critical", severities=["CRITICAL"], respond_minutes=5, resolve_minutes=60)
    await world.policy("Checkout", service_ids=[str(checkout.id)], respond_minutes=None, resolve_minutes=30)
    incident = await world.incident(manager)
    decision, found = Decision(incident.id), [await due(world, incident.id)]
    await world.app.incidents.change_severity(manager, decision, Severity.CRITICAL)
    found.append(await due(world, incident.id))
    await world.app.incidents.update(manager, decision, {"service_id": checkout.id})
    found.append(await due(world, incident.id))
    await world.app.incidents.update(manager, decision, {"service_id": None})
    found.append(await due(world, incident.id))
    assert found == [(10, 100), (5, 60), (None, 30), (5, 60)]


async def test_what_is_decided_stays_whatever_the_severity_becomes(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await world.policy()
    await world.policy("Critical", severities=["CRITICAL"], respond_minutes=5, resolve_minutes=60)
    incident = await world.incident_in("ASSIGNED", manager, await world.engineer())
    clock.advance(minutes=7)
    await world.app.incidents.start(manager, Decision(incident.id))
    await world.app.incidents.change_severity(manager, Decision(incident.id), Severity.CRITICAL)
    assert (await due(world, incident.id), await states(world, incident.id)) == (
        (10, 60),
        ("ON_TRACK", "MET", "ON_TRACK"),
    )


async def test_a_due_time_is_told_once_and_a_later_one_again(world: World, manager: Person, clock: OffsetClock) -> None:
    await world.policy(respond_minutes=None)
    await world.policy("Critical", severities=["CRITICAL"], respond_minutes=None, resolve_minutes=50)
    incident = await world.incident(manager, severity=Severity.CRITICAL)
    decision = Decision(incident.id)
    clock.advance(minutes=51)
    await world.app.escalations.sweep()
    for severity, state in ((Severity.LOW, "ON_TRACK"), (Severity.CRITICAL, "BREACHED"), (Severity.LOW, "ON_TRACK")):
        await world.app.incidents.change_severity(manager, decision, severity)
        await world.app.escalations.sweep()
        assert (await states(world, incident.id))[0] == state
    clock.advance(minutes=50)
    await world.app.escalations.sweep()
    await world.app.incidents.change_severity(manager, decision, Severity.CRITICAL)
    await world.app.escalations.sweep()
    assert await said(world, incident.id) == [("SLA_BREACHED", "RESOLVE", 50), ("SLA_BREACHED", "RESOLVE", 100)]
    assert (await states(world, incident.id))[0] == "BREACHED"
    assert (await world.stored(incident.id))["next_sla_at"] is None


async def test_a_reopened_incident_is_to_be_resolved_in_time_again(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await world.policy()
    incident = await world.incident_in("RESOLVED", manager, await world.engineer())
    clock.advance(minutes=120)
    await world.app.incidents.reopen(manager, Decision(incident.id))
    assert await states(world, incident.id) == ("ON_TRACK", "MET", "ON_TRACK")
    assert (await world.stored(incident.id))["reopen_count"] == 1
    assert await world.app.escalations.sweep() == NOTED
    assert await states(world, incident.id) == ("BREACHED", "MET", "BREACHED")
    assert await said(world, incident.id) == [("SLA_BREACHED", "RESOLVE", 100)]


async def test_unresolved_incidents_follow_a_change_of_the_policies(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    waiting, done = await world.incident(manager), await world.incident_in("RESOLVED", manager, await world.engineer())
    policy = await world.policy()
    assert [await due(world, each.id) for each in (waiting, done)] == [(10, 100), (None, None)]
    async with world.app.units.of(world.organization.id) as work:
        policy.resolve_minutes = 40
        await work.sla_policies.store(policy, "resolve_minutes")
        await work.escalation_rules.changed()
    assert await due(world, waiting.id) == (10, 100)
    await world.replan()
    assert await due(world, waiting.id) == (10, 40)
    clock.advance(minutes=33)
    assert await world.app.escalations.sweep() == Sweep(due=1, noted=2)


async def test_nobody_is_told_of_a_promise_that_is_not_made_any_more(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    ada, admin, policy = await world.engineer(), await world.admin(), await world.policy()
    waiting, begun = await world.incident(manager), await world.incident_in("ASSIGNED", manager, ada)
    clock.advance(minutes=11)
    await world.app.sla_policies.update(admin, policy.id, SlaPolicyDraft(respond_minutes=15))
    assert await world.app.escalations.sweep() == Sweep(due=2)  # before anything is planned anew
    assert await states(world, waiting.id) == ("ON_TRACK", "ON_TRACK", "ON_TRACK")
    await world.app.sla_policies.update(admin, policy.id, SlaPolicyDraft(respond_minutes=5))
    await world.app.incidents.start(ada, Decision(begun.id))
    assert await said(world, begun.id) == [("SLA_BREACHED", "RESPOND", 5)]
    await world.app.sla_policies.delete(admin, policy.id)
    await world.app.incidents.comment(manager, waiting.id, "Hm")
    assert (await states(world, waiting.id), await said(world, waiting.id)) == ((None, None, None), [])


async def test_an_incident_is_listed_by_how_it_stands(world: World, manager: Person, clock: OffsetClock) -> None:
    await world.policy(respond_minutes=None)
    late = await world.incident(manager)
    clock.advance(minutes=30)
    short = await world.incident(manager)
    clock.advance(minutes=85)
    fine, done = await world.incident(manager), await world.incident_in("RESOLVED", manager, await world.engineer())
    await world.app.escalations.sweep()

    async def listed(*wanted: SlaState) -> list[UUID]:
        criteria, order = IncidentCriteria(sla=wanted), Keyset("created_at")
        page = await world.app.incident_lists.page(manager, PageRequest(10), criteria, order)
        assert await world.app.incident_lists.count(manager, criteria) == len(page.rows)
        return [row.id for row in page.rows]

    assert await listed(SlaState.AT_RISK) == [short.id]
    assert await listed(SlaState.BREACHED) == [late.id]
    assert await listed(SlaState.AT_RISK, SlaState.BREACHED) == [late.id, short.id]
    assert (await listed(SlaState.ON_TRACK), await listed(SlaState.MET)) == ([fine.id], [done.id])


async def test_the_fifth_strategy_escalates_when_so_much_of_the_time_has_passed(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await world.policy()
    parameters = {"percent": 75, "target": "RESOLVE"}
    await world.rule("Three quarters", "SLA_CONSUMED", after_seconds=0, parameters=parameters)
    incident = await world.incident_in("IN_PROGRESS", manager, await world.engineer())
    row = await world.stored(incident.id)
    # Whoever started it holds it for 30 minutes.
    assert minute(row, "next_escalation_at") == 75
    clock.advance(minutes=74)
    assert await world.app.escalations.sweep() == Sweep()
    clock.advance(minutes=2)
    assert await world.app.escalations.sweep() == Sweep(due=1, fired=1)
    entry = (await world.log(incident.id, manager))[-1]
    assert (entry.action, entry.reason) == ("ESCALATED", "At 75 % of its time to resolve")
    clock.advance(minutes=30)
    assert await world.app.escalations.sweep() == NOTED


async def test_a_simulation_knows_the_policies(world: World, manager: Person, clock: OffsetClock) -> None:
    await world.policy(severities=["CRITICAL"])
    incident = await world.incident_in("ASSIGNED", manager, await world.engineer(), severity=Severity.CRITICAL)
    begun = incident.created_at - timedelta(minutes=1)
    row = await world.rule("Overdue", "SLA_CONSUMED", after_seconds=0, parameters={"percent": 150}, enabled=False)
    rule: EscalationRule = rule_of(row)
    clock.advance(minutes=200)
    simulated = await world.app.escalation_simulation.run(manager, rule, begun)
    [firing] = simulated.found.first
    assert (firing.firing.due_at - incident.created_at) / timedelta(minutes=1) == 15


async def test_an_import_gets_due_times_and_no_events(world: World, clock: OffsetClock) -> None:
    await world.policy()
    sample = Path(__file__).parents[1] / "data" / "servicenow_sample.csv"
    await world.app.servicenow.run(world.organization, sample, lambda _: None)
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows("SELECT * FROM incidents WHERE organization_id = $1", world.organization.id)
    assert {minute(row, "resolve_due_at") for row in rows} == {100}
    for row in rows:
        end = row["resolved_at"]
        late = row["status"] in {*IncidentStatus} - {"RESOLVED", "CLOSED"} or minute(row, "resolved_at") > 100
        assert row["resolve_sla"] == ("BREACHED" if late else "MET"), (row["external_ref"], end)
        assert row["next_sla_at"] is None
        assert await said(world, row["id"]) == []
    assert await world.app.escalations.sweep() == Sweep()
