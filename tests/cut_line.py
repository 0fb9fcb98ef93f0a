"""The network between a browser and SIEMS, which can be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Line:
    """A port that passes everything on to a server. While it is cut nothing gets through, and nothing says so."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._whole = asyncio.Event()
        self._whole.set()
        self._streams: set[asyncio.StreamWriter] = set()
        self.url = ""

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        """What was on its way when the line was cut is lost, as are its connections."""
        for stream in self._streams:
            stream.transport.abort()
        self._whole.set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._whole.wait()
        back, forth = await asyncio.open_connection(self._host, self._port)
        await asyncio.gather(self._passed_on(reader, forth), self._passed_on(back, writer))

    async def _passed_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        self._streams.add(target)
        with suppress(OSError):
            while piece := await source.read(65_536):
                await self._whole.wait()
                target.write(piece)
                await target.drain()
        target.close()
        self._streams.discard(target)


@asynccontextmanager
async def line_to(server: str) -> AsyncIterator[Line]:
    line = Line(server)
    listening = await asyncio.start_server(line.connected, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    line.url = f"http://127.0.0.1:{port}"
    yield line
    line.mend()
    listening.close()
    for stream in list(line._streams):
        stream.transport.abort()
