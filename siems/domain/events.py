"""Observer: what wants to know that something happened, once it is committed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class IncidentChanged:
    """Entries were added to an incident's log. Says no more: whoever cares reads the log."""

    organization_id: UUID
    incident_id: UUID


@dataclass(frozen=True)
class EscalationRaised:
    """An incident was escalated, by a rule (then `strategy` says which kind) or by hand."""

    organization_id: UUID
    incident_id: UUID
    escalation_id: UUID
    strategy: str | None
    due_at: datetime
    fired_at: datetime
    notified: tuple[UUID, ...]
    """Who is told, by row id of the person."""
    by_itself: bool = False
    """Nobody could be reached, so that SIEMS raised it without a rule."""


Event = IncidentChanged | EscalationRaised


class Observer(Protocol):
    """Told after commit. One that fails is logged and stops nobody else: the log already holds the truth."""

    async def incident_changed(self, event: IncidentChanged) -> None: ...

    async def escalation_raised(self, event: EscalationRaised) -> None: ...
