"""Keys for integrations."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise import fields

from siems.domain.users import Integration
from siems.models.base import OrganizationModel

LAST_USED_TO = timedelta(minutes=1)
"""How exactly the last use is known: a busy key costs one write in this time."""


class ApiKey(OrganizationModel):
    """What a machine reports incidents with. The key itself is shown once and stored as its hash."""

    name = fields.CharField(max_length=100)
    prefix = fields.CharField(max_length=20)
    """How the key begins, to recognise it by."""
    key_hash = fields.CharField(max_length=64, unique=True)
    created_by_id = fields.UUIDField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    """To the minute."""
    revoked_at = fields.DatetimeField(null=True)
    service_ids: list[str] = fields.JSONField(default=list)
    """The services that it may report incidents of; all if empty."""

    class Meta:
        table = "api_keys"

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def used_lately(self, now: datetime) -> bool:
        """Whether its last use is known as exactly as it is kept."""
        return self.last_used_at is not None and self.last_used_at > now - LAST_USED_TO

    def as_domain(self) -> Integration:
        """This key as the one who acts."""
        pins = frozenset(UUID(id) for id in self.service_ids)
        return Integration(id=self.id, organization_id=self.organization_id, name=self.name, service_ids=pins)
