"""Checkpoints: append-only, as the logs are that they cover. They are the installation's, not an organization's."""

from tortoise import Model, fields


class Checkpoint(Model):
    """A signed statement about every entry up to a place in each log's feed."""

    number = fields.IntField(primary_key=True, generated=False)
    """1, 2, 3 ..."""
    previous_hash = fields.CharField(max_length=64)
    made_at = fields.DatetimeField()
    entries = fields.IntField()
    incident_epoch = fields.IntField(default=1)
    incident_xid = fields.BigIntField()
    incident_id = fields.BigIntField()
    configuration_epoch = fields.IntField(default=1)
    configuration_xid = fields.BigIntField()
    configuration_id = fields.BigIntField()
    contents = fields.CharField(max_length=64)
    public_key = fields.CharField(max_length=64)
    """Says which key signed; whether that one is trusted is not for the database to say."""
    hash = fields.CharField(max_length=64)
    signature = fields.CharField(max_length=128)

    class Meta:
        table = "checkpoints"


class CheckpointPart(Model):
    """What a checkpoint covers of one organization."""

    id = fields.BigIntField(primary_key=True)
    checkpoint = fields.IntField()
    organization_id = fields.UUIDField()
    entries = fields.IntField()
    entries_hash = fields.CharField(max_length=64)
    heads_hash = fields.CharField(max_length=64)

    class Meta:
        table = "checkpoint_parts"
        unique_together = (("checkpoint", "organization_id"),)


class CheckpointHead(Model):
    """The last entry of a chain when a checkpoint was made that covers something of the chain."""

    id = fields.BigIntField(primary_key=True)
    checkpoint = fields.IntField()
    organization_id = fields.UUIDField()
    kind = fields.CharField(max_length=16)
    subject_id = fields.UUIDField()
    sequence = fields.IntField()
    hash = fields.CharField(max_length=64)
    feed_epoch = fields.IntField(default=1)
    feed_xid = fields.BigIntField()
    feed_id = fields.BigIntField()

    class Meta:
        table = "checkpoint_heads"
        unique_together = (
            ("checkpoint", "organization_id", "kind", "subject_id"),
            ("kind", "subject_id", "sequence"),
        )
