"""uvicorn's protocols, which do not wait for ever for a client that takes nothing."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

PATIENCE_SECONDS = 20.0
SEND_BUFFER = 64 * 1024
"""Bytes that wait for one client before whoever writes to it has to wait."""
LARGEST_MESSAGE = 128 * 1024
"""Bytes that one message of a WebSocket may have: a document at its limits, and its variables."""


class _CutsOff(asyncio.Protocol):
    """A connection is cut off once its send buffer has been full for PATIENCE_SECONDS.

    Closing would not do: it waits until the buffer has been sent, for as long as the client holds the connection.
    """

    transport: Any
    _cutting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        transport.set_write_buffer_limits(high=SEND_BUFFER)
        super().connection_made(transport)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._cutting = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_no_more(self) -> None:
        if self._cutting is not None:
            self._cutting.cancel()
            self._cutting = None


class HTTPProtocol(_CutsOff, AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen at run time
    """HTTP, with server-sent events."""

    def shutdown(self) -> None:
        """When the server stops: cuts streams off, which do not end by themselves. Their clients come back."""
        if self.cycle is not None and self.cycle.scope.get("streams"):
            self.transport.close()
        else:
            super().shutdown()


class WebSocketProtocol(_CutsOff, WebSocketsSansIOProtocol):
    """WebSockets. Messages that are sent in one turn of the event loop go out in one piece: a subscriber who has
    fallen behind costs no more than one who has not."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._unsent: list[bytes] = []
        self._unsent_bytes = 0

    async def send(self, message: Any) -> None:
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is None or not self.handshake_complete or self.close_sent or self.conn.state is not State.OPEN:
            self._flush()
            return await super().send(message)
        await self.writable.wait()
        if self.disconnected:
            raise ClientDisconnected
        if not self._unsent:
            self.loop.call_soon(self._flush)
        frame = _text_frame(text.encode())
        self._unsent.append(frame)
        self._unsent_bytes += len(frame)
        if self._unsent_bytes > SEND_BUFFER:
            self._flush()
        return None

    def _flush(self) -> None:
        unsent, self._unsent, self._unsent_bytes = self._unsent, [], 0
        if unsent and not self.transport.is_closing():
            self.transport.write(b"".join(unsent))


def _text_frame(payload: bytes) -> bytes:
    """A whole message as RFC 6455 frames what a server says: not masked."""
    length = len(payload)
    if length < 126:
        return bytes((0x81, length)) + payload
    if length < 1 << 16:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload


SETTINGS: dict[str, Any] = {
    "http": HTTPProtocol,
    "ws": WebSocketProtocol,
    "ws_max_size": LARGEST_MESSAGE,
    "ws_per_message_deflate": False,  # it would keep up to 64 KiB for each connection
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
}
"""What uvicorn.Config takes besides."""
