"""Service levels in the log: an incident is at risk, or its promise is broken, and that once for each due time."""

from siems.domain.incidents import UNRESOLVED
from siems.domain.log import Action, Actor, ActorKind, timestamp
from siems.domain.sla import SlaState, SlaTarget
from siems.models import Incident
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.escalation_planning import planned
from siems.services.incident_changes import IncidentChange
from siems.services.sla_tracking import due_at, overdue, say

CLOCK = Actor(ActorKind.SYSTEM, "sla")
_ACTIONS = {SlaState.AT_RISK: Action.SLA_AT_RISK, SlaState.BREACHED: Action.SLA_BREACHED}


async def note_overdue(work: UnitOfWork, incident: Incident) -> int:
    """Logs what has become at risk or breached by now, of an incident that is locked; how many entries that were.

    An incident that changed its severity and back is not told twice of the same due time, nor of an earlier one.
    """
    change, noted = IncidentChange(work, CLOCK, incident), 0
    if incident.status not in UNRESOLVED:
        return 0
    if incident.rules_revision < (await work.escalation_rules.in_force()).revision:
        await planned(work, [incident])  # or the log would tell of a promise that is not made any more
    for target in SlaTarget:
        state = overdue(target, incident, change.at)
        if state is not None:
            noted += await _note(change, target, state)
    return noted


async def _note(change: IncidentChange, target: SlaTarget, state: SlaState) -> int:
    work, incident, action = change.work, change.incident, _ACTIONS[state]
    due = timestamp(due_at(target, incident))
    say(target, incident, state)
    said = await work.sla_policies.promised(incident.id, action, target)
    if said is not None and said >= due:
        return 0
    policies = (await work.escalation_rules.in_force()).policies
    names = {policy.id: policy.name for policy in policies}
    id = incident.sla_policy_id
    policy = None if id is None else {"id": str(id), "name": names.get(id, "")}
    after = {"target": target.value, "due_at": due, "policy": policy}
    await change.remark(action, after)
    return 1
