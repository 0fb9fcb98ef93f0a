"""The refresh token of a browser: in a cookie that no script can read and no other site can use."""

from collections.abc import Collection
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from siems.domain.errors import Forbidden

COOKIE = "siems_refresh"


class NoCookie:
    """What there is where an answer has no headers: over a WebSocket, or once a stream has begun."""

    def read(self) -> str | None:
        return None

    def write(self, token: str, lifetime: timedelta) -> None:
        self.must_be_usable()

    def clear(self) -> None:
        pass

    def must_be_usable(self) -> None:
        raise Forbidden("The refresh cookie is only for POST with content-type: application/json.")


class RefreshCookie:
    """Read and written only on POST with a JSON body (which no form can send) and from an allowed Origin.

    Allowed are this site itself, as the Host header names it, and the origins that the operator allows.
    """

    def __init__(self, request: Request, response: Response, allowed_origins: Collection[str]) -> None:
        self._request = request
        self._response = response
        self._allowed_origins = allowed_origins

    def read(self) -> str | None:
        """The token in the cookie, or None if there is no cookie. Raises Forbidden if the request may not use it."""
        token = self._request.cookies.get(COOKIE)
        if token:
            self.must_be_usable()
        return token or None

    def write(self, token: str, lifetime: timedelta) -> None:
        """Sends the cookie; over https, the browser sends it back over https only."""
        self._response.set_cookie(
            COOKIE,
            token,
            max_age=int(lifetime.total_seconds()),
            path=self._request.url.path,
            secure=self._origin.startswith("https://"),
            httponly=True,
            samesite="strict",
        )

    def clear(self) -> None:
        """Takes the cookie back, if the browser sent one."""
        if COOKIE in self._request.cookies:
            self._response.delete_cookie(COOKIE, path=self._request.url.path, httponly=True, samesite="strict")

    def must_be_usable(self) -> None:
        """Raises Forbidden, saying what is missing, unless this request may use the cookie."""
        content_type = self._request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self._request.method != "POST" or content_type != "application/json":
            raise Forbidden("The refresh cookie is only for POST with content-type: application/json.")
        if not self._from_here():
            raise Forbidden(
                "The refresh cookie is only for pages of this site: the Origin header must name it, or be one of "
                "SIEMS_ALLOWED_ORIGINS. Scripts get their refresh token in the payload, and send it in the input."
            )

    def _from_here(self) -> bool:
        return is_from_here(self._origin, self._request.headers.get("host", ""), self._allowed_origins)

    @property
    def _origin(self) -> str:
        return self._request.headers.get("origin", "").lower()


def is_from_here(origin: str, host: str, allowed_origins: Collection[str]) -> bool:
    """Whether a page with this Origin is of the site that the Host header names, or one that the operator allows."""
    origin, host = origin.lower(), host.lower()
    parts = urlsplit(origin)
    same_site = parts.scheme in ("http", "https") and bool(host) and parts.netloc == host
    return same_site or origin in allowed_origins
