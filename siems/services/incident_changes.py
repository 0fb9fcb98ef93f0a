"""How an incident changes: the row, its version and the entry of its log, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from siems.domain.errors import Conflict
from siems.domain.escalation.facts import marks_of
from siems.domain.events import IncidentChanged
from siems.domain.incidents import IncidentStatus
from siems.domain.lifecycle import Move, state_of
from siems.domain.log import Act, Action, Actor
from siems.domain.moments import moments_of
from siems.models import Incident
from siems.models.escalation import NotificationKind
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.escalation_planning import planned
from siems.services.pages import warn_of_pages_in_vain
from siems.services.sla_tracking import TRACKED

Values = Mapping[str, Any]
"""Values by column."""

TO_FOLLOWERS = (Action.COMMENTED, Action.RESOLVED, Action.REOPENED)
"""What the assignee, the reporter and the participants are told of."""
TO_ASSIGNEE = (Action.SLA_AT_RISK, Action.SLA_BREACHED)

_SPELLING = {"dedup_key": "dedupKey"}


class Names(Protocol):
    """Knows what references point at: a unit of work, or something that asked one before."""

    async def name_of(self, column: str, id: UUID) -> str: ...


async def snapshot(names: Names, row: object, columns: Iterable[str]) -> dict[str, Any]:
    """The named columns as the log keeps them: references as {id, name}, so that an entry can be read on its own."""
    return {
        _SPELLING.get(column, column.removesuffix("_id")): await _value(names, column, getattr(row, column))
        for column in columns
    }


async def _value(names: Names, column: str, value: Any) -> Any:
    if isinstance(value, UUID):
        return {"id": str(value), "name": await names.name_of(column, value)}
    return value.name if isinstance(value, Enum) else value


@dataclass(frozen=True)
class IncidentChange:
    """A change in the making: its incident is locked, and `actor` may make it.

    Each method returns the sequence of the entry that it adds to the incident's log.
    """

    work: UnitOfWork
    actor: Actor
    incident: Incident
    reason: str | None = None

    @property
    def at(self) -> datetime:
        """When it happens. Whoever waited for the lock has an older `now` than whoever held it, and a timeline
        never runs backwards."""
        return max(self.work.now, self.incident.updated_at)

    def expect_version(self, expected: int | None) -> None:
        """Raises Conflict if the caller decided on another version than the present one."""
        incident = self.incident
        if expected is not None and expected != incident.version:
            raise Conflict(
                f"{incident.key} has changed since you read it: it is at version {incident.version}, "
                f"not {expected}. Read it again and decide anew."
            )

    async def move(
        self,
        move: Move,
        action: Action,
        *,
        changes: Values | None = None,
        moments: Values | None = None,
        noted: Values | None = None,
    ) -> int:
        """Makes a move of the lifecycle. Raises InvalidTransition if the present state does not allow it."""
        status = state_of(self.incident.status).after(move)
        return await self.record(action, changes={"status": status, **(changes or {})}, moments=moments, noted=noted)

    async def assign(self, assignee_id: UUID, suggestion: Values | None = None) -> None:
        """Gives the incident to somebody, or to somebody else, who is told of it unless they did it themselves.

        The log keeps how well they suit, if it is known: `suggestion`.
        """
        action = Action.ASSIGNED if self.incident.status is IncidentStatus.OPEN else Action.REASSIGNED
        noted = None if suggestion is None else {"suggestion": suggestion}
        sequence = await self.move(Move.ASSIGN, action, changes={"assignee_id": assignee_id}, noted=noted)
        if assignee_id != self.actor.id:
            told = NotificationKind.ASSIGNED
            in_vain = await self.work.notifications.owe([assignee_id], told, self.incident.id, sequence)
            warn_of_pages_in_vain(self.work, self.incident, in_vain)

    async def record(
        self, action: Action, *, changes: Values, moments: Values | None = None, noted: Values | None = None
    ) -> int:
        """Applies and logs `changes`, the columns that count as a new version.

        The moments that follow from the action are set too; `moments` overrule them. `noted` stands in the log only,
        beside what the changes lead to.
        """
        before = await snapshot(self.work, self.incident, changes)
        follows = moments_of(action, self.at, self.incident, changes.get("status"))
        written = {**changes, **follows, **(moments or {}), "version": self.incident.version + 1}
        for column, value in written.items():
            setattr(self.incident, column, value)
        after = {**await snapshot(self.work, self.incident, changes), **(noted or {})}
        return await self._log(action, before, after, *written)

    async def remark(
        self, action: Action, after: Values, *, before: Values | None = None, columns: Values | None = None
    ) -> int:
        """Logs something that conflicts with nobody: there is no new version. Sets `columns`, if there are any."""
        columns = columns or {}
        for column, value in columns.items():
            setattr(self.incident, column, value)
        return await self._log(action, before or {}, after, *columns)

    async def note(self, action: Action, after: Values) -> int:
        """Logs what changes nothing that rules and service levels go by, however often it comes: nothing is planned."""
        incident = self.incident
        incident.updated_at = self.at
        sequence = await self.work.incident_log.append(
            incident.id, Act(action, self.actor, self.at, {}, after, self.reason)
        )
        await self.work.incidents.store(incident, "updated_at")
        self.work.events.append(IncidentChanged(self.work.organization_id, incident.id))
        return sequence

    async def _log(self, action: Action, before: Values, after: Values, *written: str) -> int:
        at, incident = self.at, self.incident
        marks = {"updated_at": at, **marks_of(action, at, self.actor.kind, incident)}
        if "escalation_round" in marks:
            marks["escalation_level"] = 0
        for column, value in marks.items():
            setattr(incident, column, value)
        sequence = await self.work.incident_log.append(
            incident.id, Act(action, self.actor, at, before, after, self.reason)
        )
        await planned(self.work, [incident])
        await self.work.incidents.store(incident, *marks, *written, "next_escalation_at", "rules_revision", *TRACKED)
        await self._inform(action, sequence)
        self.work.events.append(IncidentChanged(self.work.organization_id, incident.id))
        return sequence

    async def _inform(self, action: Action, sequence: int) -> None:
        """Tells whoever follows the incident what they had better know, but for who did it themselves."""
        notifications, incident = self.work.notifications, self.incident
        if action in TO_FOLLOWERS:
            kind = NotificationKind(action.value)
            await notifications.owe_those_who_follow(kind, incident.id, sequence, self.actor.id)
        elif action in TO_ASSIGNEE and incident.assignee_id is not None:
            await notifications.owe([incident.assignee_id], NotificationKind(action.value), incident.id, sequence)
