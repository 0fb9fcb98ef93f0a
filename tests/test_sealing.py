"""Secrets that are stored encrypted."""

from hashlib import sha256

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


def test_a_mark_is_the_same_for_the_same_secret_and_the_same_key_alone() -> None:
    seals, mark = Seals(["a" * 32]), Seals(["a" * 32]).mark("123456")
    assert (len(mark), seals.mark("123456")) == (64, mark)
    others = {Seals(["b" * 32]).mark("123456"), seals.mark("123457"), sha256(b"123456").hexdigest()}
    assert mark not in others
    assert seals.marks("123456", mark)
    assert not seals.marks("123457", mark)


def test_a_mark_by_a_former_key_is_still_known() -> None:
    mark = Seals(["a" * 32]).mark("123456")
    assert Seals(["b" * 32, "a" * 32]).marks("123456", mark)
    assert not Seals(["b" * 32]).marks("123456", mark)
