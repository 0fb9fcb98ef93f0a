"""What service levels come to for an incident's row. The log entries that belong to it are made in `sla_events`."""

import logging
from datetime import datetime

from siems.domain.incidents import UNRESOLVED
from siems.domain.sla import Commitment, SlaPolicy, SlaState, SlaTarget, promised, running, worst
from siems.models import Incident

TRACKED = (
    "sla_policy_id", "sla", "next_sla_at",
    "respond_due_at", "respond_at_risk_at", "respond_sla",
    "resolve_due_at", "resolve_at_risk_at", "resolve_sla",
)  # fmt: skip
"""The columns that these functions set."""

log = logging.getLogger(__name__)


def decide(incident: Incident) -> None:
    """Says of each promise that has ended whether it was kept. That stays so, whatever the policy says later."""
    for target in SlaTarget:
        ended_at = _ended_at(target, incident)
        if ended_at is not None and state_of(target, incident) in (SlaState.ON_TRACK, SlaState.AT_RISK):
            met = ended_at <= due_at(target, incident)
            say(target, incident, SlaState.MET if met else SlaState.BREACHED)
    _sum_up(incident)


def promise(incident: Incident, policy: SlaPolicy | None) -> None:
    """Gives an unresolved incident the due times of the policy for everything that is still to be done.

    What the log says of a due time stays so until there is another one.
    """
    incident.sla_policy_id = None if policy is None else policy.id
    found = promised(policy, incident)
    for target in SlaTarget:
        if running(target, incident):
            _commit(target, incident, found.get(target))
    _sum_up(incident)


def promise_imported(incident: Incident, policy: SlaPolicy | None, now: datetime) -> None:
    """Gives an incident that is filed with its past the due times it would have had. Nothing that is over by now is
    an event any more."""
    incident.sla_policy_id = None if policy is None else policy.id
    for target, commitment in promised(policy, incident).items():
        _commit(target, incident, commitment)
        late = overdue(target, incident, now) if running(target, incident) else None
        if late is not None:
            say(target, incident, late)
    decide(incident)


def overdue(target: SlaTarget, incident: Incident, at: datetime) -> SlaState | None:
    """What the promise has become by then that its state does not say yet, if anything."""
    state = state_of(target, incident)
    if state in (SlaState.ON_TRACK, SlaState.AT_RISK) and due_at(target, incident) < at:
        return SlaState.BREACHED
    if state is SlaState.ON_TRACK and at_risk_at(target, incident) <= at:
        return SlaState.AT_RISK
    return None


def say(target: SlaTarget, incident: Incident, state: SlaState) -> None:
    """Says that a promise stands like this."""
    _set(target, incident, "sla", state)


def state_of(target: SlaTarget, incident: Incident) -> SlaState | None:
    """How a promise stands, by what the log says."""
    state: SlaState | None = getattr(incident, _column(target, "sla"))
    return state


def due_at(target: SlaTarget, incident: Incident) -> datetime:
    """When a promise that there is falls due."""
    found: datetime = getattr(incident, _column(target, "due_at"))
    return found


def at_risk_at(target: SlaTarget, incident: Incident) -> datetime:
    """When a promise that there is comes to be at risk."""
    found: datetime = getattr(incident, _column(target, "at_risk_at"))
    return found


def _column(target: SlaTarget, name: str) -> str:
    """What the column of a target is called: respond_due_at."""
    return f"{target.value.lower()}_{name}"


def _commit(target: SlaTarget, incident: Incident, commitment: Commitment | None) -> None:
    due, risk = (None, None) if commitment is None else (commitment.due_at, commitment.at_risk_at)
    if commitment is not None and due is None:  # its policy was let in with other hours: no reason to refuse a change
        log.error("the hours of incident %s never come to its time to %s", incident.id, target.value.lower())
        risk = None
    said = state_of(target, incident)
    logged = due == getattr(incident, _column(target, "due_at")) and said in (SlaState.AT_RISK, SlaState.BREACHED)
    begun = None if due is None else SlaState.ON_TRACK
    _set(target, incident, "due_at", due)
    _set(target, incident, "at_risk_at", risk)
    _set(target, incident, "sla", said if logged else begun)


def _sum_up(incident: Incident) -> None:
    incident.sla = worst(state_of(target, incident) for target in SlaTarget)
    awaited = (_awaited(target, incident) for target in SlaTarget)
    incident.next_sla_at = min((moment for moment in awaited if moment is not None), default=None)


def _awaited(target: SlaTarget, incident: Incident) -> datetime | None:
    """When the state of a promise changes next by itself."""
    if incident.status not in UNRESOLVED:
        return None
    match state_of(target, incident):
        case SlaState.ON_TRACK:
            return at_risk_at(target, incident)
        case SlaState.AT_RISK:
            return due_at(target, incident)
    return None


def _ended_at(target: SlaTarget, incident: Incident) -> datetime | None:
    if target is SlaTarget.RESPOND and incident.started_at is not None:
        return incident.started_at
    return incident.resolved_at


def _set(target: SlaTarget, incident: Incident, name: str, value: object) -> None:
    setattr(incident, _column(target, name), value)
