"""Global ids: base64 of `Kind:uuid`. A user's id always says `User`, so that a promotion does not change it."""

import base64
import binascii
from uuid import UUID

import strawberry

from siems.domain.errors import ValidationFailed


def encode(kind: str, id: UUID | int) -> strawberry.ID:
    return strawberry.ID(base64.b64encode(f"{kind}:{id}".encode()).decode())


def split(id: str, field: str) -> tuple[str, UUID]:
    """The kind and the uuid that a global id says. Raises ValidationFailed, blaming `field`."""
    try:
        kind, _, uuid = base64.b64decode(id, validate=True).decode().partition(":")
        return kind, UUID(uuid)
    except (ValueError, binascii.Error):
        raise ValidationFailed.of(field, "This is not an id that SIEMS gave out.") from None


def decode(kind: str, id: str, field: str) -> UUID:
    """The uuid of a `kind`. Raises ValidationFailed for a malformed id and for the id of something else."""
    found, uuid = split(id, field)
    if found != kind:
        raise ValidationFailed.of(field, f"This must be the id of {_a(kind)}; it is the id of {_a(found[:40])}.")
    return uuid


def decode_optional(kind: str, id: str | None, field: str) -> UUID | None:
    return None if id is None else decode(kind, id, field)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "AEIO" else f"a {kind}"
