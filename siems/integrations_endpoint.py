"""What machines post in protocols of their own: Alertmanager's webhook, and PagerDuty's Events API v2.

A 4xx says that the same again would be refused again. A 5xx, and a 429, say that trying again later helps.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from schema.http import origin_of
from siems import logs
from siems.bootstrap import Application
from siems.domain import alertmanager, pagerduty
from siems.domain.callers import Caller
from siems.domain.errors import Busy, Denial, RateLimited, Refusal, Unauthenticated, ValidationFailed
from siems.domain.pagerduty import InvalidEvent
from siems.repositories.base import OUTAGES

log = logging.getLogger(__name__)

RETRY_AFTER = "5"
METHODS = ("POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
_LATER = "SIEMS cannot take this right now; try again later."
_NO_CHANGE_EVENTS = "SIEMS takes no change events: send what is wrong to /v2/enqueue"


@dataclass(frozen=True)
class Failure:
    """Why a request came to nothing."""

    status: int
    messages: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)


class IntegrationsEndpoint:
    """Answers machines in their own protocols. What takes longer than `timeout` seconds is stopped and undone."""

    def __init__(self, app: Application, timeout: float = 30) -> None:
        self._app = app
        self._timeout = timeout

    async def alertmanager(self, request: Request) -> Response:
        """POST /integrations/alertmanager/{key}; the key may stand in the Authorization header instead."""
        failure = await self._attempt(request, self._alertmanager)
        if isinstance(failure, Response):
            return failure
        body = {"status": "error", "errors": list(failure.messages)}
        return JSONResponse(body, status_code=failure.status, headers=dict(failure.headers))

    async def _alertmanager(self, request: Request) -> Response:
        key = request.path_params.get("key") or _bearer(request)
        caller = await self._caller(request, key)
        group = alertmanager.read(await _json(request))
        incident = await self._app.machine_events.alert_group(caller, group)
        return JSONResponse({"status": "ok", "incident": None if incident is None else incident.key})

    async def enqueue(self, request: Request) -> Response:
        """POST /v2/enqueue."""
        failure = await self._attempt(request, self._enqueue)
        return failure if isinstance(failure, Response) else _as_pagerduty(failure)

    async def _enqueue(self, request: Request) -> Response:
        event = pagerduty.read(await _json(request), request.headers.get("x-routing-key"))
        try:
            caller = await self._caller(request, event.routing_key)
        except Unauthenticated:
            raise InvalidEvent(["'routing_key' is unknown, has expired or was revoked"]) from None
        await self._app.machine_events.pagerduty(caller, event)
        said = {"status": "success", "message": "Event processed", "dedup_key": event.dedup_key}
        # In ASCII: a key may be half a character, which JSON can say and UTF-8 cannot.
        return Response(json.dumps(said), status_code=202, media_type="application/json")

    async def change(self, request: Request) -> Response:
        """POST /v2/change/enqueue: refused, rather than taken and forgotten."""
        return _as_pagerduty(Failure(400, [_NO_CHANGE_EVENTS]))

    async def _caller(self, request: Request, key: str) -> Caller:
        caller = await self._app.auth.integration(key, origin_of(request))
        logs.asked_by(caller.user.id, caller.user.organization_id)
        return caller

    async def _attempt(self, request: Request, act: Callable[[Request], Awaitable[Response]]) -> Response | Failure:
        if request.method != "POST":
            return Failure(405, ["Only POST is allowed here."], {"allow": "POST"})
        try:
            async with asyncio.timeout(self._timeout):
                return await act(request)
        except RateLimited as denial:
            return Failure(429, [denial.message], {"retry-after": str(denial.seconds)})
        except (*OUTAGES, Busy):
            return Failure(503, [_LATER], {"retry-after": RETRY_AFTER})
        except Unauthenticated as denial:
            return Failure(401, [denial.message], {"www-authenticate": "Bearer"})
        except Denial as denial:
            return Failure(403, [denial.message])
        except Refusal as refusal:
            return Failure(400, _messages(refusal))
        except Exception:
            id = uuid4().hex
            log.exception("fault %s in what a machine said", id, extra={"fault": id})
            return Failure(500, [f"Something went wrong inside SIEMS. Its log knows more under {id}."])


def _messages(refusal: Refusal) -> list[str]:
    match refusal:
        case InvalidEvent():
            return refusal.errors
        case ValidationFailed():
            return [violation.message for violation in refusal.violations]
    return [refusal.message]


def _as_pagerduty(failure: Failure) -> Response:
    """The failure as PagerDuty says such things."""
    status, message = {
        400: ("invalid event", "Event object is invalid"),
        429: ("throttle exceeded", "Requests with this routing key are arriving too quickly. Please retry later."),
    }.get(failure.status, ("error", failure.messages[0]))
    body = {"status": status, "message": message, "errors": list(failure.messages)}
    return JSONResponse(body, status_code=failure.status, headers=dict(failure.headers))


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def _json(request: Request) -> Any:
    """The body. Raises ValidationFailed if it is no JSON."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        where = f": {error.msg} at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise ValidationFailed.of("", f"The body is not JSON{where}.") from None
