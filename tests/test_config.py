"""Settings and database URLs: every message that an operator can get."""

from pathlib import Path
from typing import Any

import pytest

from siems.config import ConfigurationError, Settings, database_credentials, tortoise_config

UNREADABLE = (
    "The database URL cannot be read: its host or port is wrong, or a special character in its user or "
    "password is not percent-encoded (as / is by %2F)."
)
NAMELESS = "The database URL must name a user and a database: postgresql://user@host/database"
BOTH_OR_NEITHER = (
    "Set both SIEMS_DATABASE_URL and SIEMS_REDIS_URL to use your own servers, or neither to let SIEMS run its own."
)
DATABASE_URL, REDIS_URL = "postgresql://siems@db/siems", "redis://redis/0"
NO_PUBLIC_URL = "this is not an address without user and query, such as https://siems.example.com"
NAMES = [f"SIEMS_{name.upper()}" for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(f"SIEMS_{name.upper()}", value)
    return Settings.read()


def test_without_an_environment_siems_runs_its_own_servers() -> None:
    settings = Settings.read()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path(".siems"))
    assert settings.database_pool == 20
    assert settings.embedded is True
    assert (settings.database_url, settings.redis_url, settings.secret_key) == (None, None, None)


def test_the_environment_names_servers_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, database_url=DATABASE_URL, redis_url=REDIS_URL, port="0", data_dir="/var/lib/siems")
    assert settings.embedded is False
    assert (settings.port, settings.data_dir) == (0, Path("/var/lib/siems"))
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == DATABASE_URL


def test_an_empty_variable_is_an_absent_one(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, database_url="", redis_url="", secret_key="", owner_database_url="", demo_password="")
    assert settings == Settings()
    assert settings.embedded is True


