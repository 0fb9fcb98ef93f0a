"""Ed25519 signatures: the key that signs, and the keys whose signatures are believed. Knows no database."""

import binascii
from base64 import b64decode
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_KEY_BYTES = 32


class SigningKey:
    """A private key. It is 32 random bytes, and nothing shows them again."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> str:
        """The public key, in hex."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, text: str) -> str:
        """The signature of a text, in hex."""
        return self._key.sign(text.encode()).hex()


class TrustedKeys:
    """The public keys, in hex, whose signatures are believed."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {key: Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in keys}

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __contains__(self, public: str) -> bool:
        return public in self._keys

    def signed(self, public: str, text: str, signature: str) -> bool:
        """True if the trusted key `public` made this signature of the text."""
        try:
            self._keys[public].verify(bytes.fromhex(signature), text.encode())
        except (KeyError, ValueError, InvalidSignature):
            return False
        return True


def key_bytes(text: str) -> bytes:
    """The 32 bytes of a key in hex or base64. Raises ValueError, without repeating it."""
    try:
        found = bytes.fromhex(text) if len(text) == 2 * _KEY_BYTES else b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("it is neither hex nor base64") from None
    if len(found) != _KEY_BYTES:
        raise ValueError(f"it has {len(found)} bytes, and not {_KEY_BYTES}")
    return found
