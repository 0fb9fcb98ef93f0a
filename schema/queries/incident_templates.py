"""Queries on incident templates."""

import strawberry

from schema.context import Info
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.incident_templates import IncidentTemplate, incident_template_of


@strawberry.type
class IncidentTemplateQueries:
    @strawberry.field(
        description="All incident templates in the order of their names.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def incident_templates(self, info: Info) -> list[IncidentTemplate] | None:
        templates = await info.context.app.incident_templates.all(info.context.caller)
        return [incident_template_of(template) for template in templates]
