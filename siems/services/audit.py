"""Proving the log: walking every chain and naming the first entry that does not fit."""

from dataclasses import dataclass
from uuid import UUID

from siems.domain.log import Link, problem_with
from siems.models import ConfigurationLog, IncidentLog, LogEntry
from siems.repositories.logs import entry_of
from siems.repositories.unit_of_work import InstallationWork, UnitsOfWork

LOGS: dict[str, type[LogEntry]] = {"incident": IncidentLog, "configuration": ConfigurationLog}


@dataclass(frozen=True)
class BrokenEntry:
    """The first entry that does not fit: in which log, whose, which, and why."""

    kind: str
    id: UUID
    sequence: int
    problem: str


@dataclass(frozen=True)
class Verification:
    """What a walk over the chains found. `checked` counts the entries that were looked at."""

    checked: int
    first_broken: BrokenEntry | None = None

    @property
    def ok(self) -> bool:
        return self.first_broken is None


class AuditService:
    """Recomputes the hash chains from what is stored."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def verify(self, organization_id: UUID | None = None) -> Verification:
        """Walks every chain of one organization, or of all. Stops at the first broken entry."""
        checked = 0
        async with self._units.across_organizations() as work:
            for kind, model in LOGS.items():
                found = await self._walk(work, kind, model, organization_id)
                checked += found.checked
                if not found.ok:
                    return Verification(checked, found.first_broken)
        return Verification(checked)

    async def _walk(
        self, work: InstallationWork, kind: str, model: type[LogEntry], organization_id: UUID | None
    ) -> Verification:
        checked, subject_id, last = 0, None, Link()
        async for row in work.chains.walk(model, organization_id):
            if row.subject_id != subject_id:
                subject_id, last = row.subject_id, Link()
            checked += 1
            if problem := problem_with(entry_of(row), row.hash, last):
                return Verification(checked, BrokenEntry(kind, row.subject_id, row.sequence, problem))
            last = Link(row.sequence, row.hash)
        return Verification(checked)
