"""Invitations to set a password."""

from tortoise import fields

from siems.models.base import OrganizationModel


class Invitation(OrganizationModel):
    """The one invitation that a person may use now, by the hash of its token. Using it deletes it."""

    user_id = fields.UUIDField()
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "invitations"
        unique_together = (("organization_id", "user_id"),)
