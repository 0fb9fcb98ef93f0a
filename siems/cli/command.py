"""Puts the commands together, and turns what goes wrong in any of them into a line and an exit code."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated

import typer

from siems.cli import inspection, proof, serving, setup
from siems.cli.exits import NOT_DONE
from siems.config import ConfigurationError
from siems.domain.errors import SiemsError, ValidationFailed
from siems.embedded import EmbeddedError

_HELP = """Incident and escalation management for operations teams.

With no settings SIEMS brings its own PostgreSQL and Redis: `siems up` is all it takes. To use servers of your own, set
SIEMS_DATABASE_URL, SIEMS_REDIS_URL, SIEMS_SECRET_KEY and SIEMS_CHECKPOINT_KEY; then run `siems migrate`,
`siems api` and `siems worker`.

Also read: SIEMS_HOST, SIEMS_PORT (8000), SIEMS_DATA_DIR (.siems).

Exit codes: 0 all is well; 1 done, but something is wrong with what was found; 2 not done."""

commands = typer.Typer(help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
audit = typer.Typer(help="Prove that nobody has changed the logs.", no_args_is_help=True)
importing = typer.Typer(help="Bring incidents over from another system.", no_args_is_help=True)

commands.command()(serving.up)
commands.command()(serving.api)
commands.command()(serving.worker)
commands.command()(setup.migrate)
commands.command()(setup.create_organization)
commands.command()(setup.create_admin)
importing.command("servicenow")(setup.import_servicenow)
audit.command("verify")(proof.verify)
audit.command("public-key")(proof.public_key)
commands.add_typer(importing, name="import")
commands.add_typer(audit, name="audit")
commands.command()(inspection.doctor)
commands.command()(inspection.export_schema)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"siems {version('siems')}")
        raise typer.Exit


@commands.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Runs the command in `sys.argv`, and exits."""
    # SIGTERM does whatever Ctrl-C does at that moment, so that it leaves nothing running either.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with _said_plainly():
        commands()


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What the operator can do something about is a line or two on stderr; anything else is a fault of ours."""
    try:
        yield
    except ValidationFailed as error:
        _fail("\n       ".join(f"{'.'.join(each.field)}: {each.message}" for each in error.violations))
    except SiemsError as error:
        _fail(error.message)
    except (ConfigurationError, EmbeddedError) as error:
        _fail(str(error))


def _fail(message: str) -> None:
    typer.echo(f"siems: {message}", err=True)
    raise SystemExit(NOT_DONE)
