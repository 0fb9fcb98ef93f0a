"""Firing: one step, or one escalation by hand, with everything that belongs to it, in the transaction at hand."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from siems.domain.escalation.ladder import Due, Fired
from siems.domain.escalation.rules import EscalationAction
from siems.domain.escalation.strategies import strategies
from siems.domain.events import EscalationRaised
from siems.domain.incidents import Severity
from siems.domain.log import Action, Actor, ActorKind, timestamp
from siems.models import Escalation, Incident
from siems.models.base import new_id
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.escalation_targets import Addressed, Addresses
from siems.services.incident_changes import IncidentChange
from siems.services.pages import warn_of_pages_in_vain

ENGINE = Actor(ActorKind.SYSTEM, "escalation")

_NOBODY = "nobody is left to tell of the escalation of incident %s: no manager and no admin"

log = logging.getLogger(__name__)


async def fire(work: UnitOfWork, addresses: Addresses, incident: Incident, due: Due) -> None:
    """Fires one step: the escalation, its log entry, what it does, and whom it tells.

    The entry comes first, and then those of what the step does: so whoever reads the log sees why it did.
    """
    change, actions = IncidentChange(work, ENGINE, incident, why(due)), due.does.actions
    escalation = _of_a_rule(change, due)
    # Before its entry is written, since what comes next is planned with that.
    fired = Fired(due.repeat, due.step, due.starts_at, escalation.fired_at)
    work.escalations.note(incident, due.rule.id, fired)
    notifies, reassigns = (each in actions for each in (EscalationAction.NOTIFY, EscalationAction.REASSIGN_TO_ON_CALL))
    at = escalation.fired_at
    addressed = await addresses.of(incident, due.does.targets, at) if notifies else Addressed(())
    if reassigns:
        addressed = replace(addressed, on_call=await addresses.on_call(incident, at))
    await record(change, escalation, addressed, _details(incident, due))
    if EscalationAction.RAISE_SEVERITY in actions and incident.severity < Severity.CRITICAL:
        await change.record(Action.SEVERITY_CHANGED, changes={"severity": Severity(incident.severity + 1)})
    taking_over = addressed.on_call.first if reassigns and addressed.on_call is not None else None
    if taking_over is not None and taking_over.id != incident.assignee_id:
        await change.assign(taking_over.id)


def _of_a_rule(change: IncidentChange, due: Due) -> Escalation:
    return _escalation(
        change,
        due.due_at,
        rule_id=due.rule.id,
        rule_name=due.rule.name,
        strategy=due.rule.strategy,
        repeat=due.repeat,
        step=due.step,
        starts_at=due.starts_at,
    )


def _details(incident: Incident, due: Due) -> dict[str, Any]:
    """What the log entry says of the step."""
    return {
        "rule": {"id": str(due.rule.id), "name": due.rule.name},
        "step": due.step + 1,
        "repeat": due.repeat,
        "round": incident.escalation_round,
        "actions": [action.value for action in due.does.actions],
        "due_at": timestamp(due.due_at),
    }


async def record(change: IncidentChange, escalation: Escalation, addressed: Addressed, details: dict[str, Any]) -> None:
    """Writes the escalation, its log entry and its notifications; those addressed take part in the incident."""
    work, incident = change.work, change.incident
    if addressed.fallback == "NOBODY":
        work.afterwards.append(partial(log.error, _NOBODY, incident.id))
    after = {
        "escalation": {"id": str(escalation.id)},
        "level": escalation.level,
        "notified": [{"id": str(person.id), "name": person.name} for person in addressed.people],
        **({"fallback": addressed.fallback} if addressed.fallback else {}),
        **(addressed.on_call.logged() if addressed.on_call is not None else {}),
        **details,
    }
    before = {"level": incident.escalation_level}
    counter = "rule_escalations" if escalation.raised_by_id is None else "hand_escalations"
    columns = {"escalation_level": escalation.level, counter: getattr(incident, counter) + 1}
    told = [person.id for person in addressed.people]
    escalation.log_sequence = await change.remark(Action.ESCALATED, after, before=before, columns=columns)
    warn_of_pages_in_vain(work, incident, await work.escalations.record(escalation, told))
    work.events.append(
        EscalationRaised(
            organization_id=work.organization_id,
            incident_id=incident.id,
            escalation_id=escalation.id,
            strategy=escalation.strategy,
            due_at=escalation.due_at,
            fired_at=escalation.fired_at,
            notified=tuple(told),
            by_itself=escalation.rule_id is None and escalation.raised_by_id is None,
        )
    )


def by_hand(change: IncidentChange, raised_by: UUID) -> Escalation:
    """An escalation that a person raises: due at once."""
    return _escalation(change, change.at, raised_by_id=raised_by, reason=change.reason)


def by_itself(change: IncidentChange) -> Escalation:
    """What SIEMS raises without a rule, when nobody could be reached."""
    return _escalation(change, change.at, reason=change.reason)


def _escalation(change: IncidentChange, due_at: datetime, **more: Any) -> Escalation:
    incident, fired_at = change.incident, max(change.at, due_at)
    return Escalation(
        id=new_id(),
        organization_id=change.work.organization_id,
        incident_id=incident.id,
        round=incident.escalation_round,
        level=incident.escalation_level + 1,
        due_at=due_at,
        fired_at=fired_at,
        lateness_ms=(fired_at - due_at) // timedelta(milliseconds=1),
        log_sequence=0,
        **more,
    )


def why(due: Due) -> str:
    """What the log gives as the reason: "Unassigned for 5 min", or "Unassigned" if it need not be so for any time."""
    described = strategies()[due.rule.strategy].described_for(due.rule)
    span = f" for {duration(due.rule.after)}" if due.rule.after else ""
    return f"{described[:1].upper()}{described[1:]}{span}"


def duration(span: timedelta) -> str:
    """For people: "5 min", "2 h", "1 h 30 min", "45 s"."""
    seconds = int(span.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"
