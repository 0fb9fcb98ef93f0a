"""The ASGI app: GraphQL, health, and the dashboard if it is built."""

import logging
import re
import time
from collections.abc import Collection
from math import nan
from pathlib import Path
from typing import Any
from uuid import uuid4

from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http import ASSETS, ASSETS_PATH, GraphQLEndpoint, refused
from siems import logs
from siems.acknowledge_endpoint import AcknowledgeEndpoint
from siems.bootstrap import Application
from siems.calendar_endpoint import CalendarEndpoint
from siems.dashboard import BUILT, NOT_BUILT, Dashboard
from siems.domain.workers import WorkersHealth
from siems.integrations_endpoint import METHODS, IntegrationsEndpoint
from siems.observers.metrics import CONTENT_TYPE, Metrics
from siems.repositories.base import DATABASE_ERRORS
from siems.services.delivery.service import Backlog

log = logging.getLogger(__name__)

_UNREMARKABLE = ("/healthz", "/readyz", "/metrics", "/assets", ASSETS_PATH)
ALERTMANAGER = "/integrations/alertmanager"
_MEASURED_PATHS = ("/graphql", "/v2/enqueue", "/healthz", "/readyz", "/metrics")
_MEASURED_METHODS = ("GET", "POST", "HEAD", "OPTIONS")
LARGEST_BODY = 1024 * 1024


