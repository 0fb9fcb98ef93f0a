"""Puts the commands together, and turns what goes wrong in any of them into a line and an exit code."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_command

from siems.cli.exits import NOT_DONE
from siems.cli.lazy import LazyCommand, RemoteCommand
from siems.config import ConfigurationError
from siems.domain.errors import SiemsError, ValidationFailed
from siems.embedded import EmbeddedError

_HELP = """Incident and escalation management for operations teams.

With no settings SIEMS brings its own PostgreSQL and Redis: `siems up` is all it takes. To use servers of your own, set
SIEMS_DATABASE_URL, SIEMS_REDIS_URL, SIEMS_SECRET_KEY and SIEMS_CHECKPOINT_KEY; then run `siems migrate`,
`siems api` and `siems worker`.

Also read: SIEMS_HOST, SIEMS_PORT (8000), SIEMS_DATA_DIR (.siems).

Exit codes: 0 all is well; 1 done, but something is wrong with what was found; 2 not done. Commands that ask a
server have more of them: `siems incident --help`."""
_INCIDENT_HELP = """Report incidents, follow them and work them, on any SIEMS server.

Run `siems login URL` first, or set SIEMS_URL and SIEMS_TOKEN (an access token or an API key). Only `export` needs
neither: it reads the installation that it runs on.

Exit codes: 0 done; 1 refused by the server; 2 wrong usage; 3 not signed in, or not allowed; 4 no server, none that is
SIEMS, or one with a fault; 5 the incident has changed since; 130 Ctrl-C."""
_LOGIN = "Sign in to a server with e-mail address and password, for the commands that ask one."

root = typer.Typer(help=_HELP, no_args_is_help=True, pretty_exceptions_enable=False)

_COMMANDS = (
    LazyCommand(
        "up",
        "siems.cli.serving:up",
        "Run everything in one process: database, Redis, API and worker. Ctrl-C stops it all.",
    ),
    LazyCommand("api", "siems.cli.serving:api", "Run an API process. Any number of them may run side by side."),
    LazyCommand("worker", "siems.cli.working:worker", "Run a worker process. Any number of them may run side by side."),
    LazyCommand("migrate", "siems.cli.setup:migrate", "Bring the database to the schema of this version."),
    LazyCommand(
        "create-organization",
        "siems.cli.setup:create_organization",
        "Create an organization. A single team needs one.",
    ),
    LazyCommand(
        "create-admin",
        "siems.cli.setup:create_admin",
        "Create an admin, who can then create everybody else. Asks for the password.",
    ),
    LazyCommand(
        "doctor",
        "siems.cli.inspection:doctor",
        "Say part by part whether this installation is well. Exits with 1 if any part is not.",
    ),
    LazyCommand(
        "reseal",
        "siems.cli.resealing:reseal",
        "Seal all stored secrets with the newest SIEMS_SECRET_KEY, so that former keys can go.",
    ),
    LazyCommand(
        "export-schema",
        "siems.cli.exporting:export_schema",
        "Print the GraphQL schema in the schema definition language.",
    ),
    RemoteCommand("login", "siems.cli.sign_in:login", _LOGIN),
    RemoteCommand(
        "logout", "siems.cli.sign_in:logout", "End the session that `siems login` began, on the server and here."
    ),
)
_IMPORT = LazyCommand(
    "servicenow",
    "siems.cli.setup:import_servicenow",
    "Import the incidents of a ServiceNow event log, each with its whole history. Pages nobody.",
)
_INCIDENT = (
    RemoteCommand(
        "list", "siems.cli.incident_list:list_incidents", "List the incidents that you may see, the newest first."
    ),
    RemoteCommand(
        "show",
        "siems.cli.incident_list:show",
        "Show one incident: how it stands, whose it is, and what is promised for it.",
    ),
    RemoteCommand("log", "siems.cli.incident_list:log", "Show what happened to an incident, the oldest first."),
    RemoteCommand(
        "watch", "siems.cli.incident_watch:watch", "Print what happens to incidents, as it happens, until Ctrl-C."
    ),
    RemoteCommand("report", "siems.cli.incident_report:report", "Report an incident, and say its key."),
    *(
        RemoteCommand(name, f"siems.cli.incident_moves:{name}", line)
        for name, line in {
            "assign": "Assign an incident to somebody, or reassign it.",
            "unassign": "Take an incident back from its assignee: it is open again.",
            "claim": "Take an open incident for yourself.",
            "start": "Say that work on an incident has begun.",
            "comment": "Add a comment to an incident, in any state of it.",
            "acknowledge": "Say that you look after an escalated incident: its rules wait.",
            "escalate": "Escalate an incident by hand: tell who is on call, and managers.",
            "resolve": "Say what was done about an incident: it is resolved.",
            "reopen": "Take the resolution of an incident back.",
            "close": "Agree that a resolved incident is dealt with. Final.",
        }.items()
    ),
    LazyCommand(
        "export",
        "siems.cli.incident_export:export",
        "Write an incident to a file, with all that belongs to it and its whole log.",
    ),
)
_AUDIT = (
    LazyCommand(
        "verify",
        "siems.cli.proof:verify",
        "Recompute the hash chains of all logs and the signed checkpoints, and name the first that does not fit.",
    ),
    LazyCommand(
        "verify-export",
        "siems.cli.export_proof:verify_export",
        "Recompute the hash chain of an exported incident from the file alone. Needs no installation.",
    ),
    LazyCommand(
        "public-key",
        "siems.cli.proof:public_key",
        "Print the public key that belongs to SIEMS_CHECKPOINT_KEY, for those who only verify.",
    ),
)
_GROUPS = (
    TyperGroup(
        name="import", help="Bring incidents over from another system.", no_args_is_help=True, commands=[_IMPORT]
    ),
    TyperGroup(name="incident", help=_INCIDENT_HELP, no_args_is_help=True, commands=_INCIDENT),
    TyperGroup(name="audit", help="Prove that nobody has changed the logs.", no_args_is_help=True, commands=_AUDIT),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"siems {version('siems')}")
        raise typer.Exit


@root.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


commands = get_command(root)
assert isinstance(commands, TyperGroup)
for _each in (*_COMMANDS, *_GROUPS):
    commands.add_command(_each)


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
