"""The command that prints the GraphQL schema: besides those that serve it, the only one that loads it."""

from pathlib import Path
from typing import Annotated

import typer

from schema.schema import schema
from siems.config import ConfigurationError


def export_schema(
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead of printing it.")] = None,
) -> None:
    """Print the GraphQL schema in the schema definition language."""
    sdl = schema.as_str().rstrip("\n") + "\n"
    if output is None:
        typer.echo(sdl, nl=False)
        return
    try:
        output.write_text(sdl)
    except OSError as error:
        raise ConfigurationError(f"{output} cannot be written: {error.strerror}.") from None
