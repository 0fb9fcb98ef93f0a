"""Incident templates in versions, and the checklists of the incidents that were made from them."""

from typing import Any

from tortoise import fields

from siems.domain.incidents import Severity
from siems.models.base import OrganizationModel


class IncidentTemplate(OrganizationModel):
    """What a kind of incident is usually reported as. What it says stands in its versions."""

    name = fields.CharField(max_length=100)
    version = fields.IntField()
    """The latest one."""
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "incident_templates"


class IncidentTemplateVersion(OrganizationModel):
    """What a template said from one change to the next. Never changed: incidents refer to it."""

    template_id = fields.UUIDField()
    version = fields.IntField()
    title = fields.TextField()
    """With placeholders, as in the next one."""
    description = fields.TextField()
    severity = fields.IntEnumField(Severity)
    category_id = fields.UUIDField(null=True)
    service_id = fields.UUIDField(null=True)
    required_skills: Any = fields.JSONField()
    """Levels by the id of the skill."""
    checklist: Any = fields.JSONField()
    """Texts, in order."""
    created_at = fields.DatetimeField()

    class Meta:
        table = "incident_template_versions"
        unique_together = (("template_id", "version"),)


class ChecklistItem(OrganizationModel):
    """Something to do about one incident, copied from its template."""

    incident_id = fields.UUIDField()
    position = fields.SmallIntField()
    """1, 2, 3 ... in the incident."""
    text = fields.CharField(max_length=200)
    ticked_at = fields.DatetimeField(null=True)
    ticked_by_id = fields.UUIDField(null=True)

    class Meta:
        table = "checklist_items"
        unique_together = (("incident_id", "position"),)
