"""The append-only logs. The database itself refuses to update, delete or truncate them."""

from typing import Any

from tortoise import Model, fields

from siems.domain.log import ActorKind, Origin
from siems.models.base import TransactionIdField


class LogEntry(Model):
    """What the logs share: an act, its place in one subject's hash chain, and its place in the feed."""

    id = fields.BigIntField(primary_key=True)
    organization_id = fields.UUIDField()
    subject_id = fields.UUIDField()
    sequence = fields.IntField()
    """1, 2, 3 ... within the subject."""
    action = fields.CharField(max_length=40)
    actor_kind = fields.CharEnumField(ActorKind, max_length=16)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=100)
    before: Any = fields.JSONField()
    after: Any = fields.JSONField()
    reason = fields.TextField(null=True)
    origin = fields.CharEnumField(Origin, max_length=16)
    request_id = fields.CharField(max_length=64, null=True)
    source_address = fields.CharField(max_length=64, null=True)
    at = fields.DatetimeField()
    """When it happened."""
    recorded_at = fields.DatetimeField()
    """When it was written here."""
    feed_epoch = fields.IntField(default=1)
    feed_xid = TransactionIdField()
    previous_hash = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        abstract = True


class IncidentLog(LogEntry):
    """Every change to an incident; the subject is the incident."""

    class Meta:
        table = "incident_log"
        unique_together = (("subject_id", "sequence"),)


class ConfigurationLog(LogEntry):
    """Every change to anything else (users, log-ins, rules ...); one chain a subject."""

    subject_kind = fields.CharField(max_length=32)

    class Meta:
        table = "configuration_log"
        unique_together = (("subject_id", "sequence"),)


class FeedEpoch(Model):
    """Since when the database has been in one cluster, where transaction ids, and so places in the feed, compare."""

    epoch = fields.IntField(primary_key=True, generated=False)
    """1, 2, 3 ..."""
    cluster = fields.CharField(max_length=100)
    nonce = fields.CharField(max_length=32)
    started_at = fields.DatetimeField()

    class Meta:
        table = "feed_epochs"
