"""What a source says of an incident that it knows by its own key: it is over, or somebody looks after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from siems.domain.callers import Caller
from siems.domain.errors import NotFound
from siems.domain.lifecycle import Move
from siems.domain.log import Action
from siems.domain.text import KNOWN_BY, REASON, RESOLUTION, Checks
from siems.domain.users import Power
from siems.models import Incident
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.allowances import UNLIMITED, Allowance
from siems.services.escalation_holds import hold
from siems.services.incident_changes import IncidentChange
from siems.services.incident_lists import visibility_of
from siems.services.sla_events import note_overdue

BY_ITS_SOURCE = "Resolved by its source."
"""What was done about it, if the source does not say."""


class DedupKeyService:
    """For the source of an incident, and for whoever may do the same by the incident's id."""

    def __init__(self, units: UnitsOfWork, allowance: Allowance = UNLIMITED) -> None:
        self._units = units
        self._allowance = allowance

    async def resolve(self, caller: Caller, dedup_key: str, resolution: str | None = None) -> Incident:
        """Resolves the unresolved incident with this key, wherever it stands. Raises NotFound if there is none that
        the caller sees."""
        checks = Checks()
        key = checks.text("dedupKey", dedup_key, KNOWN_BY)
        text = checks.text("resolution", BY_ITS_SOURCE if resolution is None else resolution, RESOLUTION)
        checks.done()
        async with self._changing(caller, key, Power.RESOLVE_BY_SOURCE) as change:
            await note_overdue(change.work, change.incident)  # first, so that the log has it before what ends it
            changes, noted = {"resolution": text}, {"by_source": True}
            await change.move(Move.RESOLVE_BY_SOURCE, Action.RESOLVED, changes=changes, noted=noted)
        return change.incident

    async def acknowledge(self, caller: Caller, dedup_key: str, reason: str | None = None) -> Incident:
        """Says that somebody looks after it: holds the ladder, also before anything was escalated. What nothing was
        escalated of since the last time is acknowledged already, and stays as it is."""
        checks = Checks()
        key = checks.text("dedupKey", dedup_key, KNOWN_BY)
        why = checks.optional_text("reason", reason, REASON)
        checks.done()
        async with self._changing(caller, key, Power.ACKNOWLEDGE, why) as change:
            await note_overdue(change.work, change.incident)
            await hold(change, caller)
        return change.incident

    @asynccontextmanager
    async def _changing(
        self, caller: Caller, key: str, power: Power, reason: str | None = None
    ) -> AsyncIterator[IncidentChange]:
        await self._allowance.take(caller)
        async with self._units.of(caller.user.organization_id) as work:
            incident = await work.incidents.locked_with(key, visibility_of(caller))
            if incident is None:
                raise NotFound("unresolved incident", "dedupKey", "dedup key")
            addressed = power is Power.ACKNOWLEDGE and await work.escalations.addressed_to(incident.id, caller.user.id)
            if not addressed:
                caller.user.must(power, incident)
            yield IncidentChange(work, caller.actor, incident, reason)