def test_secrets_are_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, secret_key="s3cret" * 6, database_url="postgresql://u:s3cret@h/d", redis_url="r")
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"port": "http"}, "SIEMS_PORT: Input should be a valid integer, unable to parse string as an integer"),
        ({"port": "65536"}, "SIEMS_PORT: Input should be less than or equal to 65535"),
        ({"port": "-1"}, "SIEMS_PORT: Input should be greater than or equal to 0"),
        ({"database_pool": "1"}, "SIEMS_DATABASE_POOL: Input should be greater than or equal to 2"),
        ({"database_pool": "201"}, "SIEMS_DATABASE_POOL: Input should be less than or equal to 200"),
        ({"database_url": DATABASE_URL}, f"SIEMS_REDIS_URL is not set. {BOTH_OR_NEITHER}"),
        ({"redis_url": REDIS_URL}, f"SIEMS_DATABASE_URL is not set. {BOTH_OR_NEITHER}"),
        ({"secret_key": "x" * 31}, "SIEMS_SECRET_KEY has fewer than 32 characters."),
        (
            {"accepted_secret_keys": f"{'x' * 32}, {'y' * 31}"},
            "A key of SIEMS_ACCEPTED_SECRET_KEYS has fewer than 32 characters.",
        ),
        (
            {"allowed_origins": "https://a.example, b.example"},
            "SIEMS_ALLOWED_ORIGINS: Value error, b.example is not an origin, such as https://status.example.com",
        ),
        (
            {"allowed_origins": "https://a.example/"},
            "SIEMS_ALLOWED_ORIGINS: Value error, https://a.example/ is not an origin, such as https://status.example.com",
        ),
        *(
            (
                {"public_url": url},
                f"SIEMS_PUBLIC_URL: Value error, {NO_PUBLIC_URL}",
            )
            for url in ("siems.example.com", "ftp://a", "https://a?b", "https://u:s3cret@a", "https://a b", "https://")
        ),
        (
            {"smtp_url": "smtp://mail.example.com"},
            "SIEMS_MAIL_FROM is not set. Set both to send e-mail, or neither to send none.",
        ),
        (
            {"mail_from": "siems@example.com"},
            "SIEMS_SMTP_URL is not set. Set both to send e-mail, or neither to send none.",
        ),
        (
            {"allowed_networks": "10.1.0.0/16, 10.1.2.3/16"},
            "SIEMS_ALLOWED_NETWORKS: Value error, 10.1.2.3/16 has host bits set",
        ),
        ({"log_format": "xml"}, "SIEMS_LOG_FORMAT: Input should be 'auto', 'text' or 'json'"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(monkeypatch, **environment)
    assert str(error.value) == message


def test_a_secret_key_of_32_characters_is_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, secret_key="x" * 32)
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == "x" * 32


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("", None),
        ("https://siems.example.com", "https://siems.example.com"),
        ("https://siems.example.com/", "https://siems.example.com"),
        ("http://10.0.0.1:8000/on-call/", "http://10.0.0.1:8000/on-call"),
    ],
)
def test_where_people_reach_siems_has_no_slash_behind(
    monkeypatch: pytest.MonkeyPatch, given: str, read_as: str | None
) -> None:
    assert read(monkeypatch, public_url=given).public_url == read_as


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        accepted_secret_keys=f"{'x' * 32},{'y' * 32} ",
        allowed_origins="https://A.example, http://b.example:8080",
        allowed_networks="10.1.0.0/16, fd00::/8",
    )
    assert settings.allowed_networks == ("10.1.0.0/16", "fd00::/8")
    assert [key.get_secret_value() for key in settings.accepted_secret_keys] == ["x" * 32, "y" * 32]
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")
    assert "xxx" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://siems@db/prod", {"host": "db", "port": 5432, "user": "siems", "database": "prod"}),
        ("postgres://siems@db:6432/prod", {"host": "db", "port": 6432, "user": "siems", "database": "prod"}),
        ("postgresql://siems@/prod", {"host": "localhost", "port": 5432, "user": "siems", "database": "prod"}),
        (
            "postgresql://siems@/prod?host=/run/postgresql",
            {"host": "/run/postgresql", "port": 5432, "user": "siems", "database": "prod"},
        ),
        (
            "postgresql://a%40b:p%2F%3A%23%20x@[::1]:6432/a%20b?sslmode=verify-full",
            {
                "host": "::1",
                "port": 6432,
                "user": "a@b",
                "password": "p/:# x",
                "database": "a b",
                "ssl": "verify-full",
            },
        ),
    ],
)
def test_a_database_url_is_taken_apart(url: str, expected: dict[str, Any]) -> None:
    assert database_credentials(url) == {"password": None, **expected}


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://siems:s3cret/x@db/prod", UNREADABLE),
        ("postgresql://siems:s3cret#x@db/prod", UNREADABLE),
        ("postgresql://siems:s3cret℀x@db/prod", UNREADABLE),
        ("postgresql://siems:[s3cret]@db/prod", UNREADABLE),
        ("postgresql://siems:s3cret@db:65536/prod", UNREADABLE),
        ("postgresql://siems:s3cret@db:port/prod", UNREADABLE),
        ("postgresql://siems:s3cret@[::1/prod", UNREADABLE),
        ("", "The database URL must start with postgresql://"),
        ("mysql://siems:s3cret@db/prod", "The database URL must start with postgresql://"),
        ("siems:s3cret@db/prod", "The database URL must start with postgresql://"),
        ("postgresql://db/prod", NAMELESS),
        ("postgresql://siems:s3cret@db", NAMELESS),
        ("postgresql://siems:s3cret@db/", NAMELESS),
        ("postgresql://siems:s3cret?x=y@db/prod", UNREADABLE),
        (
            "postgresql://siems:s3cret@db/prod?pool=5&sslmode=require&connect_timeout=3",
            "The database URL has parameters SIEMS does not know: connect_timeout, pool.",
        ),
        (
            "postgresql://siems:s3cret@db/prod?sslmode=maybe",
            "The database URL's sslmode must be one of: disable, allow, prefer, require, verify-ca, verify-full.",
        ),
    ],
)
def test_a_wrong_database_url_is_refused_without_repeating_its_password(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        database_credentials(url)
    assert str(error.value) == message
    assert "s3cret" not in str(error.value)


def test_every_connection_takes_on_the_role_and_utc() -> None:
    config = tortoise_config("postgresql://siems@db/prod", pool=7, role="siems_app")
    credentials = dict(config["connections"]["default"]["credentials"])
    del credentials["reset"]  # what becomes of a connection that comes back, a function
    assert credentials == {
        "host": "db",
        "port": 5432,
        "user": "siems",
        "password": None,
        "database": "prod",
        "minsize": 1,
        "maxsize": 7,
        "timeout": 10,
        "server_settings": {
            "application_name": "siems",
            "timezone": "UTC",
            "idle_in_transaction_session_timeout": "60s",
            "lock_timeout": "5s",
            "role": "siems_app",
        },
    }
    assert (
        "role"
        not in tortoise_config("postgresql://siems@db/prod")["connections"]["default"]["credentials"]["server_settings"]
    )
