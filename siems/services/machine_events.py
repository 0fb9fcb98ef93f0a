"""What machines say in protocols of their own, by the same services as the mutations."""

from typing import assert_never

from siems.domain import alertmanager, pagerduty
from siems.domain.alertmanager import AlertGroup
from siems.domain.callers import Caller
from siems.domain.errors import NotFound
from siems.domain.foreign_text import dedup_key
from siems.domain.machine_reports import MachineReport
from siems.domain.pagerduty import EventAction, PagerDutyEvent
from siems.models import Incident
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.dedup_keys import DedupKeyService
from siems.services.incident_reports import Report
from siems.services.incidents import IncidentService


class MachineEventService:
    """One incident for each key of a sender. What is over already, or was never reported, is no error to say again."""

    def __init__(self, units: UnitsOfWork, incidents: IncidentService, dedup_keys: DedupKeyService) -> None:
        self._units = units
        self._incidents = incidents
        self._dedup_keys = dedup_keys

    async def alert_group(self, caller: Caller, group: AlertGroup) -> Incident | None:
        """Reports a group that fires, and resolves one that is resolved; None if nothing was open for that."""
        if group.firing:
            return await self._report(caller, group.key, group.report)
        return await self._resolve(caller, group.key, alertmanager.RESOLUTION)

    async def pagerduty(self, caller: Caller, event: PagerDutyEvent) -> Incident | None:
        """Does what the event says; None if there is no unresolved incident to acknowledge or resolve."""
        match event.action:
            case EventAction.TRIGGER:
                assert event.report is not None
                return await self._report(caller, event.dedup_key, event.report)
            case EventAction.ACKNOWLEDGE:
                try:
                    return await self._dedup_keys.acknowledge(caller, dedup_key(event.dedup_key))
                except NotFound:
                    return None
            case EventAction.RESOLVE:
                return await self._resolve(caller, event.dedup_key, pagerduty.RESOLUTION)
        assert_never(event.action)

    async def _report(self, caller: Caller, key: str, said: MachineReport) -> Incident:
        service_id = None
        if said.service_name is not None:
            async with self._units.of(caller.user.organization_id) as work:
                service_id = await work.services.id_named(said.service_name)
        report = Report(said.title, said.description, said.severity, service_id=service_id, dedup_key=dedup_key(key))
        return (await self._incidents.receive(caller, report)).incident

    async def _resolve(self, caller: Caller, key: str, resolution: str) -> Incident | None:
        try:
            return await self._dedup_keys.resolve(caller, dedup_key(key), resolution)
        except NotFound:
            return None
