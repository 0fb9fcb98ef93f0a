"""A subscription that outlives its connections: each event once, in order, whatever happens in between."""

import json
import random
import ssl
import time
from collections.abc import Iterator
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from siems.cli.failures import Failure, Json, not_siems
from siems.cli.graphql_requests import ca_file, failure_of
from siems.cli.remote import Siems

_PROTOCOL = Subprotocol("graphql-transport-ws")
_ID = "1"
_FORBIDDEN, _TOO_MANY = 4403, 1013
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 10.0
_MOST_RENEWALS = 3
_WORTH_ANOTHER_TRY = ("UNREACHABLE", "TIMEOUT", "BUSY", "INTERNAL", "RATE_LIMITED", "TOO_MANY_SUBSCRIPTIONS")


class IncidentStream:
    """The events of a subscription that has one field, `event`, and takes `after`.

    A connection that is lost is made anew behind the last event, after a pause that doubles up to half a minute. What
    will not get better by waiting raises Failure, and so does anything that goes wrong before the first connection.
    """

    def __init__(self, siems: Siems, document: str, after: str | None, **variables: Any) -> None:
        self._siems = siems
        self._document = document
        self._variables = variables
        self._cursor = after
        self._token = ""
        self._was_connected = False
        self._failures = 0
        self._renewals = 0

    def __iter__(self) -> Iterator[Json]:
        while True:
            try:
                yield from self._events()
            except Failure as failure:
                self._recover(failure)

    def _events(self) -> Iterator[Json]:
        """The events of one connection. Ends by raising Failure, whatever ends it."""
        if self._cursor is None:
            self._cursor = self._siems.ask("{ eventCursor }")["eventCursor"]
        self._token = self._siems.credentials.token()
        begun = time.monotonic()
        try:
            with self._connected() as connection:
                self._subscribe(connection)
                self._was_connected = True
                for event in self._received(connection):
                    yield event
                    self._cursor = event["cursor"]
                    self._failures = self._renewals = 0
        except ConnectionClosed as closed:
            raise self._closed(closed) from None
        except InvalidStatus as refused:
            raise self._not_let_through(refused.response.status_code) from None
        except (WebSocketException, OSError, InvalidHandshake, ValueError) as error:
            message = f"{self._siems.address.url} cannot be followed: {_why(error)}."
            raise Failure("UNREACHABLE", message) from None
        finally:
            if self._was_connected and time.monotonic() - begun > _STEADY_SECONDS:
                self._failures = self._renewals = 0

    def _connected(self) -> ClientConnection:
        address = self._siems.address
        is_sealed = address.stream.startswith("wss:")
        return connect(
            address.stream,
            subprotocols=[_PROTOCOL],
            ssl=ssl.create_default_context(cafile=ca_file()) if is_sealed else None,
            close_timeout=1,
            max_size=None,
        )

    def _subscribe(self, connection: ClientConnection) -> None:
        payload = {"authorization": f"Bearer {self._token}"}
        _send(connection, {"type": "connection_init", "payload": payload})
        while _receive(connection, 20).get("type") != "connection_ack":
            pass
        variables = {**self._variables, "after": self._cursor}
        _send(
            connection, {"id": _ID, "type": "subscribe", "payload": {"query": self._document, "variables": variables}}
        )

    def _received(self, connection: ClientConnection) -> Iterator[Json]:
        while True:
            message = _receive(connection)
            kind, payload = message.get("type"), message.get("payload")
            if kind == "ping":
                _send(connection, {"type": "pong"})
            elif kind == "error":
                raise failure_of(self._siems.address, payload)
            elif kind == "complete":
                raise Failure("UNREACHABLE", f"{self._siems.address.url} ended the stream.")
            elif kind == "next" and isinstance(payload, dict):
                if payload.get("errors"):
                    raise failure_of(self._siems.address, payload["errors"])
                yield payload["data"]["event"]

    def _closed(self, closed: ConnectionClosed) -> Failure:
        address = self._siems.address
        code = closed.rcvd.code if closed.rcvd else None
        if code == _FORBIDDEN:
            return failure_of(address, [{"message": "", "extensions": {"code": "UNAUTHENTICATED"}}])
        if code is not None and 4400 <= code < 4500 and code != 4408:
            return not_siems(
                address.url, f"it closes the stream with {code} {closed.rcvd.reason if closed.rcvd else ''}"
            )
        if code == _TOO_MANY:
            return Failure("TOO_MANY_SUBSCRIPTIONS", "You have too many connections open. Close some of them.")
        return Failure("UNREACHABLE", f"The connection to {address.url} was lost.")

    def _not_let_through(self, status: int) -> Failure:
        if status >= 500:
            return Failure("UNREACHABLE", f"{self._siems.address.url} takes no WebSocket right now (HTTP {status}).")
        return not_siems(self._siems.address.url, f"it refuses WebSockets with HTTP {status}")

    def _recover(self, failure: Failure) -> None:
        """Makes what the next connection needs, or raises the failure if there is no use."""
        if failure.code == "UNAUTHENTICATED":
            self._renew(failure)
        elif failure.code == "CURSOR_EXPIRED":
            self._siems.output.warn("CURSOR_EXPIRED", f"Something may have been missed; going on from now. {failure}")
            self._cursor = None
        elif failure.code == "SLOW_CONSUMER":
            pass  # the next connection begins behind the last event that was taken
        elif self._was_connected and failure.code in _WORTH_ANOTHER_TRY:
            self._pause(failure)
        else:
            raise failure

    def _renew(self, failure: Failure) -> None:
        self._renewals += 1
        try:
            another = self._siems.credentials.another(self._token)
        except Failure as other:
            if not self._was_connected or other.code not in _WORTH_ANOTHER_TRY:
                raise
            return self._pause(other)
        if another is None or self._renewals > _MOST_RENEWALS:
            raise failure
        return None

    def _pause(self, failure: Failure) -> None:
        longest = min(_LONGEST_PAUSE, _SHORTEST_PAUSE * 2**self._failures)
        pause = random.uniform(longest / 2, longest)
        self._failures = min(self._failures + 1, 10)
        self._siems.output.warn("RECONNECTING", f"{failure} Trying again in {pause:.1f} s.")
        time.sleep(pause)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer"
    said = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return said[:1].lower() + said[1:].rstrip(".")


def _send(connection: ClientConnection, message: Json) -> None:
    connection.send(json.dumps(message))


def _receive(connection: ClientConnection, timeout: float | None = None) -> Json:
    """The next message. Raises ValueError for what is none."""
    message = json.loads(connection.recv(timeout))
    if not isinstance(message, dict):
        raise ValueError("that is no message")
    return message
