"""Escalation: the sweep and the planning that the worker calls, and what people do by hand."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import InvalidTransition, NotFound, ValidationFailed
from siems.domain.escalation.rules import Target, TargetKind
from siems.domain.incidents import UNRESOLVED
from siems.domain.users import Power
from siems.models import Escalation, Incident
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.escalation_firing import by_hand, record
from siems.services.escalation_holds import hold
from siems.services.escalation_planning import EscalationPlanning, Replanned
from siems.services.escalation_sweep import EscalationSweep, Sweep
from siems.services.escalation_targets import Addresses
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision, changing

_FIRST_CALL = (Target(TargetKind.ON_CALL), Target(TargetKind.TEAM_MANAGER))
_DOUBLE_CLICK = timedelta(seconds=10)
_SECOND_CALL = (Target(TargetKind.ALL_MANAGERS),)


class EscalationService:
    """Escalates what is late, and what a person thinks should be looked at by somebody else."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units
        self._sweep = EscalationSweep(units)
        self._planning = EscalationPlanning(units)

    async def sweep(self, enough: Callable[[], bool] = lambda: False) -> Sweep:
        """Fires everything that is due now; between two batches it asks whether that is `enough`.

        For the worker, which need not know when it last did.
        """
        return await self._sweep.run(enough)

    async def replan(self) -> Replanned:
        """Plans a batch of the incidents whose rules have changed. For the worker: again while there is `more`."""
        return await self._planning.replan()

    async def escalate(self, caller: Caller, decision: Decision) -> tuple[Incident, Escalation]:
        """Escalates by hand: tells whoever is on call and the team's manager, the second time all managers.

        Whoever escalates is not told of it themselves. The same again within seconds is a double click.
        """
        async with changing(self._units, caller, decision, Power.ESCALATE) as change:
            incident = change.incident
            _must_be_unresolved(incident, "escalated")
            raised = change.work.escalations.raised_by
            same = await raised(caller.user.id, incident, change.reason, since=change.at - _DOUBLE_CLICK)
            if same is not None:
                return incident, same
            escalation = by_hand(change, caller.user.id)
            targets = _FIRST_CALL if escalation.level == 1 else _SECOND_CALL
            addresses, at = Addresses(change.work), escalation.fired_at
            addressed = await addresses.of(incident, targets, at, besides=caller.user.id)
            details = {"round": incident.escalation_round, "by_hand": True}
            await record(change, escalation, addressed, details)
        return incident, escalation

    async def acknowledge(
        self, caller: Caller, escalation_id: UUID, reason: str | None = None
    ) -> tuple[Incident, Escalation]:
        """Says that somebody looks after it: all later steps wait until nothing has happened for the rule's
        `acknowledge_timeout`. Acknowledges all escalations of the incident; once that is done it changes nothing.
        """
        found = await self._visible(caller, escalation_id)
        decision = Decision(found.incident_id, reason=reason)
        async with changing(self._units, caller, decision, Power.SEE) as change:
            incident, work = change.incident, change.work
            escalation = await work.escalations.get(escalation_id, "escalationId")
            if not await work.escalations.addressed_to(incident.id, caller.user.id):
                caller.user.must(Power.ACKNOWLEDGE, incident)
            if escalation.acknowledged_at is not None:
                return incident, escalation
            _must_be_unresolved(incident, "acknowledged")
            _must_be_of_this_round(incident, escalation)
            await hold(change, caller)
            escalation = await work.escalations.get(escalation_id, "escalationId")
        return incident, escalation

    async def _visible(self, caller: Caller, escalation_id: UUID) -> Escalation:
        async with self._units.of(caller.user.organization_id) as work:
            escalation = await work.escalations.get(escalation_id, "escalationId")
            if await work.incidents.visible(escalation.incident_id, visibility_of(caller)) is None:
                raise NotFound(work.escalations.noun, "escalationId")
            return escalation


def _must_be_of_this_round(incident: Incident, escalation: Escalation) -> None:
    """Whoever had the incident before does not keep quiet what is owed to whoever has it now."""
    if escalation.round != incident.escalation_round:
        raise ValidationFailed.of(
            "escalationId",
            f"{incident.key} was reassigned, taken back or reopened since this escalation, which is over: "
            "acknowledge one of the present round.",
        )


def _must_be_unresolved(incident: Incident, done: str) -> None:
    if incident.status not in UNRESOLVED:
        raise InvalidTransition(
            f"{incident.key} is {incident.status}, so there is nothing to be {done}: only what is not resolved yet is."
        )
