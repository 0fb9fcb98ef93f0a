"""Typed settings from the environment (prefix SIEMS_), and what Tortoise and aerich need to know of them."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MODELS = "siems.models"
MIGRATIONS = Path(__file__).parent.parent / "migrations"
SHORTEST_SECRET = 32
LOCK_TIMEOUT = "5s"
"""So that those who wait for one incident's lock do not keep the connections from everybody else for long."""
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


class ConfigurationError(Exception):
    """A setting is missing or wrong. The message is one line for the operator, and names the setting."""


class Settings(BaseSettings):
    """The process's settings. Every field is the environment variable SIEMS_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="SIEMS_", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data_dir: Path = Path(".siems")
    database_url: SecretStr | None = None
    owner_database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    accepted_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """More keys whose tokens are accepted, while another key takes the place of `secret_key`."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins, besides SIEMS's own, whose pages may use the refresh cookie: https://status.example.com"""
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    checkpoint_key: SecretStr | None = None
    """The private key that signs checkpoints: 32 random bytes in hex or base64. Only a worker needs it."""
    checkpoint_public_keys: Annotated[tuple[str, ...], NoDecode] = ()
    """More keys whose checkpoints are believed: of the worker, where there is no `checkpoint_key`, and earlier ones."""
    anchor_file: Path | None = None
    """Where the worker writes each checkpoint once more; `checkpoints.jsonl` in `data_dir` if not said."""
    public_url: str | None = None
    """Where people reach SIEMS, as https://siems.example.com; where it listens, if not said. Without a slash behind."""
    log_format: Literal["auto", "text", "json"] = "auto"
    """`auto` is text on a terminal and JSON, one object a line, anywhere else."""
    database_pool: int = Field(default=20, ge=2, le=200)
    request_timeout: float = Field(default=30, gt=0, le=3600)
    """Seconds after which a GraphQL request is stopped."""
    intake_burst: int = Field(default=20_000, ge=1, le=10_000_000)
    """So many events one API key may send at once ..."""
    intake_per_minute: int = Field(default=6_000, ge=1, le=1_000_000)
    """... and so many a minute in the long run. What is more is answered with 429."""
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where a worker serves its metrics; nowhere if not said. An API process serves them at /metrics."""
    demo_password: SecretStr | None = None
    smtp_url: SecretStr | None = None
    """The mail server: smtp[s]://user:password@host:port?starttls=always. Without one nothing is sent by e-mail."""
    mail_from: str | None = None
    """Who e-mails are from: siems@example.com, or SIEMS <siems@example.com>."""
    sms_url: SecretStr | None = None
    """The account that sends text messages: twilio://account:token@sender. Without one there are none."""
    allowed_networks: Annotated[tuple[str, ...], NoDecode] = ()
    """Networks that webhooks and messages may reach besides the public internet: 10.1.0.0/16,fd00::/8"""

    @field_validator(
        *("accepted_secret_keys", "allowed_origins", "checkpoint_public_keys", "allowed_networks"), mode="before"
    )
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not re.fullmatch(r"https?://[^/?#\s]+", origin):
                raise ValueError(f"{origin} is not an origin, such as https://status.example.com")
        return tuple(origin.lower() for origin in origins)

    @field_validator("allowed_networks")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network)  # raises a ValueError that says what is wrong
        return networks

    @field_validator("public_url")
    @classmethod
    def _is_where_people_go(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^/?#@\s]+(/[^?#\s]*)?", url):
            raise ValueError("this is not an address without user and query, such as https://siems.example.com")
        return url and url.rstrip("/")

    @field_validator(
        *("database_url", "owner_database_url", "redis_url", "secret_key", "demo_password"),
        *("checkpoint_key", "anchor_file", "metrics_port", "public_url"),
        *("smtp_url", "mail_from", "sms_url"),
        mode="before",
    )
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return None if value == "" else value

    @classmethod
    def read(cls) -> "Settings":
        """Reads the environment. Raises ConfigurationError with the first setting that is wrong."""
        try:
            settings = cls()
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigurationError(f"SIEMS_{str(first['loc'][0]).upper()}: {first['msg']}") from None
        settings._check()
        return settings

    @property
    def embedded(self) -> bool:
        """True if SIEMS runs its own PostgreSQL and Redis in `data_dir`."""
        return self.database_url is None

    def _check(self) -> None:
        if (self.database_url is None) != (self.redis_url is None):
            missing = "SIEMS_DATABASE_URL" if self.database_url is None else "SIEMS_REDIS_URL"
            raise ConfigurationError(
                f"{missing} is not set. Set both SIEMS_DATABASE_URL and SIEMS_REDIS_URL to use your own servers, "
                "or neither to let SIEMS run its own."
            )
        for name, keys in (
            ("SIEMS_SECRET_KEY", [self.secret_key] if self.secret_key else []),
            ("A key of SIEMS_ACCEPTED_SECRET_KEYS", self.accepted_secret_keys),
        ):
            if any(len(key.get_secret_value()) < SHORTEST_SECRET for key in keys):
                raise ConfigurationError(f"{name} has fewer than {SHORTEST_SECRET} characters.")
        if (self.smtp_url is None) != (self.mail_from is None):
            missing = "SIEMS_SMTP_URL" if self.smtp_url is None else "SIEMS_MAIL_FROM"
            raise ConfigurationError(f"{missing} is not set. Set both to send e-mail, or neither to send none.")


def database_credentials(url: str) -> dict[str, Any]:
    """What asyncpg's `connect` takes, from postgresql://user:password@host:port/database?host=SOCKET_DIR&sslmode=MODE.

    Raises ConfigurationError without repeating the URL, which holds a password.
    """
    parts = _split_database_url(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = set(query) - {"host", "sslmode"}
    if unknown:
        raise ConfigurationError(f"The database URL has parameters SIEMS does not know: {', '.join(sorted(unknown))}.")
    if query.get("sslmode", "disable") not in SSL_MODES:
        raise ConfigurationError(f"The database URL's sslmode must be one of: {', '.join(SSL_MODES)}.")
    credentials: dict[str, Any] = {
        "host": query.get("host") or parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")),
    }
    if "sslmode" in query:
        credentials["ssl"] = query["sslmode"]
    return credentials


def _split_database_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (reading it is what checks it)
    except ValueError:  # whose text may repeat a part of the password
        raise ConfigurationError(
            "The database URL cannot be read: its host or port is wrong, or a special character in its user or "
            "password is not percent-encoded (as / is by %2F)."
        ) from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise ConfigurationError("The database URL must start with postgresql://")
    if not parts.username or not parts.path.strip("/"):
        raise ConfigurationError("The database URL must name a user and a database: postgresql://user@host/database")
    return parts


async def _as_it_is(connection: object) -> None:
    """How a connection goes back to its pool: nothing that SIEMS sets on one outlives its transaction, and to have
    PostgreSQL forget it costs a round trip."""


def tortoise_config(
    url: str, *, pool: int = 5, role: str | None = None, lock_timeout: str = LOCK_TIMEOUT
) -> dict[str, Any]:
    """The configuration for `Tortoise.init` and aerich. `role` is the database role that every connection takes on;
    a statement that waits for a lock for as long as `lock_timeout` fails."""
    server_settings: Mapping[str, str] = {
        "application_name": "siems",
        "timezone": "UTC",
        # A transaction that stays open holds back the live feed of everybody (see docs/architecture.md).
        "idle_in_transaction_session_timeout": "60s",
        "lock_timeout": lock_timeout,
        **({"role": role} if role else {}),
    }
    credentials = database_credentials(url) | {
        "minsize": 1,
        "maxsize": pool,
        "server_settings": server_settings,
        "timeout": 10,
        "reset": _as_it_is,
    }
    return {
        "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {"models": {"models": [MODELS, "aerich.models"], "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }
