"""Importing the incidents of a ServiceNow event log, each with its whole log. Pages nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from siems.domain.incidents import IncidentStatus
from siems.domain.log import Act, Action, Actor, ActorKind
from siems.domain.moments import moments_of
from siems.domain.servicenow_walk import History, Step, walk
from siems.models import Incident, Organization
from siems.models.base import new_id
from siems.repositories.imports import ImportRepository
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.escalation_planning import settle_imported
from siems.services.incident_changes import snapshot
from siems.services.incident_reports import REPORTED_COLUMNS
from siems.services.servicenow_references import References, external_ref
from siems.services.servicenow_rows import RowProblem, opened

INCIDENTS_PER_BATCH = 50


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `problems` are the first of `problem_count`; it went well if there are none."""

    incidents_added: int
    incidents_present: int
    """Were there already, and are unchanged, whatever the file says of them."""
    rows_read: int
    problems: tuple[RowProblem, ...]
    problem_count: int


class ServiceNowImport:
    """What only the operator of the machine may do: the command line is its only caller."""

    def __init__(self, units: UnitsOfWork, batch: int = INCIDENTS_PER_BATCH) -> None:
        self._units = units
        self._batch = batch

    async def run(self, organization: Organization, file: Path, progress: Callable[[int], None]) -> ImportReport:
        """Imports what is not there yet; `progress` hears how many bytes of the file have been dealt with so far.

        Commits in batches: after an interruption, running it again adds the rest. Two at the same time share the
        work. Raises ValidationFailed, having changed nothing, if the file is not an incident event log.
        """
        references, added, present = References(), 0, 0
        with opened(file, await self._now(organization)) as log:
            for histories in log.batches(self._batch):
                new = await self._file(organization, histories, references)
                added += new
                present += len(histories) - new
                progress(log.bytes_read)
            progress(log.bytes_read)
        problems = tuple(sorted(log.problems.first, key=attrgetter("line")))
        return ImportReport(added, present, log.rows_read, problems, log.problems.count)

    async def _now(self, organization: Organization) -> datetime:
        async with self._units.of(organization.id) as work:
            return work.now

    async def _file(self, organization: Organization, histories: list[History], references: References) -> int:
        """Files those of the incidents that are not there, in one transaction; how many that were."""
        async with self._units.of(organization.id) as work:
            imports = ImportRepository(work)
            await imports.lock()
            present = await imports.present([external_ref(history.number) for history in histories])
            new = [history for history in histories if external_ref(history.number) not in present]
            walks = [walk(history) for history in new]
            await references.learn(work, (step for steps in walks for step in steps))
            filings = [await _filing(work, references, *one) for one in zip(new, walks, strict=True)]
            for incident, acts in filings:  # last, since it locks the counter of everybody who reports
                await work.incidents.file(incident, *acts)
        return len(new)


async def _filing(
    work: UnitOfWork, references: References, history: History, steps: list[Step]
) -> tuple[Incident, list[Act]]:
    """The incident as its last step leaves it, and its log."""
    opened_at = steps[0].at
    incident = Incident(id=new_id(), organization_id=work.organization_id, created_at=opened_at, version=0)
    incident.external_ref = external_ref(history.number)
    acts = [await _take(references, incident, step) for step in steps]
    if incident.status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED):
        incident.resolved_at = history.resolved_at or incident.resolved_at
    await settle_imported(work, incident, acts)
    return incident, acts


async def _take(references: References, incident: Incident, step: Step) -> Act:
    """Applies the step to the incident as the service would have, had it happened here."""
    columns = [] if step.action is Action.REPORTED else list(step.changes)
    before = await snapshot(references, incident, columns)
    written: dict[str, Any] = {
        column: references.id(column, value) if column.endswith("_id") else value
        for column, value in step.changes.items()
    }
    moments = moments_of(step.action, step.at, incident)
    for column, value in {**written, **moments, "updated_at": step.at}.items():
        setattr(incident, column, value)
    incident.version += bool(step.changes)
    return await _act(references, incident, step, before)


async def _act(references: References, incident: Incident, step: Step, before: dict[str, Any]) -> Act:
    actor = Actor(ActorKind.IMPORT, step.row.updated_by)
    if step.action is Action.COMMENTED:
        return Act(step.action, actor, step.at, {}, {"body": step.text}, None, step.origin)
    columns = REPORTED_COLUMNS if step.action is Action.REPORTED else step.changes
    after = await snapshot(references, incident, columns)
    return Act(step.action, actor, step.at, before, after, step.text, step.origin)
