"""GraphQL over server-sent events, each operation on a connection of its own ("distinct connections mode")."""

import asyncio
import json
from collections.abc import AsyncGenerator

from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from schema.operations import OperationFailed, Running

MEDIA_TYPE = "text/event-stream"
KEEP_ALIVE_SECONDS = 12.0
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx would otherwise hold events back
]


def accepts(request: Request) -> bool:
    """Whether the client takes server-sent events."""
    return MEDIA_TYPE in _accepted(request)


def accepts_nothing_else(request: Request) -> bool:
    """Whether it takes no JSON."""
    return not any("json" in kind or kind == "*/*" for kind in _accepted(request))


def _accepted(request: Request) -> set[str]:
    return {part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")}


class EventStream:
    """The response: an event `next` for each result, then `complete`; a comment now and then keeps proxies patient."""

    def __init__(self, running: Running | OperationFailed) -> None:
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["streams"] = True
        sending, leaving = asyncio.create_task(self._send_all(send)), asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.wait((sending, leaving))
            if isinstance(self._running, Running):
                await self._running.aclose()
        if not sending.cancelled() and not isinstance(sending.exception(), OSError):  # else the client has gone
            sending.result()

    async def _send_all(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send(_body(""))  # so that the client knows at once that its subscription is open
        try:
            if isinstance(self._running, OperationFailed):
                raise self._running
            async for result in _kept_alive(self._running):
                await send(_body(f"event: next\ndata: {result}\n\n" if result is not None else ":\n\n"))
        except OperationFailed as failure:
            await send(_body(f"event: next\ndata: {json.dumps({'errors': failure.errors})}\n\n"))
        await send(_body("event: complete\ndata:\n\n", more=False))


def _body(text: str, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": text.encode(), "more_body": more}


async def _kept_alive(running: Running) -> AsyncGenerator[str | None, None]:
    """The results, and None whenever there has been none for a while."""
    waiting: asyncio.Task[str] | None = None
    try:
        while True:
            waiting = waiting or asyncio.create_task(running.__anext__())
            if not (await asyncio.wait((waiting,), timeout=KEEP_ALIVE_SECONDS))[0]:
                yield None
                continue
            try:
                result = waiting.result()
            except StopAsyncIteration:
                return
            waiting = None
            yield result
    finally:
        if waiting is not None and not waiting.done():
            waiting.cancel()
            await asyncio.wait((waiting,))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
