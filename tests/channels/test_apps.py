"""Messages to messengers and push services, by Apprise, to a real HTTP server."""

import json
import logging
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from listeners import HANG, Answer, http_listener

from siems.channels import sending
from siems.channels.apprise_channel import AppriseChannel, notify
from siems.channels.apps import APPS, app_of
from siems.domain.delivery import Again, Message, Outcome, Refused, Sent, Urgency
from siems.egress import NOT_ALLOWED, Egress, Rules, networks

MESSAGE = Message(
    UUID("0192aaaa-0000-7000-8000-00001234abcd"),
    "INC-7: Kasse steht, größter Store",
    "Somebody has to act.\nhttps://siems.example.com/acknowledge/token",
    Urgency.PAGE,
)
ALLOWING = Egress(Rules(networks(["127.0.0.0/8"])))


async def send(url: str, message: Message = MESSAGE, egress: Egress = ALLOWING) -> Outcome:
    return await AppriseChannel(egress).send(url, message)


async def test_a_message_arrives_with_its_id() -> None:
    with http_listener() as server:
        assert await send(f"ntfy://127.0.0.1:{server.port}/s3cret-topic") == Sent()
    [received] = server.received
    posted = json.loads(received.body)
    assert posted["topic"] == "s3cret-topic"
    assert posted["title"] == MESSAGE.subject
    assert posted["message"] == f"{MESSAGE.body}\n[1234abcd]"
    assert received.headers["x-siems-message-id"] == str(MESSAGE.id)


async def test_each_attempt_is_one_request_and_a_second_one_repeats_the_first() -> None:
    with http_listener(Answer(500), Answer(200)) as server:
        url = f"ntfy://127.0.0.1:{server.port}/topic?retry=5"
        assert await send(url) == Again("ntfy answered 500 (Internal Server Error).")
        assert await send(url) == Sent()
    first, second = server.received
    assert (first.body, first.headers["x-siems-message-id"]) == (second.body, second.headers["x-siems-message-id"])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(400), Refused("ntfy answered 400 (Bad Request).")),
        (Answer(401), Refused("ntfy answered 401 (Unauthorized).")),
        (Answer(404, body=b'{"error": "s3cret"}'), Refused("ntfy answered 404 (Not Found).")),
        (Answer(408), Again("ntfy answered 408 (Request Timeout).")),
        (
            Answer(429, {"Retry-After": "30"}),
            Again("ntfy answered 429 (Too Many Requests).", timedelta(seconds=30)),
        ),
        (
            Answer(429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
            Again("ntfy answered 429 (Too Many Requests).", timedelta()),
        ),
        (Answer(429, {"Retry-After": "soon"}), Again("ntfy answered 429 (Too Many Requests).")),
        (
            Answer(503, {"Retry-After": "99999999"}),
            Again("ntfy answered 503 (Service Unavailable).", timedelta(hours=1)),
        ),
        (Answer(599), Again("ntfy answered 599.")),
        (Answer(500, body=b"x" * 5_000_000), Again("ntfy answered 500 (Internal Server Error).")),
    ],
)
async def test_what_the_other_side_answers_decides(answer: Answer, outcome: Outcome) -> None:
    with http_listener(answer) as server:
        assert await send(f"ntfy://127.0.0.1:{server.port}/topic") == outcome
    assert len(server.received) == 1


async def test_of_two_targets_one_that_failed_decides() -> None:
    with http_listener(Answer(503), Answer(200)) as server:
        assert await send(f"ntfy://127.0.0.1:{server.port}/one/two") == Again(
            "ntfy answered 503 (Service Unavailable)."
        )
    assert len(server.received) == 2


async def test_a_redirect_is_not_followed() -> None:
    with http_listener() as inside, http_listener(Answer(307, {"Location": inside.url})) as server:
        outcome = await send(f"ntfy://127.0.0.1:{server.port}/topic")
    assert outcome == Refused("ntfy answered 307 (Temporary Redirect). SIEMS follows no redirects.")
    assert inside.received == []


@pytest.mark.parametrize("answer", [HANG, Answer(drip=True)])
async def test_a_server_that_never_ends_is_tried_again(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.send_guarded, "__defaults__", (0.3,))
    with http_listener(answer) as server:
        outcome = await send(f"ntfy://127.0.0.1:{server.port}/topic")
    assert outcome == Again("ntfy did not answer within 0.3 seconds.")


async def test_nobody_there_is_tried_again() -> None:
    with http_listener() as server:
        port = server.port
    assert await send(f"ntfy://127.0.0.1:{port}/topic") == Again("ntfy cannot be reached.")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "2130706433", "localhost", "169.254.169.254", "10.0.0.1", "0x7f000001"],
)
@pytest.mark.parametrize("url", ["ntfy://{}:{}/topic", "gotify://{}:{}/token", "mmost://{}:{}/tokeN123"])
async def test_the_network_inside_is_refused(url: str, address: str) -> None:
    with http_listener() as server:
        outcome = await send(url.format(address, server.port), egress=Egress())
    assert isinstance(outcome, Refused)
    assert outcome.reason == NOT_ALLOWED or "not a complete Apprise URL" in outcome.reason
    assert server.received == []


