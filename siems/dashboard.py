"""The dashboard: what `npm run build` made in web/dist, and what a browser may do with it."""

import mimetypes
import re
import secrets
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

BUILT = Path(__file__).parent.parent / "web" / "dist"
NOT_BUILT = (
    "SIEMS runs. The GraphQL playground is at /graphql. There is no dashboard here yet: with Node 20 or later, "
    "`make setup` builds it.\n"
)
NOT_HERE = "There is nothing here.\n"
HASHED = "assets/"
"""Files whose names change with their content: what was fetched once is good for ever."""
_NO_PAGES = ("graphql", "healthz", "readyz", "metrics", "calendars", "acknowledge", "playground-assets")
_NONCE = "SIEMS-NONCE"
_POLICY = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data:",
    "connect-src {connect}",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
_ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"}
_ENCODINGS = {"br": ".br", "gzip": ".gz"}


class Dashboard:
    """Serves a built page at every address that is one of its own, with the files that belong to it.

    All of it (some megabytes) is read once: another build changes nothing until the next start, and a page that is
    open finds the files that belong to it.
    """

    def __init__(self, folder: Path = BUILT) -> None:
        self._page = (folder / "index.html").read_text()
        files = (each for each in folder.rglob("*") if each.is_file())
        self._files = {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}

    async def serve(self, request: Request) -> Response:
        """The file with this path, or the page if it could be an address of the page; else 404."""
        path: str = request.path_params["path"]
        if path != "index.html" and path in self._files:
            return self._file(path, request.headers)
        first, last = path.split("/")[0], path.split("/")[-1]
        if first in _NO_PAGES or path.startswith(HASHED) or "." in last:
            return PlainTextResponse(NOT_HERE, status_code=404, headers=_ALWAYS)
        return self._page_for(request.headers.get("host", ""))

    def _file(self, path: str, asked: Headers) -> Response:
        headers = {**_ALWAYS, "cache-control": "no-cache"}
        if path.startswith(HASHED):
            headers["cache-control"] = "public, max-age=31536000, immutable"
        accepted = re.split(r"[,;\s]+", asked.get("accept-encoding", ""))
        encoding = next(
            (each for each in _ENCODINGS if each in accepted and path + _ENCODINGS[each] in self._files), None
        )
        if any(path + ending in self._files for ending in _ENCODINGS.values()):
            headers["vary"] = "accept-encoding"
        if encoding is not None:
            headers["content-encoding"] = encoding
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Response(self._files[path + _ENCODINGS.get(encoding or "", "")], media_type=kind, headers=headers)

    def _page_for(self, host: str) -> Response:
        nonce = secrets.token_urlsafe(16)
        headers: dict[str, Any] = {
            **_ALWAYS,
            "cache-control": "no-cache",
            "content-security-policy": content_security_policy(nonce, host),
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
        }
        return HTMLResponse(self._page.replace(_NONCE, nonce), headers=headers)


def content_security_policy(nonce: str, host: str) -> str:
    """Only what comes from this site runs or is connected to; of style sheets within the page those with the nonce.

    The WebSocket is named, since not every browser counts it as 'self'.
    """
    decent = re.fullmatch(r"[\w.\-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?", host, re.ASCII)
    connect = f"'self' ws://{host} wss://{host}" if decent else "'self'"
    return "; ".join(_POLICY).format(nonce=nonce, connect=connect)
