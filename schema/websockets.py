"""GraphQL over WebSocket: the protocol graphql-transport-ws, and nothing else."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import aclosing, suppress
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from schema.context import Context, identify
from schema.cookies import NoCookie, is_from_here
from schema.operations import Operation, OperationFailed, begun
from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.domain.errors import SiemsError, TooManyStreams
from siems.services.live.streams import OUTAGES

log = logging.getLogger(__name__)

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
"""For the client to say who it is."""
OPERATIONS_AT_ONCE = 50
_LONGEST_ID = 128
_LONGEST_REASON = 120
_LAST_WORDS_SECONDS = 5.0


class Gone(Exception):
    """The client has gone: nothing more can be said to it."""


class Closing(Exception):
    """The connection is to be closed with this code, which the protocol gives a meaning."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One WebSocket. Who asks is looked up anew for each operation; when they may no longer ask it is closed."""

    def __init__(self, app: Application, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self._app = app
        self._receive = receive
        self._asgi_send = send
        self._seconds = seconds
        self._authorization = Headers(scope=scope).get("authorization")
        client = scope.get("client")
        self._origin = Origin(scope.get("request_id"), client[0][:64] if client else None)
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._closed = False
        self._ending: asyncio.Task[None] | None = None

    async def serve(self, subprotocols: Collection[str]) -> None:
        """Accepts the connection, and serves it until it is closed."""
        speaks = PROTOCOL in subprotocols
        await self._asgi_send({"type": "websocket.accept", "subprotocol": PROTOCOL if speaks else None})
        try:
            if not speaks:
                raise Closing(4406, f"Subprotocol not acceptable: this speaks {PROTOCOL}")
            await self._serve()
        except Closing as closing:
            await self._close(closing.code, closing.reason)
        except Gone:
            pass
        except OUTAGES as error:
            log.warning("Who connects cannot be looked up: %s", error or type(error).__name__)
            await self._close(1012, "The database is away: connect again")  # 1011 would say that it is no use
        finally:
            await self._stop_everything()

    def end(self, because: SiemsError) -> None:
        """Closes the connection, once its subscriptions have said why they ended."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())

    async def _end(self) -> None:
        if self._operations:
            await asyncio.wait(self._operations.values(), timeout=_LAST_WORDS_SECONDS)
        await self._close(4403, "Forbidden: log in again")

    async def _serve(self) -> None:
        messages = self._messages()
        try:
            async with asyncio.timeout(INIT_SECONDS):
                context = await self._initialised(messages)
        except TimeoutError:
            raise Closing(4408, "Connection initialisation timeout") from None
        if context is None:
            return
        try:
            with self._app.live.callers.connection(context.caller, self):
                await self._send({"type": "connection_ack"})
                async for message in messages:
                    await self._handle(message)
        except TooManyStreams:
            raise Closing(1013, "You have too many connections open") from None

    async def _messages(self) -> AsyncIterator[dict[str, Any]]:
        """What the client sends, until it has gone. Raises Closing for what is no message."""
        while True:
            received = await self._receive()
            if received["type"] == "websocket.disconnect":
                return
            try:
                message = json.loads(received.get("text") or "")
            except (ValueError, RecursionError):
                raise Closing(4400, "Messages are JSON, as text") from None
            if not isinstance(message, dict):
                raise Closing(4400, "Messages are JSON objects")
            yield message

    async def _initialised(self, messages: AsyncIterator[dict[str, Any]]) -> Context | None:
        """The context of whoever says who they are. None if they have gone before."""
        async for message in messages:
            if message.get("type") == "connection_init":
                return await self._introduced(message.get("payload"))
            if message.get("type") == "subscribe":
                raise Closing(4401, "Unauthorized: send connection_init first")
            await self._handle(message)
        return None

    async def _introduced(self, payload: Any) -> Context:
        if not isinstance(payload, dict | None):
            raise Closing(4400, "The payload of connection_init is a JSON object")
        said = (payload or {}).get("authorization", self._authorization)
        if said is None:
            raise Closing(4401, 'Unauthorized: send {"authorization": "Bearer ..."} in connection_init')
        if not isinstance(said, str):
            raise Closing(4400, "authorization is a string: Bearer ...")
        self._authorization = said
        context = await self._context()
        if context.found is None:
            raise Closing(4403, "Forbidden: the token is not valid")
        return context

    async def _context(self) -> Context:
        return await identify(self._app, self._authorization, self._origin, NoCookie())

    async def _handle(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "subscribe":
            await self._subscribe(message)
        elif kind == "complete":
            if (task := self._operations.pop(_id(message), None)) is not None:
                task.cancel()
        elif kind == "ping":
            payload = message.get("payload")
            await self._send({"type": "pong"} | ({"payload": payload} if isinstance(payload, dict) else {}))
        elif kind == "connection_init":
            raise Closing(4429, "Too many initialisation requests")
        elif kind != "pong":
            raise Closing(4400, "Unknown message type")

    async def _subscribe(self, message: dict[str, Any]) -> None:
        id, operation = _id(message), _operation(message)
        if id in self._operations:
            raise Closing(4409, f"Subscriber for {id} already exists")
        if len(self._operations) >= OPERATIONS_AT_ONCE:
            refusal = TooManyStreams("operations on this connection", OPERATIONS_AT_ONCE)
            error = {"message": refusal.message, "extensions": {"code": refusal.code}}
            return await self._send({"id": id, "type": "error", "payload": [error]})
        task = self._operations[id] = asyncio.create_task(self._run(id, operation))
        task.add_done_callback(lambda done: self._forget(id, done))
        return None

    def _forget(self, id: str, task: asyncio.Task[None]) -> None:
        if self._operations.get(id) is task:
            del self._operations[id]

    async def _run(self, id: str, operation: Operation) -> None:
        """Sends the results of an operation, and then that it is complete or why it is not."""
        last: dict[str, Any] = {"id": id, "type": "complete"}
        try:
            await self._send_results(id, operation)
        except OperationFailed as failure:
            last = {"id": id, "type": "error", "payload": failure.errors}
        except Gone:
            return
        except Exception:
            fault = uuid4().hex
            log.exception("fault %s in a subscription", fault, extra={"fault": fault})
            message = f"Something went wrong inside SIEMS. Its log knows more under {fault}."
            error = {"message": message, "extensions": {"code": "INTERNAL", "id": fault}}
            last = {"id": id, "type": "error", "payload": [error]}
        self._operations.pop(id, None)  # the client may use the id again once it has the last message
        with suppress(Gone):
            await self._send(last)

    async def _send_results(self, id: str, operation: Operation) -> None:
        before = f'{{"id":{json.dumps(id)},"type":"next","payload":'
        async with asyncio.timeout(self._seconds):
            context = await self._context()
        async with aclosing(await begun(operation, context, self._seconds)) as results:
            async for result in results:
                await self._send_text(f"{before}{result}}}")

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(json.dumps(message, separators=(",", ":")))

    async def _send_text(self, text: str) -> None:
        if self._closed:
            raise Gone
        try:
            await self._asgi_send({"type": "websocket.send", "text": text})
        except OSError:  # which the database raises too, and then an answer is owed
            raise Gone from None

    async def _close(self, code: int, reason: str) -> None:
        if self._closed:
            return
        self._closed = True
        with suppress(OSError):  # the client has gone
            await self._asgi_send({"type": "websocket.close", "code": code, "reason": reason[:_LONGEST_REASON]})

    async def _stop_everything(self) -> None:
        self._closed = True
        tasks = [*self._operations.values(), *([self._ending] if self._ending else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def serve(
    app: Application, allowed_origins: Collection[str], seconds: float, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serves a WebSocket. A page of another site that is not allowed is refused with 403."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    assert (await receive())["type"] == "websocket.connect"
    if origin is not None and not is_from_here(origin, headers.get("host", ""), allowed_origins):
        return await send({"type": "websocket.close", "code": 1008})
    await Connection(app, scope, receive, send, seconds).serve(scope.get("subprotocols", ()))
    return None


def _id(message: dict[str, Any]) -> str:
    id = message.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= _LONGEST_ID:
        raise Closing(4400, "A message's id is a string, and not a long one")
    return id


def _operation(message: dict[str, Any]) -> Operation:
    payload = message.get("payload")
    if isinstance(payload, dict):
        query, variables, name = (payload.get(key) for key in ("query", "variables", "operationName"))
        if isinstance(query, str) and isinstance(variables, dict | None) and isinstance(name, str | None):
            return Operation(query, variables, name)
    raise Closing(4400, "The payload of subscribe is {query, variables, operationName}")
