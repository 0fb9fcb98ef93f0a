"""The command that is run after SIEMS_SECRET_KEY was changed."""

import typer

from siems.bootstrap import Application
from siems.cli.counting import counted
from siems.cli.exits import SOMETHING_IS_WRONG
from siems.cli.running import with_application
from siems.services.resealing import SecretsFound


def reseal() -> None:
    """Seal all stored secrets with the newest SIEMS_SECRET_KEY, so that former keys can go.

    Addresses of contact methods, URLs and secrets of webhooks, and codes on their way are opened with SIEMS_SECRET_KEY
    or any of SIEMS_ACCEPTED_SECRET_KEYS. Run it once every process has the new key, beside them, and as often as you
    like. Exits with 1 if something cannot be opened: that is named, and left as it is.
    """

    async def work(app: Application) -> SecretsFound:
        return await app.resealing.run()

    found = with_application(work)
    for each in found.lost:
        typer.echo(f"cannot be opened: {each.place} {each.id}", err=True)
    typer.echo(
        f"{counted(found.by_former, 'secret')} sealed anew, "
        f"{found.by_newest} already sealed with the newest SIEMS_SECRET_KEY."
    )
    if found.lost:
        typer.echo(describe_lost(found))
        raise typer.Exit(SOMETHING_IS_WRONG)


def describe_lost(found: SecretsFound) -> str:
    """How many cannot be opened, and what can be done."""
    return (
        f"{len(found.lost)} of {counted(found.count, 'stored secret')} cannot be opened: add the key that sealed them "
        "to SIEMS_ACCEPTED_SECRET_KEYS, or have them entered again."
    )
