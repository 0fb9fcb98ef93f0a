"""Reporting an incident from a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from siems.domain.assignment import levels_of
from siems.domain.callers import Caller
from siems.domain.incidents import Severity
from siems.domain.templates import TemplateTexts
from siems.domain.text import Checks
from siems.domain.users import Power
from siems.models import Incident, IncidentTemplateVersion
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.allowances import UNLIMITED, Allowance
from siems.services.incident_reports import MadeFrom, Received, Report, file_report, reported_values
from siems.services.skills import named


@dataclass(frozen=True)
class TemplateReport:
    """What somebody says who reports from a template. None takes what the template says, if it says anything."""

    template_id: UUID
    values: Sequence[tuple[str, str]] = ()
    """By the names of the placeholders."""
    title: str | None = None
    description: str | None = None
    severity: Severity | None = None
    category_id: UUID | None = None
    service_id: UUID | None = None
    team_id: UUID | None = None
    restricted: bool = False
    dedup_key: str | None = None


class TemplateReportService:
    """Whoever may report may report from a template, also who may not list them."""

    def __init__(self, units: UnitsOfWork, allowance: Allowance = UNLIMITED) -> None:
        self._units = units
        self._allowance = allowance

    async def report(self, caller: Caller, given: TemplateReport) -> Incident:
        """Like `receive`: the incident alone."""
        return (await self.receive(caller, given)).incident

    async def receive(self, caller: Caller, given: TemplateReport) -> Received:
        """Files an incident from the template as it is now, or an event of the unresolved one with the same dedup key.
        Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.REPORT)
        await self._allowance.take(caller)
        async with self._units.of(caller.user.organization_id) as work:
            template = await work.incident_templates.get_present(given.template_id, "templateId")
            version = await work.template_versions.latest_of(template)
            checks = Checks()
            values = reported_values(_report(given, version, checks), checks)
            made_from = MadeFrom(
                version_id=version.id,
                template={"id": str(template.id), "name": template.name, "version": version.version},
                required_skills=await named(work, levels_of(version.required_skills)),
                checklist=version.checklist,
            )
            return await file_report(work, caller, values, made_from)


def _report(given: TemplateReport, version: IncidentTemplateVersion, checks: Checks) -> Report:
    """What is reported. Notes what is wrong with the values of the placeholders."""
    texts = TemplateTexts(version.title, version.description)
    title, description = texts.filled(checks, given.values, given.title, given.description)
    return Report(
        title=title,
        description=description,
        severity=version.severity if given.severity is None else given.severity,
        category_id=given.category_id or version.category_id,
        service_id=given.service_id or version.service_id,
        team_id=given.team_id,
        restricted=given.restricted,
        dedup_key=given.dedup_key,
    )
