"""/acknowledge/{token}: the page behind the link of a message, and its button.

Looking at it changes nothing, since mail programs, messengers and virus scanners look at links before people do: only
the button acknowledges. It needs no protection against forged requests: who can make one knows the token, which is all
the authority there is; no cookie and no session is read here.
"""

import hashlib
from base64 import b64encode
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.domain.errors import Busy
from siems.repositories.base import OUTAGES
from siems.security import ExpiredToken, InvalidToken
from siems.services.acknowledge_links import Deactivated, Line, Linked, Standing

_SHOWN = 50
_STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 36rem; padding: 1.5rem 1rem; background: light-dark(#fff, #16181d);
  color: light-dark(#1b1f27, #e8eaee); }
h1 { font-size: 1.375rem; line-height: 1.3; }
ul { padding: 0; list-style: none; }
li { padding: .75rem 0; border-top: 1px solid light-dark(#d5d9e0, #3a3f4a); overflow-wrap: anywhere; }
small { display: block; color: light-dark(#4a5160, #b3b9c5); }
button { width: 100%; min-height: 3rem; border: 0; border-radius: .5rem; padding: .75rem 1rem; font: inherit;
  font-weight: 600; cursor: pointer; color: light-dark(#fff, #10131a); background: light-dark(#1d4fd7, #8db4ff); }
a { color: light-dark(#1d4fd7, #8db4ff); }
:focus-visible { outline: 3px solid light-dark(#b45309, #fbbf24); outline-offset: 3px; }
"""
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
_STANDS = {
    Standing.WAITING: "waits for somebody to look after it",
    Standing.ACKNOWLEDGED: "acknowledged",
    Standing.OVER: "is resolved",
    Standing.OTHERS: "is not yours to acknowledge",
}
_OPEN = '<p><a href="../" rel="noreferrer">Open SIEMS</a></p>'
_INSTEAD = f"<p>Log in to SIEMS, where all that waits for you is listed, and acknowledge it there.</p>{_OPEN}"


class AcknowledgeEndpoint:
    """Answers whoever has the link."""

    def __init__(self, app: Application) -> None:
        self._links = app.acknowledge_links

    async def answer(self, request: Request) -> Response:
        """GET and HEAD show what the link is about; POST acknowledges it."""
        token: str = request.path_params["token"]
        try:
            if request.method == "POST":
                return _page(*_done(await self._links.confirm(token, _origin(request))))
            return _page(*_asking(await self._links.look(token)))
        except ExpiredToken:
            return _page("This link is too old", f"<p>A link works for 24 hours.</p>{_INSTEAD}", 410)
        except InvalidToken:
            return _page(
                "This link does not work", f"<p>It is not whole, or SIEMS has other keys since.</p>{_INSTEAD}", 404
            )
        except Deactivated:
            text = "<p>Your account is deactivated, so nothing was acknowledged. Tell your manager.</p>"
            return _page("You have no account here any more", text, 403)
        except (*OUTAGES, Busy):
            text = "<p>Nothing is lost. Load this page again in a moment.</p>"
            return _page("SIEMS cannot do this right now", text, 503, {"retry-after": "10"})


def _origin(request: Request) -> Origin:
    return Origin(request.scope.get("request_id"), request.client.host[:64] if request.client else None)


def _asking(linked: Linked) -> tuple[str, str]:
    if linked.used_at is not None:
        return _used(linked)
    waiting = [line for line in linked.lines if line.standing is Standing.WAITING]
    if not waiting:
        return "There is nothing to acknowledge", _listed(linked.lines) + _OPEN
    button = '<form method="post"><button type="submit">Acknowledge</button></form>'
    note = (
        f"<p>Acknowledging says that you, {escape(linked.person.name)}, look after it. Nobody else is called then.</p>"
    )
    return f"Acknowledge {_counted(waiting)}?", _listed(linked.lines) + note + button


def _done(linked: Linked) -> tuple[str, str]:
    if linked.used_at is not None:
        return _used(linked)
    acknowledged = [line for line in linked.lines if line.standing is Standing.ACKNOWLEDGED]
    if not acknowledged:
        return "There was nothing to acknowledge", _listed(linked.lines) + _OPEN
    return f"You look after {_counted(acknowledged)}", _listed(linked.lines) + _OPEN


def _used(linked: Linked) -> tuple[str, str]:
    at = f"{linked.used_at:%Y-%m-%d %H:%M} UTC"
    note = f"<p>It was used at {at}, and works once. What was escalated since needs to be acknowledged in SIEMS.</p>"
    return "This link was used already", note + _listed(linked.lines) + _OPEN


def _counted(lines: list[Line]) -> str:
    return lines[0].incident.key if len(lines) == 1 else f"{len(lines)} incidents"


def _listed(lines: list[Line]) -> str:
    items = "".join(_item(line) for line in lines[:_SHOWN])
    more = f"<li>and {len(lines) - _SHOWN} more</li>" if len(lines) > _SHOWN else ""
    return f"<ul>{items}{more}</ul>" if lines else "<p>You see none of the incidents of this message any more.</p>"


def _item(line: Line) -> str:
    incident = line.incident
    status = incident.status.replace("_", " ").lower()
    facts = f"{incident.severity.name.lower()}, {status}: {_STANDS[line.standing]}"
    return f"<li><strong>{incident.key}</strong> {escape(incident.title)}<small>{escape(facts)}</small></li>"


def _page(title: str, body: str, status: int = 200, more: dict[str, str] | None = None) -> Response:
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · SIEMS</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(page, status_code=status, headers={**HEADERS, **(more or {})})
