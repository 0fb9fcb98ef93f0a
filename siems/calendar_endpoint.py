"""GET /calendars/{token}.ics: what calendar programs fetch, again and again."""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from siems.bootstrap import Application

NOT_HERE = "There is no calendar here: its address is wrong, or it was revoked.\n"
_HEADERS = {"cache-control": "private, max-age=300", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
_MADE_AT = re.compile(rb"^DTSTAMP:.*\r\n", re.MULTILINE)


class CalendarEndpoint:
    """Answers whoever knows the secret in the path, and says nothing to anybody else."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def read(self, request: Request) -> Response:
        calendar = await self._app.calendar_feeds.calendar(request.path_params["token"])
        if calendar is None:
            return PlainTextResponse(NOT_HERE, status_code=404, headers=_HEADERS)
        tag = f'"{hashlib.sha256(_MADE_AT.sub(b"", calendar)).hexdigest()[:32]}"'
        headers = {**_HEADERS, "etag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(calendar, media_type="text/calendar; charset=utf-8", headers=headers)
