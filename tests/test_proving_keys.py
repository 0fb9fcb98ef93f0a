"""Where the keys of checkpoints come from, and what is said of those that are none."""

from base64 import b64encode
from pathlib import Path

import pytest

from siems.bootstrap import Proving
from siems.config import ConfigurationError, Settings
from siems.installation import proving
from siems.signing import SigningKey

SEED, OTHER_SEED = "07" * 32, "08" * 32
PUBLIC, OTHER_PUBLIC = (SigningKey(bytes.fromhex(seed)).public for seed in (SEED, OTHER_SEED))
OWN_SERVERS = {"database_url": "postgresql://siems@db/siems", "redis_url": "redis://redis/0"}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SIEMS_{name.upper()}", raising=False)


def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **environment: str) -> Proving:
    for name, value in {"data_dir": str(tmp_path / "data"), **environment}.items():
        monkeypatch.setenv(f"SIEMS_{name.upper()}", value)
    return proving(Settings.read())


def public(found: Proving) -> str | None:
    return None if found.key is None else found.key.public


def test_with_embedded_servers_the_key_is_made_once_and_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, again = (read(monkeypatch, tmp_path) for _ in range(2))
    assert public(first) == public(again)
    assert first.public_keys == again.public_keys == (public(first),)
    assert first.anchor == tmp_path / "data" / "checkpoints.jsonl"
    file = tmp_path / "data" / "checkpoint.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert SigningKey(bytes.fromhex(file.read_text().strip())).public == public(first)


def test_on_servers_of_ones_own_no_key_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = read(monkeypatch, tmp_path, **OWN_SERVERS)
    assert (found.key, found.public_keys) == (None, ())
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("key", [SEED, b64encode(bytes.fromhex(SEED)).decode()])
def test_the_environment_gives_the_key_and_those_that_are_believed_besides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    others = f"{OTHER_PUBLIC}, {b64encode(bytes.fromhex(PUBLIC)).decode()}"
    settings = {**OWN_SERVERS, "checkpoint_key": key, "checkpoint_public_keys": others, "anchor_file": "/var/anchor"}
    found = read(monkeypatch, tmp_path, **settings)
    assert public(found) == PUBLIC
    assert found.public_keys == (PUBLIC, OTHER_PUBLIC, PUBLIC)
    assert found.anchor == Path("/var/anchor")


def test_an_api_needs_the_public_key_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = read(monkeypatch, tmp_path, **OWN_SERVERS, checkpoint_public_keys=PUBLIC)
    assert (found.key, found.public_keys) == (None, (PUBLIC,))


@pytest.mark.parametrize("name", ["checkpoint_key", "checkpoint_public_keys"])
@pytest.mark.parametrize(
    ("text", "problem"), [("s3cret!", "it is neither hex nor base64"), ("c2VjcmV0", "it has 6 bytes, and not 32")]
)
def test_a_key_that_is_none_is_named_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, text: str, problem: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(monkeypatch, tmp_path, **OWN_SERVERS, **{name: text})
    assert str(error.value) == f"SIEMS_{name.upper()} does not hold 32 bytes in hex or base64: {problem}."


def test_the_key_is_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = read(monkeypatch, tmp_path, **OWN_SERVERS, checkpoint_key=SEED)
    assert SEED not in repr(found)
    assert SEED not in repr(Settings.read())
