"""Incidents, and the counter that numbers them."""

from typing import Any

from tortoise import Model, fields

from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.sla import SlaState
from siems.models.base import OrganizationModel


class Incident(OrganizationModel):
    """One incident as it is now. How it came to be so stands in its log."""

    number = fields.IntField()
    """1, 2, 3 ... in the organization, without gaps."""
    title = fields.CharField(max_length=200)
    description = fields.TextField(default="")
    severity = fields.IntEnumField(Severity)
    status = fields.CharEnumField(IncidentStatus, max_length=16, default=IncidentStatus.OPEN)
    category_id = fields.UUIDField(null=True)
    service_id = fields.UUIDField(null=True)
    team_id = fields.UUIDField(null=True)
    reporter_id = fields.UUIDField(null=True)
    api_key_id = fields.UUIDField(null=True)
    """What it was reported with, if it was no person."""
    assignee_id = fields.UUIDField(null=True)
    restricted = fields.BooleanField(default=False)
    dedup_key = fields.CharField(max_length=255, null=True)
    external_ref = fields.CharField(max_length=255, null=True)
    """What an import calls this incident, so that importing again finds it."""
    resolution = fields.TextField(null=True)
    version = fields.IntField(default=1)
    """Grows with status, assignee, severity and the editable fields; a comment leaves it alone."""
    escalation_level = fields.SmallIntField(default=0)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    """When the last entry of its log happened."""
    assigned_at = fields.DatetimeField(null=True)
    acknowledged_at = fields.DatetimeField(null=True)
    """The first acknowledgement, claim or start."""
    started_at = fields.DatetimeField(null=True)
    """The first time that it was IN_PROGRESS."""
    resolved_at = fields.DatetimeField(null=True)
    """The last time that it was RESOLVED."""
    closed_at = fields.DatetimeField(null=True)
    next_escalation_at = fields.DatetimeField(null=True)
    """When the sweep has to look at it; none while nothing can become due by itself."""
    escalation_round = fields.IntField(default=1)
    round_started_at = fields.DatetimeField()
    last_activity_at = fields.DatetimeField()
    """When a person or an integration last did anything to it."""
    hold_began_at = fields.DatetimeField(null=True)
    """The last acknowledgement, claim or start of this round: escalation pauses."""
    imported_at = fields.DatetimeField(null=True)
    rules_revision = fields.IntField(default=0)
    """The revision of the organization's rules that `next_escalation_at` follows from."""
    escalation_failures = fields.SmallIntField(default=0)
    """How often in a row it could not be evaluated."""
    sla_policy_id = fields.UUIDField(null=True)
    """What the next columns follow from."""
    sla: Any = fields.CharEnumField(SlaState, max_length=16, null=True)
    """The worse of how the two promises stand: none if there are none."""
    respond_due_at = fields.DatetimeField(null=True)
    respond_at_risk_at = fields.DatetimeField(null=True)
    respond_sla = fields.CharEnumField(SlaState, max_length=16, null=True)
    """As the log says; what is due this moment the sweep has yet to log. Final once it is MET or work has begun."""
    resolve_due_at = fields.DatetimeField(null=True)
    resolve_at_risk_at = fields.DatetimeField(null=True)
    resolve_sla = fields.CharEnumField(SlaState, max_length=16, null=True)
    next_sla_at = fields.DatetimeField(null=True)
    """When a promise is next at risk or breached."""
    reopen_count = fields.IntField(default=0)
    rule_escalations = fields.IntField(default=0)
    """How often rules have escalated it, in all rounds."""
    hand_escalations = fields.IntField(default=0)
    template_version_id = fields.UUIDField(null=True)
    """What it was made from."""
    required_skills: Any = fields.JSONField(default=dict)
    """What it asks of whoever works it beside its service and its category: levels by the id of the skill."""

    class Meta:
        table = "incidents"
        unique_together = (("organization_id", "number"), ("organization_id", "external_ref"))

    @property
    def key(self) -> str:
        """The incident's name for people: INC-42."""
        return f"INC-{self.number}"


class IncidentCounter(Model):
    """The last incident number given out in an organization: its own table, so that its row lock is held shortly."""

    organization_id = fields.UUIDField(primary_key=True)
    last_number = fields.IntField(default=0)

    class Meta:
        table = "incident_counters"
