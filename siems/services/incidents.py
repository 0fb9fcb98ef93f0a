"""Incidents: moving them through their lifecycle, editing and discussing them. `incident_reports` makes new ones."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import InvalidTransition, ValidationFailed, Violation
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.lifecycle import Move
from siems.domain.log import Action
from siems.domain.text import COMMENT, DESCRIPTION, RESOLUTION, TITLE, Checks
from siems.domain.users import Power
from siems.models import Incident, User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.allowances import UNLIMITED, Allowance
from siems.services.assignment_ranking import ranked
from siems.services.incident_changes import IncidentChange
from siems.services.incident_lists import visibility_of
from siems.services.incident_reports import Received, Report, check_references, receive, reported_values
from siems.services.offices import still_in_office
from siems.services.sla_events import note_overdue


@dataclass(frozen=True)
class Decision:
    """Which incident somebody decided about, seen at which version (None: whatever it is now), and why."""

    incident_id: UUID
    expected_version: int | None = None
    reason: str | None = None


GIVING = (Power.ASSIGN, Power.CLAIM, Power.REOPEN)
"""What leaves the incident with somebody, who must not be deactivated at that moment."""


class IncidentService:
    """The use cases that change an incident. Each checks authority itself, and is one transaction."""

    def __init__(self, units: UnitsOfWork, allowance: Allowance = UNLIMITED) -> None:
        self._units = units
        self._allowance = allowance

    async def report(self, caller: Caller, report: Report) -> Incident:
        """Like `receive`: the incident alone."""
        return (await self.receive(caller, report)).incident

    async def receive(self, caller: Caller, report: Report) -> Received:
        """Files an incident: OPEN, numbered, and for the service's team if none is named. If an unresolved one has the
        same dedup key and the caller sees it, the report becomes an event of that."""
        caller.user.must(Power.REPORT)
        await self._allowance.take(caller)
        return await receive(self._units, caller, reported_values(report, Checks()))

    async def assign(self, caller: Caller, decision: Decision, assignee_id: UUID) -> Incident:
        """Gives the incident to somebody, or to somebody else. The log keeps how well they suit."""
        async with self._changing(caller, decision, Power.ASSIGN) as change:
            incident = change.incident
            assignee = await _assignable(change.work, assignee_id)
            if assignee.id == incident.assignee_id and incident.status in (
                IncidentStatus.ASSIGNED,
                IncidentStatus.IN_PROGRESS,
            ):
                raise ValidationFailed.of("assigneeId", f"{incident.key} is already assigned to {assignee.name}.")
            ranking = await ranked(change.work, incident, besides=assignee.id)
            await change.assign(assignee.id, ranking.logged(assignee.id, automatic=False))
        return incident

    async def claim(self, caller: Caller, decision: Decision) -> Incident:
        """Takes an open incident for oneself, which also acknowledges it."""
        async with self._changing(caller, decision, Power.CLAIM) as change:
            await still_in_office(change.work, caller)
            await change.move(
                Move.CLAIM,
                Action.CLAIMED,
                changes={"assignee_id": caller.user.id},
            )
        return change.incident

    async def unassign(self, caller: Caller, decision: Decision) -> Incident:
        """Takes the incident from whoever has it: it is OPEN again."""
        async with self._changing(caller, decision, Power.UNASSIGN) as change:
            await change.move(Move.UNASSIGN, Action.UNASSIGNED, changes={"assignee_id": None})
        return change.incident

    async def start(self, caller: Caller, decision: Decision) -> Incident:
        """Says that work has begun, which also acknowledges the incident."""
        async with self._changing(caller, decision, Power.START) as change:
            await change.move(Move.START, Action.STARTED)
        return change.incident

    async def resolve(self, caller: Caller, decision: Decision, resolution: str) -> Incident:
        """Says what was done about it."""
        checks = Checks()
        text = checks.text("resolution", resolution, RESOLUTION)
        checks.done()
        async with self._changing(caller, decision, Power.RESOLVE) as change:
            await change.move(Move.RESOLVE, Action.RESOLVED, changes={"resolution": text})
        return change.incident

    async def close(self, caller: Caller, decision: Decision) -> Incident:
        """Agrees that it is dealt with. Final."""
        async with self._changing(caller, decision, Power.CLOSE) as change:
            await change.move(Move.CLOSE, Action.CLOSED)
        return change.incident

    async def reopen(self, caller: Caller, decision: Decision) -> Incident:
        """Takes a resolution back: IN_PROGRESS again, or OPEN if nobody is left who could be working on it."""
        async with self._changing(caller, decision, Power.REOPEN) as change:
            if change.incident.status is IncidentStatus.RESOLVED:
                await _refuse_twin(change.work, caller, change.incident)
            changes: dict[str, Any] = {"resolution": None}
            moments: dict[str, Any] = {}
            assignee_id = change.incident.assignee_id
            if assignee_id is None or await change.work.users.active(assignee_id) is None:
                changes |= {"status": IncidentStatus.OPEN, "assignee_id": None}
                moments = {"assigned_at": None}
            await change.move(Move.REOPEN, Action.REOPENED, changes=changes, moments=moments)
        return change.incident

    async def comment(self, caller: Caller, incident_id: UUID, body: str) -> Incident:
        """Adds a comment, which conflicts with nobody and is allowed in every state."""
        checks = Checks()
        text = checks.text("body", body, COMMENT)
        checks.done()
        async with self._changing(caller, Decision(incident_id), Power.COMMENT) as change:
            await change.remark(Action.COMMENTED, {"body": text})
        return change.incident

    async def change_severity(self, caller: Caller, decision: Decision, severity: Severity) -> Incident:
        async with self._changing(caller, decision, Power.CHANGE_SEVERITY) as change:
            incident = change.incident
            refuse_if_closed(incident)
            if severity is incident.severity:
                raise ValidationFailed.of("severity", f"{incident.key} already has the severity {severity.name}.")
            await change.record(Action.SEVERITY_CHANGED, changes={"severity": severity})
        return incident

    async def update(self, caller: Caller, decision: Decision, values: dict[str, Any]) -> Incident:
        """Changes editable fields, by column: title, description, category_id, service_id, team_id, restricted.

        What is not in `values` stays as it is; a value that is there already is no change.
        """
        values = _checked_edit(values)
        async with self._changing(caller, decision, Power.UPDATE) as change:
            refuse_if_closed(change.incident)
            await check_references(change.work, values)
            changes = {name: value for name, value in values.items() if value != getattr(change.incident, name)}
            if changes.get("restricted") is False:
                caller.user.must(Power.LIFT_RESTRICTION)
            if changes:
                await change.record(Action.UPDATED, changes=changes)
        return change.incident

    def _changing(
        self, caller: Caller, decision: Decision, power: Power
    ) -> AbstractAsyncContextManager[IncidentChange]:
        return changing(self._units, caller, decision, power)


@asynccontextmanager
async def changing(
    units: UnitsOfWork, caller: Caller, decision: Decision, power: Power, *, automatic: bool = False
) -> AsyncIterator[IncidentChange]:
    """One transaction that holds the incident's lock, once it is sure that the caller sees it and holds `power`.

    `automatic`: SIEMS chooses who gets it, which it does for one incident of the organization after another.
    """
    reason = configuration.checked_reason(decision.reason)
    async with units.of(caller.user.organization_id) as work:
        if power in GIVING:
            await work.users.keep_in_office()  # before the row lock: see there
        if automatic:
            await work.candidates.one_at_a_time()
        if power is Power.REOPEN:
            await work.incidents.keep_dedup_key_of(decision.incident_id, visibility_of(caller))
        incident = await work.incidents.locked(decision.incident_id, visibility_of(caller))
        caller.user.must(power, incident)
        change = IncidentChange(work, caller.actor, incident, reason)
        change.expect_version(decision.expected_version)
        await note_overdue(work, incident)  # first, so that the log has it before what ends it
        yield change


def _checked_edit(values: dict[str, Any]) -> dict[str, Any]:
    checks = Checks()
    checked = dict(values)
    for name, rule in (("title", TITLE), ("description", DESCRIPTION)):
        if name in values:
            checked[name] = checks.text(name, values[name], rule)
    if "restricted" in values and values["restricted"] is None:
        checks.violations.append(Violation(("restricted",), "This is either true or false."))
    checks.done()
    return checked


async def _assignable(work: UnitOfWork, id: UUID) -> User:
    user = await work.users.get(id, "assigneeId")
    if user.deactivated_at is not None:
        raise ValidationFailed.of("assigneeId", f"{user.name} is deactivated and cannot be given incidents.")
    return user


async def _refuse_twin(work: UnitOfWork, caller: Caller, incident: Incident) -> None:
    """Refuses what would make a second unresolved incident with this key from the same source."""
    if (twin := await work.incidents.twin_of(incident)) is not None:
        seen = await work.incidents.visible(twin.id, visibility_of(caller)) is not None
        name = twin.key if seen else "Another incident"
        raise ValidationFailed.of("incidentId", f"{name} has this dedup key already and is not resolved yet.")


def refuse_if_closed(incident: Incident) -> None:
    """Raises InvalidTransition for what takes no changes any more."""
    if incident.status is IncidentStatus.CLOSED:
        raise InvalidTransition(
            f"{incident.key} is CLOSED, which is final: it only takes comments, participants and a postmortem."
        )
