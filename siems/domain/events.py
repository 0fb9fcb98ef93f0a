"""Observer: what wants to know that something happened, once it is committed."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class IncidentChanged:
    """Entries were added to an incident's log. Says no more: whoever cares reads the log."""

    organization_id: UUID
    incident_id: UUID


class Observer(Protocol):
    """Told after commit. One that fails is logged and stops nobody else: the log already holds the truth."""

    async def incident_changed(self, event: IncidentChanged) -> None: ...
