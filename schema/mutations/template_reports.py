"""Reporting an incident from a template."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import mutation
from schema.mutations.incident_inputs import DEDUP_KEY
from schema.mutations.incident_payloads import MERGED, IncidentPayload
from schema.permissions import IsSignedIn, MayReport
from schema.types.enums import Severity
from schema.types.incidents import incident_of
from siems.services.template_reports import TemplateReport

_INSTEAD = "Absent or null: as the template says."


@strawberry.input(description="What stands in the place of a placeholder.")
class PlaceholderValueInput:
    name: str = strawberry.field(description="The placeholder, without braces: `host`.")
    value: str = strawberry.field(
        description="Taken as it is, also if it contains braces; one line if the title has the placeholder."
    )


@strawberry.input(description="Which template to report from, and what is different this time.")
class ReportFromTemplateInput:
    template_id: strawberry.ID = strawberry.field(description="Which template, as it is now.")
    values: list[PlaceholderValueInput] | None = strawberry.field(
        default=None, description="One for each placeholder of the texts that are taken from the template."
    )
    title: str | None = strawberry.field(
        default=None, description=f"One line, at most 200 characters. {_INSTEAD} Braces in it are no placeholders."
    )
    description: str | None = strawberry.field(
        default=None, description=f"What is known. {_INSTEAD} Braces in it are no placeholders."
    )
    severity: Severity | None = strawberry.field(default=None, description=f"How bad it is. {_INSTEAD}")
    category_id: strawberry.ID | None = strawberry.field(default=None, description=f"What kind it is. {_INSTEAD}")
    service_id: strawberry.ID | None = strawberry.field(default=None, description=f"What it is about. {_INSTEAD}")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="Whose it is; else the service's team.")
    restricted: bool | None = strawberry.field(default=None, description="Hide it from those who have no part in it.")
    dedup_key: str | None = strawberry.field(default=None, description=DEDUP_KEY)


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class ReportFromTemplatePayload(IncidentPayload):
    merged: bool = strawberry.field(default=False, description=MERGED)


@strawberry.type
class TemplateReportMutations:
    @mutation(
        ReportFromTemplatePayload,
        IsSignedIn,
        MayReport,
        description="Reports an incident as a template says, with its checklist. What is given counts instead.",
    )
    async def report_from_template(
        self, info: Info, input: ReportFromTemplateInput
    ) -> ReportFromTemplatePayload | None:
        received = await info.context.app.template_reports.receive(info.context.caller, _report(input))
        return ReportFromTemplatePayload(incident=incident_of(received.incident), merged=received.merged)


def _report(input: ReportFromTemplateInput) -> TemplateReport:
    return TemplateReport(
        template_id=ids.decode("IncidentTemplate", input.template_id, "templateId"),
        values=[(each.name, each.value) for each in input.values or ()],
        title=input.title,
        description=input.description,
        severity=input.severity,
        category_id=ids.decode_optional("Category", input.category_id, "categoryId"),
        service_id=ids.decode_optional("Service", input.service_id, "serviceId"),
        team_id=ids.decode_optional("Team", input.team_id, "teamId"),
        restricted=bool(input.restricted),
        dedup_key=input.dedup_key,
    )
