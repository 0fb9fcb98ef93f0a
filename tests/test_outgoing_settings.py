"""From the environment to what is sent by."""

from pathlib import Path

import pytest

from siems.config import ConfigurationError, Settings
from siems.installation import Installation

OWN = {"database_url": "postgresql://siems@db.internal:6432/siems", "redis_url": "redis://cache.internal/0"}


def installation(monkeypatch: pytest.MonkeyPatch, data_dir: Path, **environment: str) -> Installation:
    for name, value in {"secret_key": "x" * 32, "data_dir": str(data_dir), **OWN, **environment}.items():
        monkeypatch.setenv(f"SIEMS_{name.upper()}", value)
    return Installation(Settings.read(), OWN["database_url"], OWN["database_url"], OWN["redis_url"])


def test_what_is_set_reaches_the_application(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    servers = installation(
        monkeypatch,
        tmp_path,
        smtp_url="smtps://siems:s3cret@mail.example.com",
        mail_from="SIEMS <siems@example.com>",
        sms_url=f"twilio://AC{'0' * 32}:{'a' * 32}@+15550109999",
        allowed_networks="10.1.0.0/16",
        public_url="https://siems.example.com/",
    ).servers()
    assert servers.outgoing.smtp_url == "smtps://siems:s3cret@mail.example.com"
    assert servers.outgoing.allowed_networks == ("10.1.0.0/16",)
    assert servers.outgoing.own == (("db.internal", 6432), ("cache.internal", 6379))
    assert servers.public_url == "https://siems.example.com"
    assert "s3cret" not in repr(servers.outgoing)


@pytest.mark.parametrize(
    ("name", "value"), [("smtp_url", "smtp://u:s3cret/@h"), ("smtp_url", "s3cret"), ("sms_url", "json://s3cret")]
)
def test_a_wrong_setting_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"^SIEMS_{name.upper()} cannot be used: ") as error:
        installation(monkeypatch, tmp_path, mail_from="a@b.example", **{"smtp_url": "smtp://h", name: value}).servers()
    assert "s3cret" not in str(error.value)
