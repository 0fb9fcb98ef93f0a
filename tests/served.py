"""The real application behind a real port, in the test's own process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from siems.app import create_app
from siems.bootstrap import Application


@asynccontextmanager
async def served(app: Application) -> AsyncIterator[str]:
    """The address at which the application answers, for as long as the context lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(app), ws="websockets-sansio", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve([listener]))  # not serve(), which takes over the signals
        try:
            async with asyncio.timeout(30):
                while not server.started:  # noqa: ASYNC110  (uvicorn tells nobody)
                    await asyncio.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
