"""GET /calendars/{token}.ics: what calendar programs fetch, again and again."""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from siems.bootstrap import Application
from siems.domain.errors import Busy
from siems.repositories.base import OUTAGES

NOT_HERE = "There is no calendar here: its address is wrong, or it was revoked.\n"
LATER = "SIEMS cannot read its calendars right now; try again later.\n"
_HEADERS = {"cache-control": "private, max-age=300", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
_MADE_AT = re.compile(rb"^DTSTAMP:.*\r\n", re.MULTILINE)


class CalendarEndpoint:
    """Answers whoever knows the secret in the path, and says nothing to anybody else."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def read(self, request: Request) -> Response:
        """The calendar, or nothing if the program has it already; 503 while PostgreSQL is away."""
        try:
            calendar = await self._app.calendar_feeds.calendar(request.path_params["token"])
        except (*OUTAGES, Busy):
            later = {"cache-control": "no-store", "retry-after": "60"}
            return PlainTextResponse(LATER, status_code=503, headers={**_HEADERS, **later})
        if calendar is None:
            return PlainTextResponse(NOT_HERE, status_code=404, headers=_HEADERS)
        tag = f'"{hashlib.sha256(_MADE_AT.sub(b"", calendar)).hexdigest()[:32]}"'
        headers = {**_HEADERS, "etag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(calendar, media_type="text/calendar; charset=utf-8", headers=headers)