def create_app(
    app: Application, allowed_origins: Collection[str] = (), request_timeout: float = 30, dashboard: Path = BUILT
) -> Starlette:
    """The web application on connected services. Pages of `allowed_origins` may use the refresh cookie; a GraphQL
    request that takes longer than `request_timeout` seconds is stopped. `dashboard` is the folder of the built page."""

    async def readyz(request: Request) -> Response:
        """200 if this process can serve; 503 naming the part that is down. A missing worker is named, and no reason
        to take the API out of service; nor is a feed that lags."""
        workers = await _workers(app)
        ready = workers is not None
        parts = {"postgresql": "up" if ready else "down", "redis": await _redis(app), **_described(workers)}
        feed = {"lagSeconds": await _feed_lag(app) if ready else None}
        delivery = _waiting(await _backlog(app) if ready else None)
        described = {"ready": ready, **parts, "feed": feed, "delivery": delivery}
        return JSONResponse(described, status_code=200 if ready else 503)

    graphql = GraphQLEndpoint(app, allowed_origins, request_timeout)
    machines = IntegrationsEndpoint(app, request_timeout)

    async def metrics(request: Request) -> Response:
        """This process's numbers, for Prometheus. They name nobody, but are not meant for everybody either."""
        lag = await _feed_lag(app)
        app.metrics.feed_lag.set(nan if lag is None else lag)
        backlog = _waiting(await _backlog(app))
        for gauge, value in (
            (app.metrics.deliveries_waiting, backlog["waiting"]),
            (app.metrics.oldest_delivery, backlog["oldestSeconds"]),
        ):
            gauge.set(nan if value is None else value)
        return Response(app.metrics.exposition(), headers={"content-type": CONTENT_TYPE})

    routes = [
        Route("/graphql", graphql),
        WebSocketRoute("/graphql", graphql),
        Route("/calendars/{token}.ics", CalendarEndpoint(app).read),
        Route("/acknowledge/{token}", AcknowledgeEndpoint(app).answer, methods=["GET", "POST"]),
        Route(ALERTMANAGER, machines.alertmanager, methods=METHODS),
        Route(f"{ALERTMANAGER}/{{key}}", machines.alertmanager, methods=METHODS),
        Route("/v2/enqueue", machines.enqueue, methods=METHODS),
        Route("/v2/change/enqueue", machines.change, methods=METHODS),
        Route("/healthz", _healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
        *([Mount(ASSETS_PATH, StaticFiles(directory=ASSETS))] if ASSETS.is_dir() else []),
        Route("/{path:path}", Dashboard(dashboard).serve)
        if (dashboard / "index.html").is_file()
        else Route("/", _no_dashboard),
    ]
    return Starlette(routes=routes, middleware=[Middleware(NamedRequests, app.metrics), Middleware(BoundedBodies)])


async def _healthz(request: Request) -> Response:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"})


async def _no_dashboard(request: Request) -> Response:
    return PlainTextResponse(NOT_BUILT)


async def _workers(app: Application) -> WorkersHealth | None:
    """What PostgreSQL knows of the workers; None if it is down."""
    try:
        return await app.workers.health()
    except DATABASE_ERRORS:
        return None


def _described(health: WorkersHealth | None) -> dict[str, Any]:
    if health is None:
        return {"worker": "unknown", "escalation": {"lastSweepSecondsAgo": None, "mode": None, "workers": None}}
    ago = None if health.last_sweep is None else int(health.last_sweep.total_seconds())
    mode = None if health.mode is None else health.mode.lower()
    escalation = {"lastSweepSecondsAgo": ago, "mode": mode, "workers": health.workers}
    return {"worker": "up" if health.workers else "down", "escalation": escalation}


async def _feed_lag(app: Application) -> float | None:
    """None if it cannot be told, as before all migrations are applied."""
    try:
        return round(await app.feed_health.lag(), 1)
    except DATABASE_ERRORS:
        return None


async def _backlog(app: Application) -> Backlog | None:
    """None if it cannot be told."""
    try:
        return await app.delivery.backlog()
    except DATABASE_ERRORS:
        return None


def _waiting(backlog: Backlog | None) -> dict[str, float | None]:
    """How many deliveries should have been sent by now, and how long the first of them has waited."""
    if backlog is None:
        return {"waiting": None, "oldestSeconds": None}
    oldest = 0.0 if backlog.oldest is None else round(backlog.oldest.total_seconds(), 1)
    return {"waiting": backlog.waiting, "oldestSeconds": oldest}


async def _redis(app: Application) -> str:
    try:
        await app.redis.ping()
    except (OSError, TimeoutError, RedisError):
        return "down"
    return "up"


class NamedRequests:
    """Gives every request an id, the caller's own if it sends a decent one, sends it back, and logs the request.

    Measures it as well. A WebSocket is one request, which is logged when it is closed, and not measured.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        sent = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        id = sent if re.fullmatch(r"[\w.-]{1,64}", sent, re.ASCII) else uuid4().hex
        scope["request_id"] = id

        began, status = time.monotonic(), 0
        answered: float | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status, answered
            if message["type"] in ("http.response.start", "websocket.accept"):
                status, answered = message.get("status", 101), time.monotonic()
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", id.encode())]
            await send(message)

        with logs.request(id):
            try:
                return await self._app(scope, receive, send_with_id)
            finally:
                ended = time.monotonic()
                _log(scope, status, ended - began)
                if scope["type"] == "http":
                    # Until the answer began: how long a stream of events was open says nothing.
                    self._metrics.requests.labels(*_measured(scope), status).observe((answered or ended) - began)


def _measured(scope: Scope) -> tuple[str, str]:
    """Method and path; those that a client made up are all the same one."""
    method = scope["method"] if scope["method"] in _MEASURED_METHODS else "other"
    path = ALERTMANAGER if scope["path"].startswith(ALERTMANAGER) else scope["path"]
    return method, path if path in (ALERTMANAGER, *_MEASURED_PATHS) else "other"


def _log(scope: Scope, status: int, seconds: float) -> None:
    """One line a request, without its query string, which may hold anything. Status 0: there was no answer."""
    level = logging.DEBUG if scope["path"].startswith(_UNREMARKABLE) else logging.INFO
    facts = {
        "method": scope.get("method", "WEBSOCKET"),
        "path": _shown_path(scope["path"]),
        "status": status,
        "milliseconds": round(seconds * 1000),
    }
    log.log(level, "request", extra=facts)


def _shown_path(path: str) -> str:
    """The path without the secrets of feeds, links and Alertmanager, whatever stands in their place."""
    behind = f"{ALERTMANAGER}/"
    return f"{behind}{logs.BLOT}" if path.startswith(behind) else logs.blotted(path)


class BoundedBodies:
    """Refuses a body above 1 MiB, by its announced length or as soon as that much of it has come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > LARGEST_BODY:
            return await _too_large(scope, receive, send)
        body = await _read(receive)
        if body is None:
            return await _too_large(scope, receive, send)
        return await self._app(scope, _replay(body, receive), send)


async def _read(receive: Receive) -> bytes | None:
    """The whole body, or None if it is larger than allowed."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            return None
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    response = refused(413, f"The request's body is larger than {LARGEST_BODY} bytes.", {"connection": "close"})
    await response(scope, receive, send)
