"""What full text search looks in."""

from tortoise import Model, fields
from tortoise.contrib.postgres.fields import TSVectorField


class IncidentSearch(Model):
    """The searchable text of an incident: title A, resolution B, description C, comments D.

    Triggers write it, in the transaction of whatever changes those, and whether it is restricted.
    """

    incident_id = fields.UUIDField(primary_key=True)
    organization_id = fields.UUIDField()
    restricted = fields.BooleanField()
    document = TSVectorField()

    class Meta:
        table = "incident_search"
