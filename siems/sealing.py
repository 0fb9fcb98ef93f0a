"""Encrypts the secrets that SIEMS must know again: addresses with passwords in them, signing secrets, codes.

Fernet (AES-128-CBC with HMAC-SHA256), with keys derived from the installation's secrets by HKDF-SHA256 (RFC 5869).
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hmac import compare_digest, digest

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE, _MARKING = b"siems sealed secrets", b"siems marked secrets"


class Unsealable(Exception):
    """A stored secret was sealed with a key that this process has not been given."""


class Seals:
    """Seals with the first of the installation's secrets, and opens what any of them sealed."""

    def __init__(self, secrets: Sequence[str]) -> None:
        keys = [Fernet(urlsafe_b64encode(_derived(secret, _PURPOSE))) for secret in secrets]
        self._newest, self._keys = keys[0], MultiFernet(keys)
        self._marking = [_derived(secret, _MARKING) for secret in secrets]

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

    def renewed(self, sealed: bytes) -> bytes | None:
        """The same secret sealed with the first key; None if that is what sealed it. Raises Unsealable, as `open`."""
        try:
            self._newest.decrypt(bytes(sealed))
        except InvalidToken:
            return self.seal(self.open(sealed))
        return None

    def mark(self, secret: str) -> str:
        """64 characters that are the same for the same secret, and say nothing of it to whoever lacks the key, however
        few such secrets there are (HMAC-SHA256)."""
        return _mark(self._marking[0], secret)

    def marks(self, secret: str, mark: str) -> bool:
        """Whether `mark` is this secret's, by any of the keys."""
        return any(compare_digest(_mark(key, secret), mark) for key in self._marking)


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def _mark(key: bytes, secret: str) -> str:
    return digest(key, secret.encode("utf-8", "replace"), "sha256").hex()
