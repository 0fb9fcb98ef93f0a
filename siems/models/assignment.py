"""Which incidents are assigned by themselves."""

from typing import Any

from tortoise import fields

from siems.models.base import OrganizationModel


class AssignmentRule(OrganizationModel):
    """That incidents which it matches are assigned as soon as they are reported."""

    name = fields.CharField(max_length=100)
    severities: Any = fields.JSONField()
    """Names of severities; empty means any, as in the next three."""
    service_ids: Any = fields.JSONField()
    category_ids: Any = fields.JSONField()
    team_ids: Any = fields.JSONField()
    minimum_score = fields.SmallIntField()
    """0 to 100: whoever comes first must have this much, or nobody gets it."""
    enabled = fields.BooleanField()
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "assignment_rules"
