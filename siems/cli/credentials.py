"""Which token a command shows to the server."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from siems.cli.failures import Failure, Json, wrong_usage
from siems.cli.graphql_requests import post
from siems.cli.server_address import ServerAddress
from siems.cli.session_file import KeptSession, SessionFile

SESSION = "accessToken refreshToken expiresAt errors { code message field }"
_RENEW = f"mutation($input: RefreshSessionInput!) {{ refreshSession(input: $input) {{ {SESSION} }} }}"
_SOON = timedelta(seconds=30)
_RENEWAL_SECONDS = 4.0
"""Twice this is less than the 10 s for which a server takes the same refresh token again."""


class Credentials(Protocol):
    """Where a token comes from."""

    def token(self) -> str:
        """One that is good as far as is known. Raises Failure."""

    def another(self, refused: str) -> str | None:
        """One in the place of a token that the server refused; None if there is no other. Raises Failure."""


class GivenToken:
    """An access token or an API key that somebody gave."""

    def __init__(self, token: str) -> None:
        if not token.isascii() or not token.isprintable() or " " in token:
            raise wrong_usage("The token has characters that no token has. Was it copied whole, and alone?")
        self._token = token

    def token(self) -> str:
        return self._token

    def another(self, refused: str) -> None:
        return None


class SessionToken:
    """The access token of the session that `siems login` left here; it is renewed when it has expired."""

    def __init__(self, address: ServerAddress, file: SessionFile) -> None:
        self._address = address
        self._file = file

    def token(self) -> str:
        session = self._file.read().by_address.get(self._address.url)
        if session is not None and _is_good_for_a_while(session):
            return session.access_token
        return self.another("" if session is None else session.access_token)

    def another(self, refused: str) -> str:
        """The access token after `refused`: another command's by now, or one for which the refresh token is used up."""
        with self._file.changing() as kept:
            session = kept.by_address.get(self._address.url)
            if session is None:
                raise not_signed_in(self._address)
            if session.access_token != refused:
                return session.access_token
            try:
                renewed = kept.by_address[self._address.url] = _renewed(self._address, session)
            except Failure as failure:
                if failure.code != "SESSION_ENDED":
                    raise
                kept.forget(self._address.url)
                self._file.write(kept)
                raise _is_over(self._address, session) from None
            self._file.write(kept)
            return renewed.access_token


def not_signed_in(address: ServerAddress) -> Failure:
    message = f"Not signed in to {address.url}. Run `siems login {address.url}`, or put a token into SIEMS_TOKEN."
    return Failure("NOT_SIGNED_IN", message)


def session_of(email: str, payload: Json) -> KeptSession:
    """What is kept of a log-in or a renewal. Raises Failure if it was refused."""
    if payload["errors"]:
        raise Failure.of(payload["errors"])
    return KeptSession(email, payload["refreshToken"], payload["accessToken"], payload["expiresAt"])


def _is_over(address: ServerAddress, session: KeptSession) -> Failure:
    message = f"The session of {session.email} on {address.url} is over. Run `siems login {address.url}`."
    return Failure("SESSION_ENDED", message)


def _is_good_for_a_while(session: KeptSession) -> bool:
    try:
        return datetime.fromisoformat(session.expires_at) - datetime.now(UTC) > _SOON
    except (ValueError, TypeError):
        return False


def _renewed(address: ServerAddress, session: KeptSession) -> KeptSession:
    """Asks once more if the first answer was lost: the server then says the same again."""
    input = {"input": {"refreshToken": session.refresh_token}}
    try:
        answer = post(address, _RENEW, input, seconds=_RENEWAL_SECONDS)
    except Failure as failure:
        if failure.code not in ("TIMEOUT", "UNREACHABLE"):
            raise
        answer = post(address, _RENEW, input, seconds=_RENEWAL_SECONDS)
    return session_of(session.email, answer["refreshSession"])
