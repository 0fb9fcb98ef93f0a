"""Text messages, by Apprise's Twilio, to a real HTTP server in Twilio's place."""

import logging
from base64 import b64decode
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from apprise.plugins.twilio import NotifyTwilio
from listeners import Answer, HTTPListener, http_listener

from siems.channels import Outgoing, UnusableChannel, channels_of
from siems.channels.addresses import NOT_NUMBER
from siems.channels.sms import LONGEST_TEXT, SMSChannel
from siems.domain.delivery import Again, Channel, Message, Outcome, Refused, Sent, Urgency
from siems.egress import Egress

ACCOUNT, TOKEN = f"AC{'0' * 32}", "5ecre7" * 5 + "ab"
URL = f"twilio://{ACCOUNT}:{TOKEN}@+15550109999"
LINK = f"https://siems.example.com/acknowledge/{'x' * 200}"
PAGE = Message(UUID("0192aaaa-0000-7000-8000-00001234abcd"), "INC-7: Disk full", f"Act.\n{LINK}", Urgency.PAGE)


async def send(message: Message = PAGE, to: str = "+4915123456789") -> Outcome:
    return await SMSChannel(Egress(), URL).send(to, message)


def at(server: HTTPListener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifyTwilio, "notify_sms_url", f"{server.url}/{{sid}}/Messages.json")


async def test_a_text_arrives_with_its_link_and_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_listener(Answer(201)) as server:
        at(server, monkeypatch)
        assert await send() == Sent()
    [received] = server.received
    assert received.path == f"/{ACCOUNT}/Messages.json"
    assert b64decode(received.headers["authorization"].removeprefix("Basic ")).decode() == f"{ACCOUNT}:{TOKEN}"
    assert parse_qs(received.body.decode()) == {
        "From": ["+15550109999"],
        "To": ["+4915123456789"],
        "Body": [f"INC-7: Disk full\nAct.\n{LINK}\n[1234abcd]"],
    }


async def test_a_long_text_is_cut_to_one_message_with_its_link(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message(PAGE.id, "A storm", f"{'Many lines. ' * 500}\n{LINK}", Urgency.PAGE)
    with http_listener(Answer(201)) as server:
        at(server, monkeypatch)
        assert await send(message) == Sent()
    [received] = server.received
    [text] = parse_qs(received.body.decode())["Body"]
    assert LONGEST_TEXT - 5 < len(text) <= LONGEST_TEXT
    assert text.startswith("A storm\nMany lines.")
    assert text.endswith(f"…\n{LINK}\n[1234abcd]")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(400, body=b'{"code": 21211, "message": "5ecre7"}'), Refused("Twilio answered 400 (Bad Request).")),
        (Answer(401), Refused("Twilio answered 401 (Unauthorized).")),
        (Answer(429), Again("Twilio answered 429 (Too Many Requests).")),
        (Answer(503), Again("Twilio answered 503 (Service Unavailable).")),
    ],
)
async def test_what_twilio_answers_decides(
    answer: Answer, outcome: Outcome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), http_listener(answer) as server:
        at(server, monkeypatch)
        assert await send() == outcome
    assert "5ecre7" not in caplog.text


async def test_what_is_no_number_is_refused() -> None:
    assert await send(to="110 or so") == Refused(NOT_NUMBER)


@pytest.mark.parametrize(
    ("outgoing", "message"),
    [
        (
            Outgoing(sms_url="twilio://5ecre7@+15550109999"),
            "SIEMS_SMS_URL cannot be used: it must be a complete Apprise URL of Twilio: twilio://account:token@sender.",
        ),
        (
            Outgoing(smtp_url="http://u:5ecre7@h", mail_from="a@b.example"),
            "SIEMS_SMTP_URL cannot be used: it must look like smtp://user:password@host:587 or smtps://....",
        ),
        (
            Outgoing(smtp_url="smtp://u:5ecre7/x@h", mail_from="a@b.example"),
            (
                "SIEMS_SMTP_URL cannot be used: its host or port is wrong, or a special character of its user or "
                "password is not percent-encoded."
            ),
        ),
        (
            Outgoing(smtp_url="smtp://u:5ecre7@h?starttls=no", mail_from="a@b.example"),
            (
                "SIEMS_SMTP_URL cannot be used: it takes a user with a password, and ?starttls= with one of: offered, "
                "always, never."
            ),
        ),
        (
            Outgoing(smtp_url="smtp://h", mail_from="SIEMS"),
            "SIEMS_MAIL_FROM cannot be used: this is not an e-mail address, such as SIEMS <siems@example.com>.",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_secret(outgoing: Outgoing, message: str) -> None:
    with pytest.raises(UnusableChannel) as error:
        channels_of(outgoing)
    assert str(error.value) == message
    assert "5ecre7" not in repr(outgoing)


@pytest.mark.parametrize(
    ("outgoing", "channels"),
    [
        (Outgoing(), {Channel.APP}),
        (Outgoing("smtp://mail.example.com", "siems@example.com"), {Channel.APP, Channel.EMAIL}),
        (Outgoing(None, None, URL), {Channel.APP, Channel.SMS}),
    ],
)
def test_there_are_the_channels_that_are_set_up(outgoing: Outgoing, channels: set[Channel]) -> None:
    assert channels_of(outgoing).keys() == channels
