"""The command that writes an incident out."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from schema.ids import decode
from siems.bootstrap import Application
from siems.cli.incident_keys import number_of
from siems.cli.running import with_application
from siems.cli.setup import OrganizationName
from siems.config import ConfigurationError
from siems.domain.errors import ValidationFailed
from siems.domain.incident_export import ExportFormat
from siems.services.incident_export import ExportFile


def export(
    incident: Annotated[str, typer.Argument(metavar="KEY|ID", help="Which one: INC-42, or its id.")],
    organization: OrganizationName = None,
    format: Annotated[
        ExportFormat, typer.Option(case_sensitive=False, metavar="json|markdown", help="For programs, or for people.")
    ] = ExportFormat.JSON,
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead of printing it.")] = None,
) -> None:
    """Write an incident to a file, with all that belongs to it and its whole log.

    Nothing is withheld, and no log is too long. `siems audit verify-export` checks what is written as JSON.
    """
    named = _named(incident)

    async def work(app: Application) -> ExportFile:
        chosen = await app.setup.organization(organization)
        return await app.exports.export_for_operator(chosen, named, format)

    content = with_application(work).content.encode()
    if output is None:
        typer.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise ConfigurationError(f"{output} cannot be written: {error.strerror}.") from None


def _named(incident: str) -> int | UUID:
    """The number of a key, or what an id says. Raises ValidationFailed."""
    if (number := number_of(incident)) is not None:
        return number
    try:
        return UUID(incident)
    except ValueError:
        pass
    try:
        return decode("Incident", incident, "incident")
    except ValidationFailed:
        raise ValidationFailed.of("incident", f"{incident} is neither a key like INC-42 nor an id.") from None
