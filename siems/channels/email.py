"""E-mail, by the operator's mail server.

Not by Apprise's mailto://, which makes up a Message-ID for each attempt and does not say why a server refused: see
docs/decisions/0013-no-way-in.md.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, localtime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from siems.channels.addresses import checked_address
from siems.channels.sending import one_line, send_guarded
from siems.domain.delivery import Again, Channel, Message, Outcome, Refused, Sent, Urgency
from siems.egress import Egress

_NAME = "The mail server"
_PATIENCE = 15
_LONGEST_SUBJECT = 250
STARTTLS = ("offered", "always", "never")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, from SIEMS_SMTP_URL."""

    host: str
    port: int
    tls: bool
    starttls: str
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """From smtp[s]://user:password@host:port?starttls=always. Raises ValueError, without repeating the URL."""
        try:
            parts = urlsplit(url)
            port = parts.port or (465 if parts.scheme == "smtps" else 587)
        except ValueError:
            raise ValueError(
                "its host or port is wrong, or a special character of its user or password is not percent-encoded"
            ) from None
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("it must look like smtp://user:password@host:587 or smtps://...")
        starttls = query.pop("starttls", "offered")
        if query or starttls not in STARTTLS or bool(parts.username) != bool(parts.password):
            raise ValueError(f"it takes a user with a password, and ?starttls= with one of: {', '.join(STARTTLS)}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, parts.scheme == "smtps", starttls, user, password)


class EmailChannel:
    """Sends one plain message to one person. The mail server is trusted, since the operator chose it."""

    def __init__(self, egress: Egress, server: MailServer, sender: str, tls: ssl.SSLContext | None = None) -> None:
        """`sender` is an address, or Name <address>. Raises ValueError if it is not. `tls` is for servers whose
        certificate this machine does not trust by itself."""
        name, address = parseaddr(sender)
        if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", address) or not sender.isprintable():
            raise ValueError("this is not an e-mail address, such as SIEMS <siems@example.com>")
        self._egress, self._server, self._tls = egress, server, tls
        self._name, self._address, self._domain = name, address, address.rpartition("@")[2]

    async def send(self, address: str, message: Message) -> Outcome:
        """Sends once, within a minute. Raises nothing."""
        try:
            mail = self.mail(checked_address(Channel.EMAIL, address).address, message)
        except ValueError as error:
            return Refused(str(error))
        return await send_guarded(self._egress, _NAME, lambda: self._hand_in(address, mail), trusted=True)

    def mail(self, address: str, message: Message) -> EmailMessage:
        """The message as it goes out. Those about one incident hang together under a message that never was."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr((self._name, self._address), charset="utf-8")
        mail["To"] = address
        mail["Subject"] = one_line(message.subject)[:_LONGEST_SUBJECT]
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = f"<{message.id}@{self._domain}>"
        if message.thread is not None:
            mail["In-Reply-To"] = mail["References"] = f"<incident.{message.thread}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["X-SIEMS-Message-Id"] = str(message.id)
        if message.urgency is Urgency.PAGE:
            mail["Importance"] = "high"
        mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
        return mail

    def _hand_in(self, address: str, mail: EmailMessage) -> Outcome:
        try:
            with _closing(self._connected()) as smtp:
                if problem := self._secured(smtp):
                    return problem
                # Not by send_message, which alters lines that begin with "From".
                smtp.sendmail(self._address, [address], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            [(code, text)] = error.recipients.values()
            return _refusal("does not take mail for this address", code, text)
        except smtplib.SMTPAuthenticationError as error:
            return _refusal(
                "does not accept the user and password of SIEMS_SMTP_URL", error.smtp_code, error.smtp_error
            )
        except smtplib.SMTPResponseException as error:
            return _refusal("does not take the message", error.smtp_code, error.smtp_error)
        except ssl.SSLError:
            return Again(f"{_NAME} has no certificate that SIEMS trusts, or its encryption failed.")
        except TimeoutError:
            return Again(f"{_NAME} did not answer in time.")
        except smtplib.SMTPServerDisconnected:
            return Again(f"{_NAME} broke off; the message may have arrived.")
        except smtplib.SMTPNotSupportedError:
            return Again(f"{_NAME} does not support what SIEMS_SMTP_URL asks for: a user and password, or STARTTLS.")
        except (smtplib.SMTPException, OSError):
            return Again(f"{_NAME} cannot be reached.")
        return Sent()

    def _connected(self) -> smtplib.SMTP:
        server, name = self._server, self._domain
        if server.tls:
            tls = self._tls or ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=_PATIENCE, context=tls)
        return smtplib.SMTP(server.host, server.port, name, timeout=_PATIENCE)

    def _secured(self, smtp: smtplib.SMTP) -> Outcome | None:
        """Encrypts and logs in; what keeps it from doing so. A password never goes out unencrypted unasked."""
        server = self._server
        smtp.ehlo_or_helo_if_needed()
        encrypted = server.tls
        if not encrypted and server.starttls != "never" and smtp.has_extn("starttls"):
            smtp.starttls(context=self._tls or ssl.create_default_context())
            encrypted = True
        if not encrypted and (server.starttls == "always" or (server.user and server.starttls != "never")):
            return Again(f"{_NAME} does not offer STARTTLS, and SIEMS is not to do without it (SIEMS_SMTP_URL).")
        if server.user:
            smtp.login(server.user, server.password)
        return None


@contextmanager
def _closing(smtp: smtplib.SMTP) -> Iterator[smtplib.SMTP]:
    """Ends the connection however it goes. What was taken has been taken, whatever becomes of the good-bye."""
    try:
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _refusal(what: str, code: int, text: bytes | str) -> Outcome:
    """Permanent or not, by the server's code. Of its text only the code in it is repeated, as it may hold anything."""
    said = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", said)
    ending: Callable[[str], Outcome] = Refused if 500 <= code < 600 else Again
    return ending(f"{_NAME} {what} ({code}{f' {enhanced[0]}' if enhanced else ''}).")
