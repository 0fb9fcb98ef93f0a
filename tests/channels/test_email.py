"""E-mail, to a real mail server."""

import logging
import socket
import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

import pytest
from mail_server import MailListener, contexts, mail_listener

from siems.channels import sending
from siems.channels.email import EmailChannel, MailServer
from siems.domain.delivery import Again, Message, Outcome, Refused, Sent, Urgency
from siems.egress import Egress

ID, OTHER, INCIDENT = (UUID(f"0192aaaa-0000-7000-8000-00000000000{n}") for n in (1, 2, 7))
PAGE = Message(ID, "INC-7: Kasse steht, größter Store", "Grüße\n日本語 🔥\n.\nFrom here\n", Urgency.PAGE, INCIDENT)
SENDER = "Störfälle <siems@example.com>"
ROOT = f"<incident.{INCIDENT}@example.com>"


@pytest.fixture
def server() -> Iterator[MailListener]:
    with mail_listener() as listener:
        yield listener


def channel(url: str, tls: ssl.SSLContext | None = None) -> EmailChannel:
    return EmailChannel(Egress(), MailServer.of(url), SENDER, tls)


async def send(server: MailListener, message: Message = PAGE, to: str = "dana@example.com") -> Outcome:
    return await channel(f"smtp://127.0.0.1:{server.port}").send(to, message)


async def test_a_page_arrives_as_plain_text_with_what_mail_programs_need(server: MailListener) -> None:
    assert await send(server) == Sent()
    [mail] = server.mails
    assert server.envelopes == [("siems@example.com", ["dana@example.com"])]
    assert {name: mail[name] for name in mail if name not in ("Date", "X-Peer", "X-MailFrom", "X-RcptTo")} == {
        "From": SENDER,
        "To": "dana@example.com",
        "Subject": PAGE.subject,
        "Message-ID": f"<{ID}@example.com>",
        "In-Reply-To": ROOT,
        "References": ROOT,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-SIEMS-Message-Id": str(ID),
        "Importance": "high",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    assert parsedate_to_datetime(mail["Date"]).tzinfo is not None
    assert mail.get_content().splitlines() == PAGE.body.splitlines()


async def test_messages_about_one_incident_hang_together_and_each_attempt_is_the_same_message(
    server: MailListener,
) -> None:
    another = Message(OTHER, "INC-7 again", "More", Urgency.INFORMATION, INCIDENT)
    storm = Message(UUID(int=9), "3 incidents", "Many", Urgency.INFORMATION)
    for message in (PAGE, PAGE, another, storm):
        assert await send(server, message) == Sent()
    assert [(mail["Message-ID"], mail["References"], mail["Importance"]) for mail in server.mails] == [
        (f"<{ID}@example.com>", ROOT, "high"),
        (f"<{ID}@example.com>", ROOT, "high"),
        (f"<{OTHER}@example.com>", ROOT, None),
        (f"<{UUID(int=9)}@example.com>", None, None),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
async def test_a_title_cannot_add_a_header(server: MailListener, end: str) -> None:
    subject = f"Disk full{end}Bcc: eve@example.com{end}{end}Body of eve"
    assert await send(server, Message(ID, subject, "Body", Urgency.PAGE)) == Sent()
    [mail] = server.mails
    assert mail["Subject"] == "Disk full Bcc: eve@example.com Body of eve"
    assert (mail["Bcc"], mail.get_content()) == (None, "Body\r\n")
    assert server.envelopes[0][1] == ["dana@example.com"]


@pytest.mark.parametrize("address", ["dana@example.com\nBcc: eve@example.com", "a@b.example, c@d.example", ""])
async def test_an_address_cannot_add_a_recipient(server: MailListener, address: str) -> None:
    outcome = await send(server, to=address)
    assert isinstance(outcome, Refused)
    assert server.envelopes == []


@pytest.mark.parametrize(
    ("recipient", "content", "outcome"),
    [
        ("550 5.1.1 s3cret unknown", None, Refused("The mail server does not take mail for this address (550 5.1.1).")),
        (
            "451 4.7.1 s3cret greylisted",
            None,
            Again("The mail server does not take mail for this address (451 4.7.1)."),
        ),
        (None, "552 s3cret too big", Refused("The mail server does not take the message (552).")),
        (None, "452 4.3.1 s3cret full", Again("The mail server does not take the message (452 4.3.1).")),
    ],
)
async def test_what_the_server_refuses_for_good_is_not_tried_again(
    server: MailListener, recipient: str | None, content: str | None, outcome: Outcome
) -> None:
    server.recipient, server.content = recipient, content
    assert await send(server) == outcome
    assert server.mails == []


async def test_it_logs_in_over_starttls(tmp_path: Path) -> None:
    serving, trusting = contexts(tmp_path)
    with mail_listener(serving, auth=True) as server:
        url = f"smtp://siems:s3cret%2Fword@127.0.0.1:{server.port}"
        assert await channel(url, trusting).send("dana@example.com", PAGE) == Sent()
        wrong = url.replace("s3cret", "wrong")
        assert await channel(wrong, trusting).send("dana@example.com", PAGE) == Refused(
            "The mail server does not accept the user and password of SIEMS_SMTP_URL (535 5.7.8)."
        )
        assert await channel(url).send("dana@example.com", PAGE) == Again(
            "The mail server has no certificate that SIEMS trusts, or its encryption failed."
        )
    assert server.logins[0] == ("siems", "s3cret/word", True)
    assert all(encrypted for _, _, encrypted in server.logins)
    assert len(server.mails) == 1


async def test_a_password_is_not_sent_unencrypted_unless_the_operator_says_so() -> None:
    without = Again("The mail server does not offer STARTTLS, and SIEMS is not to do without it (SIEMS_SMTP_URL).")
    with mail_listener(auth=True) as server:
        url = f"smtp://siems:s3cret%2Fword@127.0.0.1:{server.port}"
        assert await channel(url).send("dana@example.com", PAGE) == without
        assert await channel(f"{url}?starttls=always").send("dana@example.com", PAGE) == without
        assert server.logins == []
        assert await channel(f"{url}?starttls=never").send("dana@example.com", PAGE) == Sent()
    assert server.logins == [("siems", "s3cret/word", False)]


async def test_a_server_that_hangs_or_is_not_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.send_guarded, "__defaults__", (0.3,))
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        url = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        hung = await channel(url).send("dana@example.com", PAGE)
    assert hung == Again("The mail server did not answer within 0.3 seconds.")
    assert await channel(url).send("dana@example.com", PAGE) == Again("The mail server cannot be reached.")


async def test_no_password_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "siems"), mail_listener(auth=True) as server:
        url = f"smtp://siems:s3cret%2Fwrong@127.0.0.1:{server.port}?starttls=never"
        outcome = await channel(url).send("dana@example.com", PAGE)
    siems = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert "s3cret" not in "".join(siems) + repr(outcome)
