"""The workers, as they last said of themselves. They are the installation's, not an organization's."""

from tortoise import Model, fields


class WorkerHeartbeat(Model):
    """One worker process."""

    worker_id = fields.UUIDField(primary_key=True)
    host = fields.CharField(max_length=255)
    pid = fields.IntField()
    started_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    swept_at = fields.DatetimeField(null=True)
    mode = fields.CharField(max_length=5, null=True)
    """What makes it sweep; null once it has stopped in good order."""
    redis_missed_since = fields.DatetimeField(null=True)
    redis_error = fields.TextField(null=True)

    class Meta:
        table = "worker_heartbeats"
