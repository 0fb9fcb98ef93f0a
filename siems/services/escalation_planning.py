"""When an incident is next to be looked at: kept up to date with every change of it, and of a rule."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from siems.domain.escalation.facts import IncidentFacts, facts_of, reported
from siems.domain.escalation.ladder import History, Plan, plan
from siems.domain.escalation.strategies import strategies
from siems.domain.incidents import UNRESOLVED
from siems.domain.log import Act, Action
from siems.domain.sla import policy_for
from siems.models import Incident
from siems.repositories.escalation_rules import RulesInForce
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.sla_tracking import decide, promise, promise_imported

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
_BATCH = 500

log = logging.getLogger(__name__)


async def planned(work: UnitOfWork, incidents: Sequence[Incident], *, new: bool = False) -> list[Plan]:
    """What comes next for each of the incidents, which are locked or `new`; sets `next_escalation_at` to it, and what
    service levels promise.

    A rule that cannot be evaluated is looked at again after a pause that grows with the incident's failures.
    """
    for incident in incidents:
        incident.next_escalation_at = None
        decide(incident)
    if not any(incident.status in UNRESOLVED for incident in incidents):
        return [Plan(None) for _ in incidents]
    if new:
        await work.escalation_rules.begin_planning()
    rules = await work.escalation_rules.in_force()
    histories = await work.escalations.histories(incidents) if rules.rules and not new else {}
    return [
        _planned(work, incident, rules, histories.get((incident.id, incident.escalation_round), {}))
        for incident in incidents
    ]


def _planned(work: UnitOfWork, incident: Incident, rules: RulesInForce, history: History) -> Plan:
    facts = facts_of(incident)
    if facts.unresolved:
        promise(incident, policy_for(rules.policies, incident))
    found = plan(rules.rules, facts.under(rules.policies), history, strategies())
    times = [found.next.due_at] if found.next else []
    if found.problems:
        times.append(work.now + pause(incident.escalation_failures))
    incident.next_escalation_at = min(times, default=None)
    incident.rules_revision = rules.revision
    return found


def pause(failures: int) -> timedelta:
    """How long an incident is left alone after so many failures in a row before this one."""
    doubled: timedelta = _FIRST_PAUSE * 2 ** min(failures, 10)
    return min(_LONGEST_PAUSE, doubled)


async def settle_imported(work: UnitOfWork, incident: Incident, acts: Sequence[Act]) -> None:
    """Gives an incident that is filed with its past what escalation goes by. Its time counts from now on."""
    facts = replayed(acts)
    incident.escalation_round, incident.round_started_at = facts.escalation_round, facts.round_started_at
    incident.last_activity_at, incident.hold_began_at = facts.last_activity_at, facts.hold_began_at
    incident.imported_at = work.now
    incident.reopen_count = sum(act.action == Action.REOPENED for act in acts)
    await planned(work, [incident], new=True)
    policies = (await work.escalation_rules.in_force()).policies
    promise_imported(incident, policy_for(policies, incident), work.now)


def replayed(acts: Sequence[Act]) -> IncidentFacts:
    """The facts that these acts, from the first one on, lead to."""
    facts = reported(acts[0].at, acts[0].after)
    for act in acts[1:]:
        facts = facts.after(act.action, act.at, act.after, act.actor.kind)
    return facts


@dataclass(frozen=True)
class Replanned:
    """How far a call of `replan` has come."""

    incidents: int
    more: bool


class EscalationPlanning:
    """Plans the unresolved incidents of an organization again after a change of its rules, batch by batch.

    The first batch starts once the change is committed. An incident that somebody holds is left for the next pass, and
    whoever read the old rules before the change is waited for: what they wrote is found by its older revision.
    """

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def replan(self, batch: int = _BATCH) -> Replanned:
        """One batch for each organization that has something to plan. Any number of workers may call it at once."""
        async with self._units.across_organizations() as work:
            waiting = await work.escalation_queue.organizations_to_plan()
        counts, more = 0, False
        for organization_id in waiting:
            async with self._units.of(organization_id) as work:
                count, unfinished = await _plan_batch(work, batch)
            counts, more = counts + count, more or unfinished
        return Replanned(counts, more)


async def _plan_batch(work: UnitOfWork, size: int) -> tuple[int, bool]:
    """How many incidents it planned, and whether there is more to do at once."""
    state = await work.escalation_rules.locked_planning()
    if state is None:
        return 0, False
    rules = await work.escalation_rules.in_force()
    settled = await work.escalation_rules.settled()  # before looking: what commits later was planned by the new rules
    incidents = await work.escalations.to_plan(rules.revision, state.cursor, size)
    await planned(work, incidents)
    await work.escalations.store_plans(incidents)
    state.done += len(incidents)
    if incidents:
        state.cursor = incidents[-1].id
    elif state.cursor is not None:
        state.cursor = None  # once more from the beginning, for those that were held
    elif settled and not await work.escalations.any_to_plan(rules.revision):
        state.planned_revision = rules.revision
        log.info("the incidents follow the escalation rules of revision %d", rules.revision)
    await work.escalation_rules.store_planning(state, "done", "cursor", "planned_revision")
    return len(incidents), state.cursor is not None
