"""Commands that set an installation up: its schema, its organizations, their admins and their past."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from siems.bootstrap import Application
from siems.cli.exits import SOMETHING_IS_WRONG
from siems.cli.running import open_installation, with_application
from siems.config import Settings
from siems.installation import describe
from siems.services.servicenow import ImportReport

OrganizationName = Annotated[
    str | None, typer.Option(help="The organization's name. Not needed while there is only one.", show_default=False)
]


def migrate() -> None:
    """Bring the database to the schema of this version.

    Connects with SIEMS_OWNER_DATABASE_URL if that is set, and otherwise with SIEMS_DATABASE_URL.
    """
    with open_installation(Settings.read()) as installation:
        applied = asyncio.run(installation.prepare(migrating=True))
    typer.echo(f"Applied {describe(applied)}." if applied else "The database is up to date.")


def create_organization(name: Annotated[str, typer.Argument(help="What it is called, for example ACME.")]) -> None:
    """Create an organization. A single team needs one."""

    async def work(app: Application) -> None:
        organization = await app.setup.create_organization(name)
        typer.echo(f'Created the organization "{organization.name}".')

    with_application(work)


def create_admin(
    email: Annotated[str, typer.Option(help="The e-mail address to log in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    organization: OrganizationName = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
) -> None:
    """Create an admin, who can then create everybody else. Asks for the password."""
    password = _password(password_stdin)

    async def work(app: Application) -> None:
        belongs_to = await app.setup.organization(organization)
        admin = await app.setup.create_admin(belongs_to, email, name, password)
        typer.echo(f'Created the admin {admin.name} <{admin.email}> of "{belongs_to.name}".')

    with_application(work)


def import_servicenow(
    file: Annotated[Path, typer.Argument(help="An incident event log: CSV, one row for each update of an incident.")],
    organization: OrganizationName = None,
) -> None:
    """Import the incidents of a ServiceNow event log, each with its whole history. Pages nobody.

    Running it again adds what is missing. Exits with 1 if some rows were left out, with 2 if it could not import.
    """

    async def work(app: Application) -> ImportReport:
        belongs_to = await app.setup.organization(organization)
        with _progress_bar() as bar:
            task = bar.add_task("importing", total=file.stat().st_size if file.is_file() else None)
            return await app.servicenow.run(belongs_to, file, lambda done: bar.update(task, completed=done))

    report = with_application(work)
    _print(report)
    raise typer.Exit(SOMETHING_IS_WRONG if report.problem_count else 0)


def _progress_bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    terminal = Console(stderr=True)
    return Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)


def _print(report: ImportReport) -> None:
    for problem in report.problems:
        typer.echo(f"line {problem.line}: {problem.reason}", err=True)
    if (more := report.problem_count - len(report.problems)) > 0:
        typer.echo(f"... and {more} more", err=True)
    typer.echo(
        f"{report.rows_read} rows read: {report.incidents_added} incidents added, "
        f"{report.incidents_present} were there already, {report.problem_count} problems."
    )


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("stdin is no terminal to ask at: give --password-stdin", param_hint="password")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return password
