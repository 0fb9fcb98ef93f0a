"""The audit trail: who did what in the organization."""

from siems.domain.callers import Caller
from siems.domain.users import Power
from siems.repositories.audit_trail import AuditCriteria, AuditEntry
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork

__all__ = ["AuditCriteria", "AuditEntry", "AuditTrailService"]


class AuditTrailService:
    """Only admins read it: it holds the logs of all incidents, restricted ones too."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def page(self, caller: Caller, request: PageRequest, criteria: AuditCriteria) -> Page[AuditEntry]:
        """Entries of both logs, newest first."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.audit_trail.page(request, criteria)
