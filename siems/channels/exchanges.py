"""What was said over HTTP while a message was sent. Apprise itself says only whether it went well.

Apprise's services make their requests through sessions of `requests`, so that is where they are watched, and bounded:
no proxy, no redirect, no long answer, no long wait. Requests that nobody records are left as they are.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import requests
import requests.sessions
import urllib3
from requests.adapters import HTTPAdapter

from siems.domain.delivery import Again, Outcome, Refused, Sent

TIMEOUTS = (5.0, 15.0)
"""Seconds to connect, and to wait for each piece of an answer."""
LONGEST_ANSWER = 256 * 1024
LONGEST_WAIT = timedelta(hours=1)
MESSAGE_ID_HEADER = "X-SIEMS-Message-Id"
_NOT_NOW = (408, 425, 429)


@dataclass
class Exchange:
    """One request, and what came of it."""

    status: int | None = None
    wait: timedelta | None = None
    problem: str = "cannot be reached"


@dataclass
class Exchanges:
    """All requests of one message."""

    message_id: str
    reads: bool = True
    """Whether the answers' bodies matter."""
    made: list[Exchange] = field(default_factory=list)


@contextmanager
def recorded(message_id: object, *, reads: bool = True) -> Iterator[Exchanges]:
    """Whatever is requested within is bounded, and recorded."""
    exchanges = Exchanges(str(message_id), reads)
    token = _present.set(exchanges)
    try:
        yield exchanges
    finally:
        _present.reset(token)


def outcome_of(name: str, exchange: Exchange) -> Outcome:
    """What has become of a message, by its last exchange with who is called `name`."""
    status = exchange.status
    if status is None:
        return Again(f"{name} {exchange.problem}.")
    answered = f"{name} answered {status}{_phrase(status)}."
    if 200 <= status < 300:
        return Sent()
    if 300 <= status < 400:
        return Refused(f"{answered} SIEMS follows no redirects.")
    if status >= 500 or status in _NOT_NOW:
        return Again(answered, exchange.wait)
    return Refused(answered)


class _BoundedAdapter(HTTPAdapter):
    """One hop of a request."""

    def send(
        self, request: requests.PreparedRequest, stream: bool = False, *more: Any, **named: Any
    ) -> requests.Response:
        exchanges = _present.get()
        if exchanges is None:
            return super().send(request, stream, *more, **named)
        exchanges.made.append(exchange := Exchange())
        request.headers[MESSAGE_ID_HEADER] = exchanges.message_id
        named.update(timeout=TIMEOUTS, proxies=None)
        try:
            response = super().send(request, True, *more, **named)
        except requests.RequestException as error:
            exchange.problem = _problem(error)
            raise
        exchange.status, exchange.wait = response.status_code, _wait(response.headers)
        response.headers.pop("location", None)  # so that nobody follows it
        response._content = _read(response) if exchanges.reads else b""
        response._content_consumed = True  # type: ignore[attr-defined]  # requests has no public word for "read"
        response.close()
        return response


def _read(response: requests.Response) -> bytes:
    """The answer's body, as far as it is any use."""
    try:
        return bytes(response.raw.read(LONGEST_ANSWER, decode_content=True))
    except (urllib3.exceptions.HTTPError, OSError):
        return b""


def _problem(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "has no certificate that SIEMS trusts"
    return "cannot be reached"


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """What Retry-After says, in seconds or as a date, within reason."""
    text = headers.get("retry-after", "").strip()
    try:
        wait = timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)


def _phrase(status: int) -> str:
    """Our own words for a status: the other side's may hold anything."""
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


_present: ContextVar[Exchanges | None] = ContextVar("recorded exchanges", default=None)
requests.sessions.HTTPAdapter = _BoundedAdapter  # what each new session uses
