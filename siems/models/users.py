"""People."""

from typing import Any

from tortoise import fields

from siems.domain import users as domain
from siems.models.base import OrganizationModel


class User(OrganizationModel):
    """A person of the organization. Without a password nobody can log in as them (imported, or not yet invited)."""

    email = fields.CharField(max_length=254, null=True, unique=True)
    """Lower-cased: addresses are unique in the whole installation, whatever their case."""
    name = fields.CharField(max_length=100)
    role = fields.CharEnumField(domain.Role, max_length=16)
    password_hash = fields.CharField(max_length=200, null=True)
    external_ref = fields.CharField(max_length=255, null=True)
    """What an import calls this person, so that importing again finds them."""
    time_zone = fields.CharField(max_length=64, default="UTC")
    """A name of the IANA database: what their working hours, absences and nights are told in."""
    working_hours: Any = fields.JSONField(null=True)
    """[{weekdays, starts_at, ends_at}], as `domain.hours.WeeklyHours.stored` writes it; None: they have said none."""
    unavailable_since = fields.DatetimeField(null=True)
    """When they, or their manager, last said that they take no new incidents; None if they do."""
    unavailable_until = fields.DatetimeField(null=True)
    """When that ends by itself, if it does."""
    created_at = fields.DatetimeField()
    deactivated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "users"
        unique_together = (("organization_id", "external_ref"),)

    def as_domain(self) -> domain.User:
        """This person as the one who acts."""
        return domain.UserFactory.create(self.role, id=self.id, organization_id=self.organization_id, name=self.name)