async def test_a_title_like_everyone_rings_for_nobody_else() -> None:
    message = Message(MESSAGE.id, "@everyone\nlook", "@here and a@all", Urgency.INFORMATION)
    with http_listener() as server:
        await send(f"ntfy://127.0.0.1:{server.port}/topic", message)
    posted = json.loads(server.received[0].body)
    assert (posted["title"], posted["message"]) == (
        "@\u200beveryone look",
        "@\u200bhere and a@\u200ball\n[1234abcd]",
    )


async def test_a_long_message_is_cut_and_keeps_its_link() -> None:
    link = "https://siems.example.com/acknowledge/token"
    message = Message(MESSAGE.id, "A storm", f"{'Many lines. ' * 5000}\n{link}", Urgency.PAGE)
    with http_listener() as server:
        assert await send(f"ntfy://127.0.0.1:{server.port}/topic", message) == Sent()
    [received] = server.received
    assert json.loads(received.body)["message"].endswith(f"…\n{link}\n[1234abcd]")
    assert len(received.body) < 9000


async def test_no_secret_of_an_address_is_logged_or_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), http_listener(Answer(403)) as server:
        outcomes = [
            await send(f"ntfy://s3cret-user:s3cret-word@127.0.0.1:{server.port}/s3cret-topic"),
            await send(f"gotify://127.0.0.1:{server.port}/s3cret-token"),
            await send("ntfy://127.0.0.1:1/s3cret-topic"),
            await send("slack://s3cret"),
        ]
    assert "s3cret" not in caplog.text + repr(outcomes)


async def test_what_fails_unforeseen_is_said_without_its_text(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise RuntimeError("s3cret")

    [ntfy] = [app.plugin for app in APPS if app.name == "ntfy"]
    monkeypatch.setattr(ntfy, "send", fail)
    assert await send("ntfy://topic") == Again("SIEMS failed to send it; its own log says where.")
    [record] = [record for record in caplog.records if record.name == "siems.channels.sending"]
    assert vars(record)["error"] == "RuntimeError"
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(
    ("url", "answer", "path"),
    [
        ("gotify://127.0.0.1:{}/token", Answer(), "/message"),
        ("mmost://127.0.0.1:{}/tokeN123", Answer(body=b"ok"), "/hooks/tokeN123"),
        ("rocket://aaaa/bbbb@127.0.0.1:{}/#ops", Answer(body=b'{"success": true}'), "/hooks/aaaa/bbbb"),
        ("signal://127.0.0.1:{}/+12345678901/+12345678902", Answer(201), "/v2/send"),
    ],
)
async def test_services_on_servers_of_ones_own_are_sent_to(url: str, answer: Answer, path: str) -> None:
    with http_listener(answer) as server:
        assert await send(url.format(server.port)) == Sent()
    [received] = server.received
    assert received.path == path
    assert "INC-7: Kasse steht" in received.body.decode()
    assert "[1234abcd]" in received.body.decode()


TEXT, LINK = "a.b_c <x> & *y*", "https://siems.example.com/acknowledge/eyJ_a-b.c"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "a.b_c &lt;x&gt; &amp; *y*"),
        ("tgram://123456789:ABCdefghijkl123456789opqyz-xyz/12315544/", "a.b_c &lt;x&gt; &amp; *y*"),
        *(
            (url, TEXT)
            for url in (
                "workflow://prod-1.westus.logic.azure.com:443/643e69f83c8944/SIG_abcdefghijkl",
                "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
                "pover://user@token",
                "gotify://h.example/token",
                "mmost://h.example/tokeN123",
                "matrixs://u:p@h.example/#room",
                "rocket://aaaa/bbbb@h.example/#c",
                "gchat://workspace/key/token",
                f"wxteams://{'a' * 80}",
                "zulip://botname@apprise/a8Rb2c3d4e5f6g7h8i9j0kAbCdEfGhIj/general",
                "signal://h.example/+12345678901/+12345678902",
            )
        ),
    ],
)
def test_a_service_gets_the_text_as_it_is_and_its_link_whole(
    url: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Apprise has made of a message by the time it asks a service to send it."""
    app, service = app_of(url)
    sent: list[str] = []

    def keep(**call: Any) -> bool:
        sent.append(f"{call['title']} {call['body']}")
        return True

    monkeypatch.setattr(service, "_timed_send", keep)
    notify(app.name, service, Message(MESSAGE.id, "INC-7: 3 < 4", f"{TEXT}\n{LINK}", Urgency.PAGE))
    [text] = sent
    assert shown in text
    assert LINK in text.split()
    assert re.search("INC-7: 3 (<|&lt;) 4", text)
