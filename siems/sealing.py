"""Encrypts the secrets that SIEMS must know again: addresses with passwords in them, signing secrets, codes.

Fernet (AES-128-CBC with HMAC-SHA256), with keys derived from the installation's secrets by HKDF-SHA256 (RFC 5869).
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"siems sealed secrets"


class Unsealable(Exception):
    """A stored secret was sealed with a key that this process has not been given."""


class Seals:
    """Seals with the first of the installation's secrets, and opens what any of them sealed."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(_derived(secret)) for secret in secrets])

    def seal(self, secret: str) -> bytes:
        """What may be stored of the secret. The same secret looks different each time."""
        return self._keys.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """The secret. Raises Unsealable if it was sealed with another key, or changed."""
        try:
            return self._keys.decrypt(bytes(sealed)).decode()
        except InvalidToken:
            raise Unsealable(
                "a stored secret cannot be read: it was sealed with another SIEMS_SECRET_KEY; "
                "add the former one to SIEMS_ACCEPTED_SECRET_KEYS"
            ) from None


def _derived(secret: str) -> bytes:
    key = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return urlsafe_b64encode(key)
