"""Ed25519 keys: which texts are keys, and whose signatures are believed."""

from base64 import b64encode

import pytest

from siems.signing import SigningKey, TrustedKeys, key_bytes

# RFC 8032, 7.1, test 1
SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
    "5141438e7a100b"
)


def test_a_key_signs_as_the_standard_says() -> None:
    key = SigningKey(bytes.fromhex(SEED))
    assert key.public == PUBLIC
    assert key.sign("") == SIGNATURE


def test_only_a_trusted_key_and_only_for_its_text_is_believed() -> None:
    trust = TrustedKeys([PUBLIC])
    assert trust.signed(PUBLIC, "", SIGNATURE)
    assert not trust.signed(PUBLIC, " ", SIGNATURE)
    assert not TrustedKeys([]).signed(PUBLIC, "", SIGNATURE)
    assert (PUBLIC in trust, SEED in trust, bool(trust), bool(TrustedKeys([]))) == (True, False, True, False)


def test_a_key_may_be_hex_or_base64() -> None:
    seed = bytes.fromhex(SEED)
    assert key_bytes(SEED) == key_bytes(SEED.upper()) == key_bytes(b64encode(seed).decode()) == seed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("secret!", "it is neither hex nor base64"),
        ("z" * 64, "it is neither hex nor base64"),
        ("é" * 64, "it is neither hex nor base64"),
        ("00" * 16, "it has 24 bytes, and not 32"),
        ("", "it has 0 bytes, and not 32"),
    ],
)
def test_what_is_no_key_is_refused_without_repeating_it(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as error:
        key_bytes(text)
    assert str(error.value) == problem


def test_a_key_does_not_show_itself() -> None:
    assert SEED not in repr(SigningKey(bytes.fromhex(SEED)))
