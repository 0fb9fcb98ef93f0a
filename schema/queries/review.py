"""The query that writes an incident out."""

import strawberry

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, allow
from schema.types.enums import ExportFormat


@strawberry.type(description="An incident as a file.")
class IncidentExport:
    file_name: str = strawberry.field(description="INC-42.json or INC-42.md.")
    content_type: str = strawberry.field(description="application/json or text/markdown, in UTF-8.")
    content: str = strawberry.field(description="What is in the file.")


@strawberry.type
class ReviewQueries:
    @strawberry.field(
        description="An incident with all that belongs to it and its whole log with the hashes, as you may read it. "
        "`siems audit verify-export` checks the JSON. At most 20,000 entries.",
        extensions=[allow(IsSignedIn)],
    )
    async def incident_export(
        self, info: Info, incident_id: strawberry.ID, format: ExportFormat = ExportFormat.JSON
    ) -> IncidentExport | None:
        id = ids.decode("Incident", incident_id, "incidentId")
        file = await info.context.app.exports.export(info.context.caller, id, format)
        return IncidentExport(file_name=file.name, content_type=file.content_type, content=file.content)
