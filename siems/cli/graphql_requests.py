"""One GraphQL request to a server, which ends within a bounded time whatever the server does."""

import json
import os
from collections.abc import Callable
from concurrent.futures import Future
from http.client import HTTPException
from threading import Thread
from typing import Any, TypeVar

import requests
from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import RequestException, SSLError, Timeout
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError, ReadTimeoutError

from siems.cli.failures import Failure, Json, not_siems
from siems.cli.server_address import ServerAddress

T = TypeVar("T")

SECONDS = 40.0
"""The server stops what takes 30 s."""
_LARGEST_ANSWER = 64 * 1024 * 1024


def ca_file() -> str:
    """Whose certificates are trusted: REQUESTS_CA_BUNDLE, SSL_CERT_FILE, or what comes with Python's packages."""
    named = (os.environ.get(name) for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"))
    return next((path for path in named if path), DEFAULT_CA_BUNDLE_PATH)


def post(
    address: ServerAddress, document: str, variables: Json, token: str | None = None, seconds: float = SECONDS
) -> Json:
    """The `data` of the answer. Raises Failure for errors at the top level, and for whatever is no answer."""
    try:
        status, location, body = _within(seconds, lambda: _sent(address, document, variables, token, seconds))
    except (TimeoutError, Timeout, ReadTimeoutError):
        raise Failure("TIMEOUT", f"{address.url} did not answer within {seconds:g} seconds.") from None
    except SSLError as error:
        raise Failure("UNREACHABLE", f"The certificate of {address.url} cannot be trusted: {_reason(error)}.") from None
    except NotConnected as error:
        if any(isinstance(each, HTTPException) and not isinstance(each, OSError) for each in _layers(error)):
            raise not_siems(address.url, "what it sends is no HTTP") from None
        raise Failure("UNREACHABLE", f"{address.url} cannot be reached: {_reason(error)}.") from None
    except (RequestException, HTTPError):
        raise not_siems(address.url, "what it sends is no HTTP, or ends too early") from None
    except OSError as error:  # as when there is no file of certificates
        message = f"{address.url} cannot be asked: {str(error.strerror or error).rstrip('.')}."
        raise Failure("UNREACHABLE", message) from None
    if 300 <= status < 400:
        raise not_siems(address.url, f"it sends one on to {location or 'another address'}")
    return _data(address, status, body)


def _sent(
    address: ServerAddress, document: str, variables: Json, token: str | None, seconds: float
) -> tuple[int, str | None, bytes]:
    with requests.post(
        address.graphql,
        data=json.dumps({"query": document, "variables": variables}).encode(),
        headers={"content-type": "application/json", "accept": "application/json"},
        auth=_Bearer(token),
        timeout=seconds,
        allow_redirects=False,  # the token is for this server alone
        stream=True,
        verify=ca_file(),
    ) as answer:
        body = answer.raw.read(_LARGEST_ANSWER + 1, decode_content=True)
        return answer.status_code, answer.headers.get("location"), body


class _Bearer(requests.auth.AuthBase):
    """Says who asks; also without a token, since requests would send a password from ~/.netrc otherwise."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["authorization"] = f"Bearer {self._token}"
        return request


def _within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives, or TimeoutError: a server that sends a byte now and then is given up as well."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  (it is raised where it is waited for)
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result(seconds)


def _data(address: ServerAddress, status: int, body: bytes) -> Json:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        if status >= 500:  # a proxy whose server is away says so in words of its own
            raise Failure("UNREACHABLE", f"{address.url} has no answer at present (HTTP {status}).") from None
        raise not_siems(address.url, f"it answers with HTTP {status} and no JSON") from None
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if errors:
        raise failure_of(address, errors)
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
        raise not_siems(address.url, f"it answers with HTTP {status} and no GraphQL")
    data: Json = answer["data"]
    return data


def failure_of(address: ServerAddress, errors: Any) -> Failure:
    """What errors at the top level say. An error without a code comes from a server that does not know the question."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    said = first.get("extensions")
    extensions: Json = said if isinstance(said, dict) else {}
    code, message = str(extensions.get("code", "BAD_REQUEST")), str(first.get("message", "it does not say why"))
    if code == "BAD_REQUEST" or code.startswith("GRAPHQL_"):
        text = f"{address.url} does not understand this command: {message} Is it a SIEMS server of this version?"
        return Failure("OTHER_VERSION", text)
    if code == "UNAUTHENTICATED":
        message = (
            f"{address.url} does not accept the token: it has expired, was revoked, or is not one of its. "
            f"Run `siems login {address.url}`, or put another one into SIEMS_TOKEN."
        )
    field = extensions.get("field")
    return Failure(code, message, field if isinstance(field, list) else None)


def _reason(error: BaseException) -> str:
    """The system's own words for what went wrong."""
    said = [each.strerror for each in _layers(error) if isinstance(each, OSError) and each.strerror]
    reason = said[-1] if said else "it hangs up"
    return reason[:1].lower() + reason[1:].rstrip(".")


def _layers(error: BaseException) -> list[BaseException]:
    """An error and all that are wrapped in it, the outermost first."""
    found = [error]
    for each in found:
        inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        found += [other for other in inner if isinstance(other, BaseException) and other not in found]
    return found
