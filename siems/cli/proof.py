"""Commands that prove the logs, and say how far the proof goes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from siems.bootstrap import Application
from siems.cli.counting import counted
from siems.cli.exits import SOMETHING_IS_WRONG
from siems.cli.running import with_application
from siems.cli.setup import OrganizationName
from siems.config import ConfigurationError, Settings
from siems.installation import proving
from siems.repositories.checkpoints import Window
from siems.services.audit import Verification
from siems.signing import TrustedKeys, key_bytes

PublicKeys = Annotated[
    list[str] | None,
    typer.Option("--public-key", help="Believe this key and no other, in hex or base64. May be given several times."),
]
AnchorPath = Annotated[
    Path | None,
    typer.Option(help="Compare with this copy of the anchor file, and not with the one in its usual place."),
]


def verify(organization: OrganizationName = None, anchor: AnchorPath = None, public_key: PublicKeys = None) -> None:
    """Recompute the hash chains of all logs and the signed checkpoints, and name the first that does not fit.

    Looks at every organization unless one is named. Exits with 1 if something does not fit, with 2 if it cannot tell.
    """
    trust = TrustedKeys(_given(public_key)) if public_key else None

    async def work(app: Application) -> tuple[Verification, Window]:
        chosen = None if organization is None else (await app.setup.organization(organization)).id
        window = await app.checkpoints.window()
        if window.last is not None and trust is None and not app.audit.can_check_signatures:
            raise ConfigurationError(
                "No key is known here to check the checkpoints with. Set SIEMS_CHECKPOINT_KEY or "
                "SIEMS_CHECKPOINT_PUBLIC_KEYS, or give --public-key."
            )
        return await app.audit.verify(chosen, anchor, trust), window

    found, window = with_application(work)
    if (broken := found.first_broken) is not None:
        typer.echo(f"BROKEN: {broken.place}: {broken.problem}")
        typer.echo(
            f"It is the first that does not fit, of {counted(found.checked, 'entry', 'entries')} checked so far."
        )
    else:
        typer.echo(f"ok: {counted(found.checked, 'entry', 'entries')} checked")
    typer.echo(_checkpoints(found, window))
    raise typer.Exit(SOMETHING_IS_WRONG if broken else 0)


def public_key() -> None:
    """Print the public key that belongs to SIEMS_CHECKPOINT_KEY, for those who only verify."""
    key = proving(Settings.read()).key
    if key is None:
        raise ConfigurationError("SIEMS_CHECKPOINT_KEY is not set: there is no public key that belongs to it.")
    typer.echo(key.public)


def describe_window(window: Window) -> str:
    """How old the last checkpoint is, and what it leaves open."""
    made = None if window.last is None else window.last.checkpoint.made_at
    last = (
        "none yet"
        if window.last is None or made is None
        else f"number {window.last.number} was made {age(window.now, made)} ago"
    )
    return f"{last}; {counted(window.entries, 'newer entry is', 'newer entries are')} not covered yet."


def age(now: datetime, then: datetime) -> str:
    """ "40 s", "3 min", "5 h" or "2 days": rounded down, and never below nothing."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _checkpoints(found: Verification, window: Window) -> str:
    compared = (
        "without an anchor file to compare with"
        if found.anchored is None
        else f"{found.anchored} of them compared with the anchor file"
    )
    return f"{counted(found.checkpoints, 'checkpoint')} checked, {compared}. The last one: {describe_window(window)}"


def _given(keys: list[str]) -> list[str]:
    try:
        return [key_bytes(key).hex() for key in keys]
    except ValueError as error:
        raise ConfigurationError(f"--public-key must be 32 bytes in hex or base64: {error}.") from None
