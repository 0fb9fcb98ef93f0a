"""The command that works until it is stopped. It serves no GraphQL, and so does not load the schema."""

import asyncio
import signal

from siems.bootstrap import Application, Servers, application
from siems.cli.looping import run
from siems.cli.metrics import metrics_served
from siems.cli.running import open_installation
from siems.config import Settings
from siems.installation import Installation
from siems.worker import working


def worker() -> None:
    """Run a worker process. Any number of them may run side by side.

    It goes on without Redis, sweeping by its own timer. Told to stop, it ends the sweep that is under way first.
    """
    settings = Settings.read()
    with open_installation(settings) as installation:
        run(settings, _worker(installation))


async def _worker(installation: Installation) -> None:
    await installation.prepare(migrating=False, needs_redis=False)
    servers = installation.working_servers()
    async with application(servers) as app:
        with metrics_served(installation.settings, app.metrics):
            await _work(app, servers)


async def _work(app: Application, servers: Servers) -> None:
    async with working(app, servers):
        print("The worker works. Stop it with Ctrl-C.", flush=True)
        await _told_to_stop()


async def _told_to_stop() -> None:
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
