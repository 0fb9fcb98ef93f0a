"""Who takes part in an incident beside its reporter and its assignee."""

from tortoise import fields

from siems.models.base import OrganizationModel


class IncidentParticipant(OrganizationModel):
    """Somebody who was brought into an incident. Its reporter and assignee take part without such a row."""

    incident_id = fields.UUIDField()
    user_id = fields.UUIDField()
    added_at = fields.DatetimeField()

    class Meta:
        table = "incident_participants"
        unique_together = (("organization_id", "incident_id", "user_id"),)
