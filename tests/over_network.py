"""The web application as a server on this machine, for clients that are programs of their own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import ASGIApp

from siems.cli.protocols import SETTINGS


@asynccontextmanager
async def served(web: ASGIApp, port: int = 0, certificate: Path | None = None) -> AsyncIterator[str]:
    """Where it listens, for as long as the block lasts; with HTTPS if there is a certificate, its key beside it."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        tls = (
            {} if certificate is None else {"ssl_certfile": certificate, "ssl_keyfile": certificate.with_suffix(".key")}
        )
        settings = {"log_config": None, "lifespan": "off", "timeout_graceful_shutdown": 2, **SETTINGS, **tls}
        server = _Server(uvicorn.Config(web, **settings))
        serving = asyncio.create_task(server.serve([listener]))
        await server.listening.wait()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def certificate_in(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key beside it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SIEMS")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "siems.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.with_suffix(".key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return path
