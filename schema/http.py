"""GraphQL over HTTP: who asks, which media type, where streams begin, and JSON for what is no GraphQL request."""

import asyncio
import json
import logging
import re
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.parse_content_type import parse_content_type
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult, SubscriptionExecutionResult

from schema import event_streams, websockets
from schema.context import Context, identify
from schema.cookies import NoCookie, RefreshCookie
from schema.event_streams import EventStream
from schema.operations import Operation, OperationFailed, begun
from schema.schema import schema
from siems.bootstrap import Application
from siems.domain.callers import Origin

log = logging.getLogger(__name__)

GRAPHQL_RESPONSE = "application/graphql-response+json"
ASSETS = Path(__file__).parent.parent / "web" / "playground" / "node_modules"
PARTS = Path(__file__).parent / "playground"
ASSETS_PATH = "/playground-assets"
_ON_THE_NETWORK = re.compile(r"https://unpkg\.com/((?:@[^/@]+/)?[^/@]+)@[^/]+/")
_EXAMPLE = re.compile(r"const EXAMPLE_QUERY = `.*?`;", re.DOTALL)
_LONGEST_MARK = 64  # what the log's columns for request id and address hold


class GraphQLEndpoint(GraphQL[Context, None]):
    """The endpoint. A request error is 400 under the GraphQL media type, and 200 under plain JSON.

    What takes longer than `timeout` seconds is cancelled, and with it the transaction that it is in.
    """

    def __init__(self, app: Application, allowed_origins: Collection[str] = (), timeout: float = 30) -> None:
        super().__init__(schema, subscription_protocols=())
        self._app = app
        self._timeout = timeout
        self._allowed_origins = allowed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await websockets.serve(self._app, self._allowed_origins, self._timeout, scope, receive, send)
        response = await self._response(Request(scope, receive))
        return await response(scope, receive, send)

    async def _response(self, request: Request) -> ASGIApp:
        """What is answered: a stream of events, which may take as long as it likes, or everything at once."""
        try:
            async with asyncio.timeout(self._timeout) as limit:
                return await self._event_stream(request) or await self.run(request)
        except TimeoutError:
            return stopped(self._timeout) if limit.expired() else fault()
        except HTTPException as refusal:
            return _explained(refusal)
        except Exception:  # noqa: BLE001  (the last door: whatever it is, the client gets an id and no detail)
            return fault()

    async def _event_stream(self, request: Request) -> EventStream | None:
        """The stream, if that is what the client takes; subscriptions also where it takes JSON as well."""
        if request.method != "POST" or not event_streams.accepts(request):
            return None
        asked = await self.parse_http_body(self.request_adapter_class(request))
        if asked.query is None:
            raise HTTPException(400, "No GraphQL query found in the request")
        operation = Operation(asked.query, asked.variables, asked.operation_name)
        if not operation.is_subscription and not event_streams.accepts_nothing_else(request):
            return None
        context = await identify(self._app, request.headers.get("authorization"), origin_of(request), NoCookie())
        try:
            return EventStream(await begun(operation, context, self._timeout))
        except OperationFailed as failure:
            return EventStream(failure)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        assert isinstance(request, Request)
        assert isinstance(response, Response)
        cookie = RefreshCookie(request, response, self._allowed_origins)
        return await identify(self._app, request.headers.get("authorization"), origin_of(request), cookie)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        response = await super().get_sub_response(request)
        wants_graphql = GRAPHQL_RESPONSE in request.headers.get("accept", "")
        response.media_type = GRAPHQL_RESPONSE if wants_graphql else "application/json"
        return response

    async def process_result(self, request: Any, result: ExecutionResult) -> GraphQLHTTPResponse:
        processed = await super().process_result(request, result)
        if result.data is None and all(error.path is None for error in result.errors or ()):
            processed.pop("data", None)  # a request error has no data, not even null
        return processed

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        response = super().create_response(response_data, sub_response)
        response.headers["content-type"] = f"{sub_response.media_type}; charset=utf-8"
        if sub_response.media_type == GRAPHQL_RESPONSE and "data" not in response_data:
            response.status_code = 400
        return response

    async def parse_http_body(self, request: Any) -> Any:
        content_type, _ = parse_content_type(request.content_type or "")
        if request.method == "POST" and content_type != "application/json":
            raise HTTPException(415, "The request's body must be JSON: send it with content-type: application/json.")
        parsed: Any = await super().parse_http_body(request)
        if not isinstance(parsed.operation_name, str | None):
            raise HTTPException(400, "The GraphQL operation's `operationName` must be a string or null, if provided.")
        return parsed

    async def execute_operation(
        self,
        request: Request,
        request_adapter: Any,
        request_data: Any,
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        if Operation(request_data.query or "", name=request_data.operation_name).is_subscription:
            where = "over a WebSocket, or with POST and accept: text/event-stream"
            raise HTTPException(406, f"Send subscriptions {where}.")
        return await super().execute_operation(
            request, request_adapter, request_data, context, root_value, sub_response
        )

    def parse_json(self, data: str | bytes) -> Any:
        try:
            parsed = json.loads(data)
        except (ValueError, RecursionError):
            raise HTTPException(400, "The request's body or variables are not JSON.") from None
        if not isinstance(parsed, dict):
            raise HTTPException(400, "The request must be a JSON object with the keys query and variables.")
        return parsed

    async def render_graphql_ide(self, request: Request) -> Response:
        # One signs in here, so no other site may show it within a page of its own.
        return HTMLResponse(self._playground, headers={"content-security-policy": "frame-ancestors 'none'"})

    @cached_property
    def _playground(self) -> str:
        return playground(self.graphql_ide_html)


def origin_of(request: Request) -> Origin:
    """The request, and where it comes from."""
    return Origin(request.scope.get("request_id"), request.client.host[:_LONGEST_MARK] if request.client else None)


def playground(graphiql: str) -> str:
    """The page of GraphiQL, with a place to sign in, and a plain editor for where GraphiQL cannot be loaded.

    Its scripts come from this server if `make` could install them, and otherwise from a public content network.
    """
    session, sign_in, plain = ((PARTS / name).read_text() for name in ("session.js", "sign_in.html", "plain.html"))
    page = graphiql.replace("Strawberry GraphiQL", "SIEMS playground")
    page = page.replace("<head>", f"<head><script>{session}</script>").replace("<body>", f"<body>{sign_in}")
    page = page.replace("</body>", f"{plain}</body>")
    page = page.replace("subscriptionUrl,\n", "subscriptionUrl,\n wsConnectionParams: window.siems.connectionParams,\n")
    page = _EXAMPLE.sub(lambda _: f"const EXAMPLE_QUERY = {json.dumps((PARTS / 'example.graphql').read_text())};", page)
    return _ON_THE_NETWORK.sub(rf"{ASSETS_PATH}/\1/", page) if ASSETS.is_dir() else page


def refused(status: int, message: str, headers: Mapping[str, str] | None = None, code: str = "BAD_REQUEST") -> Response:
    """A refusal of the HTTP request itself, shaped like a GraphQL error."""
    errors = [{"message": message, "extensions": {"code": code}}]
    return JSONResponse({"errors": errors}, status_code=status, headers=dict(headers or {}))


def stopped(seconds: float) -> Response:
    """The answer to a request that has been cancelled."""
    message = f"This took longer than {seconds:g} seconds and was stopped; what it had not finished is undone."
    return refused(503, message, code="TIMEOUT")


def _explained(refusal: HTTPException) -> Response:
    """The refusal, with the methods that are allowed where the method is what is wrong."""
    if isinstance(refusal.__cause__, InvalidOperationTypeError):
        return refused(405, "Only queries may use GET: send this with POST.", {"allow": "POST"})
    headers = {"allow": "GET, POST"} if refusal.status_code == 405 else None
    return refused(refusal.status_code, refusal.reason, headers)


def fault() -> Response:
    """The answer to a fault outside of any operation: no detail, and an id that the server's log knows."""
    id = uuid4().hex
    log.exception("fault %s outside of an operation", id, extra={"fault": id})
    message = f"Something went wrong inside SIEMS. Its log knows more under {id}."
    return JSONResponse(
        {"errors": [{"message": message, "extensions": {"code": "INTERNAL", "id": id}}]}, status_code=500
    )
