"""Commands that serve the API until they are stopped."""

import logging
import secrets
import socket
from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated

import typer

from siems.bootstrap import Application, Servers, application
from siems.cli.background import beside, keep_alive
from siems.cli.http import address, bound_socket, serve_http
from siems.cli.looping import run
from siems.cli.running import open_installation
from siems.config import Settings
from siems.embedded import sole_owner
from siems.installation import Installation, describe, kept_secret
from siems.worker import working

log = logging.getLogger(__name__)

_DEMO_LOGINS = ("admin@example.com", "manager@example.com", "engineer@example.com")


def up(
    demo: Annotated[bool, typer.Option("--demo", help="Fill a fresh installation with demo data.")] = False,
) -> None:
    """Run everything in one process: database, Redis, API and worker. Ctrl-C stops it all.

    With SIEMS_DATABASE_URL and SIEMS_REDIS_URL set it uses those servers and starts none.
    """
    settings = Settings.read()
    with ExitStack() as stack:
        if settings.embedded:
            stack.enter_context(sole_owner(settings.data_dir))
        listener = stack.enter_context(bound_socket(settings.host, settings.port))
        run(settings, _up(stack.enter_context(open_installation(settings)), listener, demo))


def api() -> None:
    """Run an API process. Any number of them may run side by side."""
    settings = Settings.read()
    with bound_socket(settings.host, settings.port) as listener, open_installation(settings) as installation:
        run(settings, _api(installation, listener))


async def _up(installation: Installation, listener: socket.socket, demo: bool) -> None:
    if applied := await installation.prepare(migrating=True):
        log.info("applied %s", describe(applied))
    servers = _reached(installation.working_servers(), installation, listener)
    async with application(servers) as app:
        lines = [*(await _demo_lines(app, installation) if demo else []), *await _first_steps(app)]
        where = address(installation.settings.host, listener)
        welcome = "\n".join([f"SIEMS runs at {where} (the GraphQL playground: {where}/graphql)", *lines])
        async with working(app, servers), beside(keep_alive(installation)):
            await serve_http(app, installation.settings, listener, f"{welcome}\nStop it with Ctrl-C.")


async def _api(installation: Installation, listener: socket.socket) -> None:
    await installation.prepare(migrating=False, needs_redis=False)
    async with application(_reached(installation.checking_servers(), installation, listener)) as app:
        where = address(installation.settings.host, listener)
        await serve_http(app, installation.settings, listener, f"The API answers at {where}/graphql")


def _reached(servers: Servers, installation: Installation, listener: socket.socket) -> Servers:
    """The servers, and where people reach what listens here."""
    settings = installation.settings
    return replace(servers, public_url=settings.public_url or address(settings.host, listener))


async def _demo_lines(app: Application, installation: Installation) -> list[str]:
    """Fills an empty installation; what to say of it. The password is kept, so that every start says the same."""
    settings = installation.settings
    file = settings.data_dir / "demo-password"
    if await app.demo.needed():
        chosen = settings.demo_password.get_secret_value() if settings.demo_password else secrets.token_urlsafe(9)
        file.unlink(missing_ok=True)
        await app.demo.fill(kept_secret(file, chosen))
    elif not file.exists():
        return ["There are organizations here already: they are kept, and no demo data were added."]
    password = kept_secret(file, "")
    return ["Log in as any of these, with the password " + password, *(f"  {login}" for login in _DEMO_LOGINS)]


async def _first_steps(app: Application) -> list[str]:
    if await app.setup.anybody():
        return []
    return [
        "Nobody can log in yet. In another terminal:",
        *(["  siems create-organization NAME"] if not await app.setup.organizations() else []),
        "  siems create-admin --email you@example.com --name 'Your Name'",
    ]
