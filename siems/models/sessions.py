"""Sessions, and the refresh tokens that renew them."""

from tortoise import fields

from siems.domain.sessions import SessionEnd
from siems.models.base import OrganizationModel


class Session(OrganizationModel):
    """One log-in of one person, for as long as it is renewed."""

    user_id = fields.UUIDField()
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    """Its end, however often it is renewed."""
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharEnumField(SessionEnd, max_length=16, null=True)
    source_address = fields.CharField(max_length=64, null=True)
    """Where the log-in came from."""

    class Meta:
        table = "sessions"


class RefreshToken(OrganizationModel):
    """One token of a session, by its hash. Used ones are kept, so that a stolen one is known when it comes back."""

    session_id = fields.UUIDField()
    token_hash = fields.CharField(max_length=64, unique=True)
    issued_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "refresh_tokens"
