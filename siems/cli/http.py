"""Listening, and serving HTTP and WebSocket from there until told to stop."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from siems.app import create_app
from siems.bootstrap import Application
from siems.cli.protocols import SETTINGS
from siems.config import ConfigurationError, Settings

_GRACE_SECONDS = 2
_EVERYWHERE = {"0.0.0.0": "localhost", "::": "localhost"}


@contextmanager
def bound_socket(host: str, port: int) -> Iterator[socket.socket]:
    """A socket with this address that does not listen yet. Raises ConfigurationError if that cannot be had."""
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        bound = socket.socket(family, kind)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(where)
    except OSError as error:
        raise _no_listening(host, port, error) from None
    with bound:
        yield bound


def address(host: str, bound: socket.socket) -> str:
    """The address to give to a browser on this machine."""
    name = _EVERYWHERE.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{bound.getsockname()[1]}"


async def serve_http(app: Application, settings: Settings, bound: socket.socket, welcome: str) -> None:
    """Prints `welcome` and serves until SIGINT or SIGTERM, then closes all connections within a few seconds."""
    config = uvicorn.Config(
        create_app(app, settings.allowed_origins, settings.request_timeout),
        forwarded_allow_ips=settings.trusted_proxies,
        **SETTINGS,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config, welcome)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    try:
        await server.serve([bound])
    except OSError as error:  # somebody began to listen between our binding and our listening
        host, port = bound.getsockname()[:2]
        raise _no_listening(host, port, error) from None


class _Server(uvicorn.Server):
    """uvicorn, which leaves signals to us, and says when it really listens."""

    def __init__(self, config: uvicorn.Config, welcome: str) -> None:
        super().__init__(config)
        self._welcome = welcome

    def stop(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._welcome, flush=True)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _no_listening(host: str, port: int, error: OSError) -> ConfigurationError:
    reason = (error.strerror or str(error)).lower()
    return ConfigurationError(
        f"Cannot listen on {host}:{port}: {reason}. Give another address with SIEMS_HOST or SIEMS_PORT."
    )
