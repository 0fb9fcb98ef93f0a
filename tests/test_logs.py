"""What the processes log: one line an event, who asked, in which request, and never a secret."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from factories import PASSWORD, World
from graphql_client import GraphQLClient
from log_secrets import secrets_in

from siems import logs
from siems.bootstrap import Application
from siems.channels.webhooks import new_webhook_secret
from siems.security import AccessTokens, RefreshTokens, calendar_token

SECRETS = {
    "access token": AccessTokens(["k" * 32]).issue(UUID(int=1), UUID(int=2), datetime(2026, 1, 1, tzinfo=UTC))[0],
    "refresh token": RefreshTokens(["k" * 32]).first(),
    "address of a calendar": f"https://siems.example.com/calendars/{calendar_token()}.ics",
    "secret of a webhook": new_webhook_secret(),
    "password hash": "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
    "database URL": "postgresql://siems:s3cret@db.example/siems",
}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs go in this test."""
    root, ours = logging.getLogger(), logging.getLogger("httpx")
    handlers, level = list(root.handlers), root.level
    root.handlers.clear()
    ours.setLevel(logging.WARNING)  # the client in the tests, and no part of SIEMS
    stream = io.StringIO()
    logs.configure("auto", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_a_request_is_one_line_with_its_id_and_who_asked(
    world: World, graphql: GraphQLClient, stream: io.StringIO
) -> None:
    ada = await world.engineer()
    await graphql.ask("{ me { id } }", as_=ada)
    line = lines(stream)[-1]
    assert isinstance(line.pop("milliseconds"), int)
    assert line.pop("at").endswith("Z")
    assert len(line.pop("request_id")) == 32
    assert line == {
        "level": "info",
        "message": "request",
        "logger": "siems.app",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "actor_id": str(ada.id),
        "organization_id": str(world.organization.id),
    }


async def test_who_asked_is_forgotten_before_the_next_request(
    world: World, graphql: GraphQLClient, stream: io.StringIO
) -> None:
    await graphql.ask("{ me { id } }", as_=await world.engineer())
    await graphql.http.get("/nowhere.txt?token=hidden", headers={"x-request-id": "request-9"})
    line = lines(stream)[-1]
    assert (line["request_id"], line["path"], line["status"]) == ("request-9", "/nowhere.txt", 404)
    assert "actor_id" not in line
    assert "hidden" not in stream.getvalue()


async def test_the_id_of_a_fault_finds_its_traceback_and_who_met_it(
    world: World, app: Application, graphql: GraphQLClient, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*arguments: Any) -> None:
        raise RuntimeError("the secret detail")

    monkeypatch.setattr(app.incidents, "receive", broken)
    ada = await world.engineer()
    body = await graphql.ask('mutation { reportIncident(input: {title: "Disk full"}) { errors { code } } }', as_=ada)
    fault = body["errors"][0]["extensions"]["id"]
    [line] = [line for line in lines(stream) if line.get("fault") == fault]
    assert (line["level"], line["actor_id"]) == ("error", str(ada.id))
    assert line["exception"].startswith("Traceback (most recent call last):\n")
    assert line["exception"].endswith("RuntimeError: the secret detail")


async def test_the_address_of_a_calendar_is_logged_without_its_secret(
    graphql: GraphQLClient, stream: io.StringIO
) -> None:
    await graphql.http.get(f"/calendars/{calendar_token()}.ics")
    line = lines(stream)[-1]
    assert (line["path"], line["status"]) == ("/calendars/[secret].ics", 404)


async def test_health_checks_are_not_worth_a_line(graphql: GraphQLClient, stream: io.StringIO) -> None:
    await graphql.http.get("/healthz")
    assert lines(stream) == []


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_looks_like_a_secret_is_blotted_out_and_would_be_found(stream: io.StringIO, secret: str) -> None:
    assert secrets_in(f"before {secret} behind") != []
    log = logging.getLogger("siems.test")
    log.warning("before %s behind", secret, extra={"fact": secret})
    try:
        raise RuntimeError(secret)
    except RuntimeError:
        log.exception("failed")
    assert secrets_in(stream.getvalue()) == []
    assert lines(stream)[0]["message"].replace(logs.BLOT, "") != f"before {secret} behind"
    assert lines(stream)[0]["message"].endswith(" behind")


def test_a_password_in_a_log_would_be_found() -> None:
    assert secrets_in(f"wrong password: {PASSWORD}") == [PASSWORD]


def test_as_text_a_line_is_for_people(stream: io.StringIO) -> None:
    again = io.StringIO()
    logs.configure("text", again)
    with logs.request("request-9"):
        logging.getLogger("siems.test").warning("the worker stopped")
    assert "[warning  ] the worker stopped" in again.getvalue()
    assert "request_id=request-9" in again.getvalue()
