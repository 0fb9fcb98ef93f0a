"""The web application as a server on this machine, for clients that are programs of their own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from siems.cli.protocols import SETTINGS


@asynccontextmanager
async def served(web: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Where it listens, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = _Server(uvicorn.Config(web, log_config=None, lifespan="off", timeout_graceful_shutdown=2, **SETTINGS))
        serving = asyncio.create_task(server.serve([listener]))
        await server.listening.wait()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
