"""Where a SIEMS server is."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from siems.cli.failures import wrong_usage


@dataclass(frozen=True)
class ServerAddress:
    """The address of a server, without a slash at its end: https://siems.example.com."""

    url: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what somebody gave, also with /graphql at its end. Raises Failure, saying what would be right."""
        try:
            parts = urlsplit(text.strip())
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise wrong_usage(f"{text!r} is no address of a server. It looks like https://siems.example.com.") from None
        if parts.scheme not in ("http", "https") or not host:
            raise wrong_usage(f"{text!r} is no address of a server. It looks like https://siems.example.com.")
        if "@" in parts.netloc:
            raise wrong_usage("An address holds no user or password. Use `siems login URL`, or SIEMS_TOKEN.")
        if parts.query or parts.fragment:
            raise wrong_usage(f"{text!r} has more than an address: it ends before the first ? or #.")
        path = parts.path.rstrip("/").removesuffix("/graphql").rstrip("/")
        return cls(f"{parts.scheme}://{parts.netloc.lower()}{path}")

    @property
    def graphql(self) -> str:
        return f"{self.url}/graphql"

    @property
    def stream(self) -> str:
        """Where subscriptions are."""
        return f"ws{self.graphql.removeprefix('http')}"

    @property
    def is_open_to_eavesdroppers(self) -> bool:
        """Whether what is sent there leaves this machine unencrypted."""
        return self.url.startswith("http://") and not self.is_local

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")
