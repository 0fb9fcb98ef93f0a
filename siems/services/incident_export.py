"""Exports: an incident as a file, for whoever sees it, and for the operator of the machine."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import Busy, NotFound, ValidationFailed
from siems.domain.export_markdown import to_markdown
from siems.domain.incident_export import ExportFormat, IncidentExport, Stored, written
from siems.domain.users import Admin, Principal
from siems.domain.visibility import Visibility
from siems.models import Incident, Organization
from siems.repositories.logs import entry_of
from siems.repositories.organizations import OrganizationRepository
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.incident_lists import visibility_of

MOST_ENTRIES = 20_000
MOST_BYTES = 20_000_000
_BATCH = 1_000
_ATTEMPTS = 5
_SEES_ALL = Visibility(UUID(int=0), sees_restricted=True)
_ENDINGS = {ExportFormat.JSON: ("json", "application/json"), ExportFormat.MARKDOWN: ("md", "text/markdown")}


@dataclass(frozen=True)
class ExportFile:
    """A file in UTF-8."""

    name: str
    content_type: str
    content: str


class IncidentExportService:
    """Writes incidents out. Changes nothing, and holds no lock that anybody could wait for."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def export(self, caller: Caller, incident_id: UUID, format: ExportFormat) -> ExportFile:
        """The incident as the caller may read it.

        Raises NotFound for one that they may not see, and ValidationFailed if its log has more than MOST_ENTRIES
        entries or MOST_BYTES bytes.
        """
        async with self._units.of(caller.user.organization_id) as work:
            found = await _read(work, caller.user, incident_id, visibility_of(caller), bounded=True)
        return await asyncio.to_thread(_file, found, format)

    async def export_for_operator(
        self, organization: Organization, named: int | UUID, format: ExportFormat
    ) -> ExportFile:
        """The whole incident with this number or id, however long its log is. Raises ValidationFailed without one."""
        operator = Admin(_SEES_ALL.viewer_id, organization.id, "operator (command line)")
        async with self._units.of(organization.id) as work:
            id = named if isinstance(named, UUID) else await work.incidents.id_of_number(named)
            if id is None or await work.incidents.find(id) is None:
                what = f"INC-{named}" if isinstance(named, int) else f"incident {named}"
                raise ValidationFailed.of("incident", f'There is no {what} in "{organization.name}".')
            found = await _read(work, operator, id, _SEES_ALL, bounded=False)
        return await asyncio.to_thread(_file, found, format)


async def _read(
    work: UnitOfWork, reader: Principal, id: UUID, visibility: Visibility, *, bounded: bool
) -> IncidentExport:
    """The incident and its log, which belong together: nothing was committed between the two.

    Read again if something was, since every statement sees what is committed by then.
    """
    log: list[Stored] = []
    incident = await _seen(work, id, visibility)
    for _ in range(_ATTEMPTS):
        end, size = await work.incident_log.extent(id)
        if bounded:
            _must_be_bounded(incident, end, size)
        await _read_on(work, id, log, end)
        incident = await _seen(work, id, visibility)
        if await work.incident_log.last_sequence(id) == end:
            organization = await OrganizationRepository(work).named(work.organization_id)
            return IncidentExport(incident, organization, log, work.now, reader)
    raise Busy(f"{incident.key} changes all the time; try again in a moment.")


async def _read_on(work: UnitOfWork, id: UUID, log: list[Stored], end: int) -> None:
    """Reads the entries behind those that are there, up to the sequence `end`."""
    while (last := log[-1].entry.sequence if log else 0) < end:
        rows = await work.incident_log.page(id, last, min(_BATCH, end - last))
        if not rows:
            return  # somebody has cut the log: that is for verification to say
        log += [Stored(entry_of(row), row.hash) for row in rows if row.sequence <= end]


async def _seen(work: UnitOfWork, id: UUID, visibility: Visibility) -> Incident:
    if (incident := await work.incidents.visible(id, visibility)) is None:
        raise NotFound(work.incidents.noun, "incidentId")
    return incident


def _must_be_bounded(incident: Incident, entries: int, size: int) -> None:
    if entries > MOST_ENTRIES or size > MOST_BYTES:
        raise ValidationFailed.of(
            "incidentId",
            f"The log of {incident.key} has {entries:,} entries and {size:,} bytes; at most {MOST_ENTRIES:,} and "
            f"{MOST_BYTES:,} are exported here. The operator can: `siems incident export {incident.key}`.",
        )


def _file(export: IncidentExport, format: ExportFormat) -> ExportFile:
    ending, content_type = _ENDINGS[format]
    content = to_markdown(export) if format is ExportFormat.MARKDOWN else written(export.document())
    return ExportFile(f"{export.incident.key}.{ending}", content_type, content)
