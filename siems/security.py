"""Passwords, access tokens and refresh tokens. Knows no database and no user, only secrets."""

import asyncio
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from jwt.types import Options

ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
LINK_LIFETIME = timedelta(hours=24)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1024
REFRESH_TOKEN_PREFIX = "siems_refresh_"
API_KEY_PREFIX = "siems_key_"
"""Secrets say what they are, so that a scan for leaked ones finds them."""
INVITATION_TOKEN_PREFIX = "siems_invite_"
CALENDAR_TOKEN_PREFIX = "siems_calendar_"
_ALGORITHM = "HS256"
_ISSUER = "siems"
_AUDIENCE = "siems-api"
_LINKS = "siems-ack"
"""What no access token is for, and nothing else than a link to acknowledge."""
_HASHES_AT_ONCE = 2  # each takes 64 MiB and a core


class Passwords:
    """Argon2id, off the event loop, a few at a time. An unknown account costs as much as a known one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(_HASHES_AT_ONCE, thread_name_prefix="argon2")
        self._nobodys = self._hasher.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        """The hash to store, with its parameters and salt in it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def matches(self, hash: str | None, password: str) -> bool:
        """True if `password` made `hash`. With no hash (no such account) takes as long and is False."""
        possible = hash is not None and len(password) <= LONGEST_PASSWORD
        verified = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._verify, hash or self._nobodys, password[:LONGEST_PASSWORD]
        )
        return possible and verified

    def _verify(self, hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(hash, password)
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False


class InvalidToken(Exception):
    """The token is not one of ours, or no longer. The message says which, without repeating it."""


@dataclass(frozen=True)
class AccessClaims:
    """What a valid access token says."""

    user_id: UUID
    session_id: UUID
    expires_at: datetime


class AccessTokens:
    """Signs and reads access tokens: JWT, HMAC-SHA256 and nothing else. The first key signs; all of them verify."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = {_key_id(key): key for key in keys}
        self._signing = _key_id(keys[0])

    def issue(self, user_id: UUID, session_id: UUID, now: datetime) -> tuple[str, datetime]:
        """A token for the user in this session, and when it ends: a whole second, 15 minutes from now.

        The same three give the same token.
        """
        expires_at = (now + ACCESS_TOKEN_LIFETIME).replace(microsecond=0)
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": str(user_id),
            "sid": str(session_id),
            "iat": int(now.timestamp()),
            "exp": expires_at,
        }
        key = self._keys[self._signing]
        return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"kid": self._signing}), expires_at

    def read(self, token: str, now: datetime) -> AccessClaims:
        """What the token says. Raises InvalidToken if it is not ours, was changed, or has expired by `now`."""
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            claims = self._decode(token, key)
            read = AccessClaims(
                UUID(claims["sub"]), UUID(claims["sid"]), datetime.fromtimestamp(claims["exp"], tz=now.tzinfo)
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError):
            raise InvalidToken("The access token is not valid. Log in to get one.") from None
        if read.expires_at <= now:
            raise InvalidToken("The access token has expired. Log in again.")
        return read

    def _decode(self, token: str, key: str) -> dict[str, Any]:
        # Expiry is checked by the caller's clock, which is the database's, not this machine's.
        options: Options = {
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
            "require": ["iss", "aud", "sub", "sid", "iat", "exp"],
        }
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[_ALGORITHM], issuer=_ISSUER, audience=_AUDIENCE, options=options
        )
        return claims


class ExpiredToken(InvalidToken):
    """The token was ours, and is too old."""


@dataclass(frozen=True)
class LinkClaims:
    """What a valid link to acknowledge says: which message it came with, and whom that was for."""

    message_id: UUID
    user_id: UUID


class LinkTokens:
    """Signs and reads what stands in links to acknowledge: JWT, as access tokens, but short, since text messages are,
    and for nothing else. The first key signs; all of them verify."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = {_key_id(key): key for key in keys}
        self._signing = _key_id(keys[0])

    def issue(self, message_id: UUID, user_id: UUID, now: datetime) -> str:
        """A token that is good for 24 hours."""
        claims = {
            "aud": _LINKS,
            "mid": _short(message_id),
            "sub": _short(user_id),
            "exp": int((now + LINK_LIFETIME).timestamp()),
        }
        headers = {"kid": self._signing, "typ": None}
        return jwt.encode(claims, self._keys[self._signing], algorithm=_ALGORITHM, headers=headers)

    def read(self, token: str, now: datetime) -> LinkClaims:
        """What the token says. Raises ExpiredToken, or InvalidToken if it is not ours or was changed."""
        options: Options = {"verify_exp": False, "require": ["aud", "mid", "sub", "exp"]}
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(token, key, algorithms=[_ALGORITHM], audience=_LINKS, options=options)
            expires_at = datetime.fromtimestamp(claims["exp"], tz=now.tzinfo)
            read = LinkClaims(_long(claims["mid"]), _long(claims["sub"]))
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, AttributeError):
            raise InvalidToken("This link is not one of ours, or not all of it.") from None
        if expires_at <= now:
            raise ExpiredToken("This link is too old.")
        return read


class RefreshTokens:
    """Makes refresh tokens. Only their hashes are stored, and yet a lost answer can be given again: what follows a
    token is computed from it with a secret that is not in the database."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [hashlib.sha256(b"siems refresh token " + key.encode()).digest() for key in keys]

    def first(self) -> str:
        """The token that begins a session."""
        return f"{REFRESH_TOKEN_PREFIX}{secrets.token_urlsafe(32)}"

    def after(self, token: str) -> str:
        """The token that follows this one."""
        return self.all_after(token)[0]

    def all_after(self, token: str) -> list[str]:
        """What may have been given in exchange for this one: one token for each key that is or was in use."""
        digests = (hmac.digest(key, token.encode("utf-8", "replace"), "sha256") for key in self._keys)
        return [f"{REFRESH_TOKEN_PREFIX}{urlsafe_b64encode(digest).rstrip(b'=').decode()}" for digest in digests]


def new_api_key() -> str:
    """A key for an integration."""
    return f"{API_KEY_PREFIX}{secrets.token_urlsafe(32)}"


def invitation_token() -> str:
    """A new token of an invitation."""
    return f"{INVITATION_TOKEN_PREFIX}{secrets.token_urlsafe(32)}"


def calendar_token() -> str:
    """The secret in the address of a calendar feed."""
    return f"{CALENDAR_TOKEN_PREFIX}{secrets.token_urlsafe(32)}"


def contact_code() -> str:
    """Six digits that show that somebody reads what is sent to an address."""
    return f"{secrets.randbelow(10**6):06}"


def token_hash(token: str) -> str:
    """What is stored of a token that is as random as a key: its SHA-256, in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _short(id: UUID) -> str:
    return urlsafe_b64encode(id.bytes).rstrip(b"=").decode()


def _long(text: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(f"{text}=="))


def _key_id(key: str) -> str:
    return hashlib.sha256(b"siems key id " + key.encode()).hexdigest()[:12]
