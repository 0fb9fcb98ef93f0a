"""Webhooks, to a real HTTP server, verified as others verify them."""

import json
import logging
import time
from datetime import timedelta
from uuid import UUID

import pytest
from listeners import HANG, Answer, http_listener
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from siems.channels import sending
from siems.channels.webhooks import SignedWebhooks, new_webhook_secret
from siems.domain.delivery import Again, Outcome, Refused, Sent, WebhookCall
from siems.egress import NOT_ALLOWED, Egress, Rules, networks

ALLOWING = Egress(Rules(networks(["127.0.0.0/8"])))
BODY = json.dumps({"type": "incident.reported", "data": {"title": "größter Store"}}, ensure_ascii=False)
ID = UUID("0192aaaa-0000-7000-8000-000000000001")
SECRET, NEXT = new_webhook_secret(), new_webhook_secret()


async def call(url: str, *secrets: str, egress: Egress = ALLOWING, at: int | None = None) -> Outcome:
    """Calls at a moment in seconds since 1970, which is now if it is not said."""
    timestamp = int(time.time()) if at is None else at
    return await SignedWebhooks(egress).call(WebhookCall(ID, url, BODY, secrets or (SECRET,)), timestamp)


async def test_a_call_is_verified_by_the_public_library() -> None:
    now = int(time.time())
    with http_listener(Answer(204, body=b"")) as server:
        assert await call(f"{server.url}/hook?key=1", at=now) == Sent()
    [received] = server.received
    assert (received.method, received.path, received.body.decode()) == ("POST", "/hook?key=1", BODY)
    assert received.headers["content-type"] == "application/json"
    assert (received.headers["webhook-id"], received.headers["webhook-timestamp"]) == (str(ID), str(now))
    assert Webhook(SECRET).verify(received.body, received.headers) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEXT).verify(received.body, received.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(received.body + b" ", received.headers)


async def test_while_one_secret_takes_over_from_another_both_verify() -> None:
    with http_listener() as server:
        assert await call(server.url, NEXT, SECRET) == Sent()
    [received] = server.received
    assert len(received.headers["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, NEXT):
        assert Webhook(secret).verify(received.body, received.headers) == json.loads(BODY)


async def test_500_then_200_is_the_same_call_twice() -> None:
    with http_listener(Answer(500), Answer(200)) as server:
        assert await call(server.url) == Again("The webhook answered 500 (Internal Server Error).")
        assert await call(server.url) == Sent()
    first, second = server.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        *((Answer(status), Sent()) for status in (200, 201, 202, 299)),
        (Answer(200, drip=True), Sent()),
        (Answer(200, body=b"x" * 20_000_000), Sent()),
        (Answer(410), Refused("The webhook answered 410 (Gone).")),
        (Answer(404), Refused("The webhook answered 404 (Not Found).")),
        (Answer(408), Again("The webhook answered 408 (Request Timeout).")),
        (
            Answer(429, {"Retry-After": "120"}),
            Again("The webhook answered 429 (Too Many Requests).", timedelta(minutes=2)),
        ),
        (Answer(502), Again("The webhook answered 502 (Bad Gateway).")),
    ],
)
async def test_the_answers_status_decides(answer: Answer, outcome: Outcome) -> None:
    with http_listener(answer) as server:
        assert await call(server.url) == outcome


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    with http_listener() as inside, http_listener(Answer(status, {"Location": inside.url})) as server:
        outcome = await call(server.url)
    assert isinstance(outcome, Refused)
    assert outcome.reason.endswith("SIEMS follows no redirects.")
    assert inside.received == []


async def test_a_webhook_that_hangs_is_called_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.send_guarded, "__defaults__", (0.3,))
    with http_listener(HANG) as server:
        assert await call(server.url) == Again("The webhook did not answer within 0.3 seconds.")


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:{}", "http://localhost:{}", "http://2130706433:{}", "http://[::ffff:127.0.0.1]:{}"),
        *("http://0x7f.1:{}", "https://127.0.0.1:{}", "http://169.254.169.254/latest/meta-data/", "http://[::1]:{}"),
        *("http://user:password@127.0.0.1:{}", "https://10.0.0.1", "http://0:{}"),
    ],
)
async def test_the_network_inside_is_refused(url: str) -> None:
    with http_listener() as server:
        assert await call(url.format(server.port), egress=Egress()) == Refused(NOT_ALLOWED)
    assert server.received == []


@pytest.mark.parametrize("url", ["http://8.8.8.8", "http://[2606:4700::1111]"])
async def test_unencrypted_webhooks_reach_only_allowed_networks(url: str) -> None:
    assert await call(url) == Refused(NOT_ALLOWED)


@pytest.mark.parametrize(
    "url", ["ftp://example.com", "file:///etc/passwd", "example.com", "", "https://", "http://[::1"]
)
async def test_what_is_no_webhook_is_refused(url: str) -> None:
    assert isinstance(await call(url), Refused)


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_listener() as proxy, http_listener() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert await call(server.url) == Sent()
    assert (len(server.received), proxy.received) == (1, [])


async def test_secrets_and_urls_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), http_listener(Answer(500)) as server:
        outcomes = [await call(f"{server.url}/s3cret"), await call("https://s3cret.invalid/s3cret")]
        outcomes.append(await call(server.url, "whsec_!s3cret"))
    assert "s3cret" not in caplog.text + repr(outcomes)
    assert SECRET not in caplog.text
