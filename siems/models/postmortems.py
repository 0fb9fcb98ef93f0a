"""What was learnt from an incident."""

from tortoise import fields

from siems.models.base import OrganizationModel


class Postmortem(OrganizationModel):
    """One text an incident, in Markdown. What it said before stands in the incident's log."""

    incident_id = fields.UUIDField(unique=True)
    body = fields.TextField()
    version = fields.IntField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    updated_by_id = fields.UUIDField()

    class Meta:
        table = "postmortems"
