"""Signing in through GraphQL, and everything that is no sign-in."""

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from factories import PASSWORD, Person, World
from graphql_client import GraphQLClient, refusal, user_id

from siems.bootstrap import Servers
from siems.domain.callers import Origin
from siems.domain.clock import OffsetClock

Json = dict[str, Any]
LOGIN = """
mutation($input: LoginInput!) {
  login(input: $input) {
    accessToken refreshToken expiresAt viewer { __typename id name email role active createdAt }
    errors { code message field }
  }
}
"""
NOT_VALID = "The access token is not valid. Log in to get one."
NO_TOKEN = "Log in first, and send the access token: Authorization: Bearer ..."
NO_BEARER = "The Authorization header must be: Bearer <access token>"
OVER = "The session of this access token is over. Log in again."


def denied(message: str, code: str = "UNAUTHENTICATED") -> Json:
    """The whole answer to `{ me { id } }`."""
    error = {"message": message, "path": ["me"], "locations": [{"line": 1, "column": 3}], "extensions": {"code": code}}
    return {"data": {"me": None}, "errors": [error]}


def forged(token: str, key: str, **claims: Any) -> str:
    """The token, with other claims, signed with `key`."""
    said = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(said | claims, key, headers={"kid": jwt.get_unverified_header(token)["kid"]})


def unsigned(token: str) -> str:
    header, claims, _ = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(header + "==")) | {"alg": "none"}
    return f"{base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b'=').decode()}.{claims}."


async def login_entries(world: World, person: Person) -> int:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT count(*) AS n FROM configuration_log WHERE subject_id = $1 AND action = 'LOGGED_IN'", person.id
        )
    count: int = row["n"]
    return count


async def test_signing_in_gives_exactly_this(world: World, graphql: GraphQLClient) -> None:
    ada = await world.manager("Ada")
    body = await graphql.ask(LOGIN, {"input": {"email": ada.email.upper(), "password": PASSWORD}})
    payload = body["data"]["login"]
    token, expires_at = payload.pop("accessToken"), datetime.fromisoformat(payload.pop("expiresAt"))
    created_at = payload["viewer"].pop("createdAt")
    assert re.fullmatch(r"siems_refresh_[\w-]{43}", payload.pop("refreshToken"))
    assert payload == {
        "viewer": {
            "__typename": "Manager",
            "id": user_id(ada),
            "name": "Ada",
            "email": ada.email,
            "role": "MANAGER",
            "active": True,
        },
        "errors": [],
    }
    said = jwt.decode(token, options={"verify_signature": False})
    assert (expires_at.utcoffset(), int(expires_at.timestamp())) == (timedelta(), said["exp"])
    assert said["exp"] - said["iat"] == 900
    body = await graphql.ask("{ me { __typename id createdAt } }", as_=token)
    assert body == {"data": {"me": {"__typename": "Manager", "id": user_id(ada), "createdAt": created_at}}}
    assert await login_entries(world, ada) == 1


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (None, "wrong"),
        (None, ""),
        (None, "\ud800"),
        ("nobody@example.com", PASSWORD),
        ("a\x00@example.com", PASSWORD),
        ("\ud800@example.com", PASSWORD),
        ("", PASSWORD),
    ],
    ids=[
        "wrong password",
        "no password",
        "half a character",
        "unknown",
        "NUL in it",
        "half a character in it",
        "empty",
    ],
)
async def test_a_wrong_log_in_is_refused_and_never_says_why(
    world: World, graphql: GraphQLClient, email: str | None, password: str
) -> None:
    ada = await world.engineer()
    body = await graphql.ask(LOGIN, {"input": {"email": ada.email if email is None else email, "password": password}})
    message = "E-mail address or password is wrong, or the account may not log in."
    nothing = dict.fromkeys(("accessToken", "refreshToken", "expiresAt", "viewer"))
    assert body == {"data": {"login": {**nothing, "errors": [refusal("INVALID_CREDENTIALS", message)]}}}
    assert await login_entries(world, ada) == 0


BAD_HEADERS: dict[str, tuple[Callable[[str, str], str], str]] = {
    "forged signature": (lambda token, key: f"Bearer {forged(token, 'k' * 40)}", NOT_VALID),
    "alg none": (lambda token, key: f"Bearer {unsigned(token)}", NOT_VALID),
    "other audience": (lambda token, key: f"Bearer {forged(token, key, aud='another')}", NOT_VALID),
    "garbage": (lambda token, key: "Bearer garbage", NOT_VALID),
    "Latin-1": (lambda token, key: "Bearer \xe4", NOT_VALID),
    "basic": (lambda token, key: "Basic YWRhOmFkYQ==", NO_BEARER),
    "no scheme": (lambda token, key: token, NO_BEARER),
    "no token": (lambda token, key: "Bearer ", NO_BEARER),
    "empty": (lambda token, key: "", NO_TOKEN),
}


@pytest.mark.parametrize(("header", "message"), BAD_HEADERS.values(), ids=BAD_HEADERS)
async def test_whoever_sends_no_valid_token_is_nobody_and_may_still_log_in(
    world: World, servers: Servers, graphql: GraphQLClient, header: Callable[[str, str], str], message: str
) -> None:
    ada = await world.engineer()
    token = await world.token(ada)
    assert (await graphql.ask("{ me { id } }", as_=forged(token, servers.secrets[0])))["data"]["me"] is not None
    sent = {b"authorization": header(token, servers.secrets[0]).encode("latin-1")}
    answer = await graphql.http.post("/graphql", json={"query": "{ me { id } }"}, headers=sent)
    assert (answer.status_code, answer.json()) == (200, denied(message))
    login = {"query": LOGIN, "variables": {"input": {"email": ada.email, "password": PASSWORD}}}
    answer = await graphql.http.post("/graphql", json=login, headers=sent)
    assert answer.json()["data"]["login"]["viewer"]["id"] == user_id(ada)


async def test_without_a_token_one_is_nobody(graphql: GraphQLClient) -> None:
    assert await graphql.ask("{ me { id } }") == denied(NO_TOKEN)


async def test_a_token_ends_after_fifteen_minutes(world: World, graphql: GraphQLClient, clock: OffsetClock) -> None:
    ada = await world.engineer()
    token = await world.token(ada)
    clock.advance(minutes=14)
    assert await graphql.ask("{ me { id } }", as_=token) == {"data": {"me": {"id": user_id(ada)}}}
    clock.advance(minutes=2)
    assert await graphql.ask("{ me { id } }", as_=token) == denied("The access token has expired. Log in again.")
    body = await graphql.ask(LOGIN, {"input": {"email": ada.email, "password": PASSWORD}}, token)
    assert body["data"]["login"]["errors"] == []


async def test_a_deactivated_persons_token_stops_working_at_once(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    token = (await world.app.auth.login(ada.email, PASSWORD, Origin())).access_token
    await world.deactivate(ada)
    assert await graphql.ask("{ me { id } }", as_=token) == denied(OVER)
    body = await graphql.ask(LOGIN, {"input": {"email": ada.email, "password": PASSWORD}}, token)
    assert [error["code"] for error in body["data"]["login"]["errors"]] == ["INVALID_CREDENTIALS"]
