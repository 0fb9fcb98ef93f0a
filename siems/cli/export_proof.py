"""The command that proves an exported incident from its file, and says how far the proof goes."""

from pathlib import Path
from typing import Annotated

import typer

from siems.cli.counting import counted
from siems.cli.exits import SOMETHING_IS_WRONG
from siems.config import ConfigurationError
from siems.domain.export_verification import NotAnExport, Verdict, verified


def verify_export(
    file: Annotated[Path, typer.Argument(help="What `siems incident export` or `incidentExport` wrote as JSON.")],
) -> None:
    """Recompute the hash chain of an exported incident from the file alone. Needs no installation.

    Exits with 1 if something does not fit, with 2 if the file is no such export.
    """
    found = _verified(file)
    if found.broken is not None:
        place = "the file" if found.broken.sequence is None else f"entry {found.broken.sequence}"
        typer.echo(f"BROKEN: {place}: {found.broken.problem}")
        typer.echo(f"It is the first that does not fit; {counted(found.checked, 'entry', 'entries')} before it do.")
        raise typer.Exit(SOMETHING_IS_WRONG)
    for line in _proven(found):
        typer.echo(line)


def _verified(file: Path) -> Verdict:
    try:
        return verified(file.read_bytes().decode())
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} is no export of an incident: it is not UTF-8.") from None
    except NotAnExport as error:
        raise ConfigurationError(f"{file} is no export of an incident: {error}.") from None


def _proven(found: Verdict) -> list[str]:
    entries = counted(found.checked, "entry follows", "entries follow")
    lines = [f"ok: {found.key}: {entries} from one another. The last hash is {found.last.hash}"]
    if found.linked_only:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(found.withheld.items()))
        which = counted(found.linked_only, "entry is", "entries are")
        lines.append(
            f"{which} linked only, and what they say is not proven: the file withholds {names} from whoever exported it"
        )
    lines.append(
        f"Not proven by the file alone: that nothing was cut off behind entry {found.checked}, that the hashes were "
        "not all made anew, and its parts `exported` and `summary`. Compare the last hash with that of the log, which "
        "`siems audit verify` proves."
    )
    return lines
