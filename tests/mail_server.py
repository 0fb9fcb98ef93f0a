"""A real SMTP server on loopback, which keeps what it is handed and refuses what it is told to."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class MailListener:
    """What it was handed, and what it answers instead of taking it."""

    port: int = 0
    recipient: str | None = None
    content: str | None = None
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)
    """User, password, and whether the connection was encrypted."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.recipient is None:
            envelope.rcpt_tos.append(address)
        return self.recipient or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.content is None:
            mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]  # bytes
            self.mails.append(mail)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return self.content or "250 Message accepted for delivery"

    def authenticator(self, server: SMTP, session: Session, envelope: Envelope, kind: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        login, password = given.login.decode(), given.password.decode()
        self.logins.append((login, password, session.ssl is not None))
        return AuthResult(success=password == "s3cret/word", handled=False)


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_listener(tls: ssl.SSLContext | None = None, *, auth: bool = False) -> Iterator[MailListener]:
    listener = MailListener()
    options: dict[str, Any] = {"tls_context": tls} if tls else {}
    if auth:
        options |= {
            "authenticator": listener.authenticator,
            "auth_required": tls is not None,
            "auth_require_tls": tls is not None,
        }
    controller = _AnyPort(listener, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        listener.port = controller.port
        yield listener
    finally:
        controller.stop()


def contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side of TLS, with a certificate of its own for 127.0.0.1, and the side of whoever trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(private + certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=certificate.public_bytes(pem).decode())
