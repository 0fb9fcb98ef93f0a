"""Secrets that are stored encrypted."""

import pytest

from siems.sealing import Seals, Unsealable

SECRET = "https://hooks.example.com/T0/B0/xyz"


def test_a_sealed_secret_is_hidden_and_comes_back() -> None:
    seals = Seals(["a" * 32])
    sealed = seals.seal(SECRET)
    assert b"hooks" not in sealed
    assert sealed != seals.seal(SECRET)
    assert seals.open(sealed) == SECRET


def test_what_a_former_key_sealed_is_still_read() -> None:
    sealed = Seals(["a" * 32]).seal(SECRET)
    assert Seals(["b" * 32, "a" * 32]).open(sealed) == SECRET


@pytest.mark.parametrize("sealed", [Seals(["a" * 32]).seal(SECRET), b"", b"nonsense"])
def test_what_no_key_sealed_says_what_to_do(sealed: bytes) -> None:
    with pytest.raises(Unsealable, match="SIEMS_ACCEPTED_SECRET_KEYS"):
        Seals(["b" * 32]).open(sealed)
