"""Escalation rules, what they have fired, and what people were told."""

from enum import StrEnum
from typing import Any

from tortoise import Model, fields

from siems.models.base import OrganizationModel, TransactionIdField


class EscalationRule(OrganizationModel):
    """A rule as admins write it; `repositories.escalation_rules` gives it as the domain knows it."""

    name = fields.CharField(max_length=100)
    severities: Any = fields.JSONField()
    """Names of severities; empty means any, as in the next three."""
    service_ids: Any = fields.JSONField()
    category_ids: Any = fields.JSONField()
    team_ids: Any = fields.JSONField()
    strategy = fields.CharField(max_length=64)
    after_seconds = fields.IntField()
    parameters: Any = fields.JSONField(default=dict)
    steps: Any = fields.JSONField()
    """[{delay_seconds, targets: [{kind, user_id}], actions: [...]}], in order."""
    repeats = fields.IntField()
    repeat_seconds = fields.IntField()
    acknowledge_timeout_seconds = fields.IntField()
    enabled = fields.BooleanField()
    active_since = fields.DatetimeField()
    """When it was last enabled, or given another condition: no time before counts."""
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "escalation_rules"


class EscalationPlanning(Model):
    """How far `next_escalation_at` of an organization's incidents follows from the rules as they are now."""

    organization_id = fields.UUIDField(primary_key=True)
    revision = fields.IntField()
    """Grows with every change of a rule."""
    planned_revision = fields.IntField()
    """That of the rules that all unresolved incidents have been planned by."""
    changed_at = fields.DatetimeField()
    barrier_xid = TransactionIdField(null=True)
    """A transaction that began after the change was committed: older ones may still plan by the rules before."""
    cursor = fields.UUIDField(null=True)
    done = fields.IntField()
    total = fields.IntField()

    class Meta:
        table = "escalation_planning"


class Escalation(OrganizationModel):
    """One firing of a step, or one escalation by hand (then there is no rule, no step and no repeat)."""

    incident_id = fields.UUIDField()
    rule_id = fields.UUIDField(null=True)
    rule_name = fields.CharField(max_length=100, null=True)
    """As it was called then."""
    strategy = fields.CharField(max_length=64, null=True)
    round = fields.IntField()
    repeat = fields.IntField(null=True)
    step = fields.IntField(null=True)
    """0 is the first one."""
    level = fields.SmallIntField()
    """1 for the first escalation of the round."""
    starts_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField()
    fired_at = fields.DatetimeField()
    lateness_ms = fields.BigIntField()
    reason = fields.TextField(null=True)
    raised_by_id = fields.UUIDField(null=True)
    """Who escalated by hand."""
    log_sequence = fields.IntField()
    """The entry of the incident's log that records it."""
    acknowledged_at = fields.DatetimeField(null=True)
    acknowledged_by_id = fields.UUIDField(null=True)
    acknowledged_by_name = fields.CharField(max_length=100, null=True)

    class Meta:
        table = "escalations"
        unique_together = (("incident_id", "rule_id", "round", "repeat", "step"),)


class NotificationKind(StrEnum):
    """Why somebody is told."""

    ESCALATED = "ESCALATED"
    ASSIGNED = "ASSIGNED"
    COMMENTED = "COMMENTED"
    RESOLVED = "RESOLVED"
    REOPENED = "REOPENED"
    SLA_AT_RISK = "SLA_AT_RISK"
    SLA_BREACHED = "SLA_BREACHED"


class Notification(OrganizationModel):
    """Something that one person is told, owed by one entry of an incident's log and written with it."""

    user_id = fields.UUIDField()
    kind = fields.CharEnumField(NotificationKind, max_length=16)
    incident_id = fields.UUIDField()
    log_sequence = fields.IntField()
    escalation_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notifications"
        unique_together = (("incident_id", "log_sequence", "user_id"),)
