"""Service level policies, and the business calendars that they count on."""

from typing import Any

from tortoise import fields

from siems.models.base import OrganizationModel


class BusinessCalendar(OrganizationModel):
    """Hours that count, in a time zone, but for holidays."""

    name = fields.CharField(max_length=100)
    time_zone = fields.CharField(max_length=64)
    hours: Any = fields.JSONField()
    """As `domain.hours.WeeklyHours.stored` writes it."""
    holidays: Any = fields.JSONField()
    """[{on, name}], `on` as YYYY-MM-DD, in order."""
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "business_calendars"


class SlaPolicy(OrganizationModel):
    """A policy as admins write it; `repositories.sla` gives it as the domain knows it."""

    name = fields.CharField(max_length=100)
    severities: Any = fields.JSONField()
    """Names of severities; empty means any, as in the next one."""
    service_ids: Any = fields.JSONField()
    respond_minutes = fields.IntField(null=True)
    resolve_minutes = fields.IntField(null=True)
    calendar_id = fields.UUIDField(null=True)
    """None: all hours count."""
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sla_policies"
