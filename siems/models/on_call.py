"""On-call schedules, who stands in for whom, when people are away, and where calendars read all that."""

from typing import Any

from tortoise import fields

from siems.models.base import OrganizationModel


class Absence(OrganizationModel):
    """Whole days, the last one included, on which somebody is away: days of their own time zone."""

    user_id = fields.UUIDField()
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    note = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "absences"


class OnCallSchedule(OrganizationModel):
    """Who of a team is on call when, as a manager writes it; `repositories.on_call` gives it as the domain knows it."""

    team_id = fields.UUIDField()
    name = fields.CharField(max_length=100)
    time_zone = fields.CharField(max_length=64)
    layers: Any = fields.JSONField()
    """[{name, unit, length, starts_at, participants: [id], hours: [{weekdays, starts_at, ends_at}] or null}], the
    uppermost first. Times are the schedule's local ones."""
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "on_call_schedules"


class OnCallOverride(OrganizationModel):
    """That somebody takes a schedule over for a time, whatever its layers say."""

    schedule_id = fields.UUIDField()
    user_id = fields.UUIDField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    created_by_id = fields.UUIDField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "on_call_overrides"


class CalendarFeed(OrganizationModel):
    """Where a calendar program reads shifts: a person's own, or a schedule's. Its secret is stored as its hash."""

    user_id = fields.UUIDField()
    """Whose feed it is; it ends with their account."""
    schedule_id = fields.UUIDField(null=True)
    """None: the shifts of the person, in all schedules."""
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    """To the minute."""
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "calendar_feeds"
