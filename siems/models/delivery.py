"""How people and machines are reached, and what is delivered to them."""

from tortoise import fields

from siems.domain.delivery import Channel, DeliveryState, Urgency
from siems.models.base import OrganizationModel


class ContactMethod(OrganizationModel):
    """One way to reach a person. Nothing but codes is sent to it before it is verified."""

    user_id = fields.UUIDField()
    channel = fields.CharEnumField(Channel, max_length=16)
    name = fields.CharField(max_length=100)
    address = fields.BinaryField()
    """Sealed: an e-mail address, a telephone number or an Apprise URL."""
    hint = fields.CharField(max_length=100)
    """What may be shown of the address."""
    created_at = fields.DatetimeField()
    verified_at = fields.DatetimeField(null=True)
    code_hash = fields.CharField(max_length=64, null=True)
    code_expires_at = fields.DatetimeField(null=True)
    code_failures = fields.SmallIntField(default=0)
    allowance_at = fields.DatetimeField(null=True)
    """When all that was sent would have been sent at the steady rate: what the limit is computed from (GCRA)."""
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contact_methods"


class NotificationSetting(OrganizationModel):
    """What one person wants to be told, and when they want to be left alone."""

    user_id = fields.UUIDField(unique=True)
    lowest_severities: dict[str, str] = fields.JSONField()
    """By kind: the least severity at which it is sent, or NEVER."""
    quiet_from = fields.SmallIntField(null=True)
    """In minutes after midnight, in `time_zone`."""
    quiet_until = fields.SmallIntField(null=True)
    time_zone = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "notification_settings"


class NotificationStep(OrganizationModel):
    """One step of how a person is reached: by which contact method, and how long after they were told."""

    user_id = fields.UUIDField()
    urgency = fields.CharEnumField(Urgency, max_length=16)
    position = fields.SmallIntField()
    """0 is the first one."""
    after_seconds = fields.IntField()
    contact_method_id = fields.UUIDField()

    class Meta:
        table = "notification_steps"
        unique_together = (("user_id", "urgency", "position"),)


class Webhook(OrganizationModel):
    """A machine that is told of what happens to incidents."""

    name = fields.CharField(max_length=100)
    url = fields.BinaryField()
    """Sealed."""
    hint = fields.CharField(max_length=200)
    """What may be shown of the URL: scheme, host and the beginning of the path."""
    actions: list[str] = fields.JSONField()
    """Which entries of the log it is told of; all if empty."""
    restricted = fields.BooleanField()
    """Whether it is told of restricted incidents too."""
    secret = fields.BinaryField()
    """Sealed."""
    previous_secret = fields.BinaryField(null=True)
    """Sealed; it signs beside `secret` until `previous_secret_until`."""
    previous_secret_until = fields.DatetimeField(null=True)
    enabled = fields.BooleanField()
    created_by_id = fields.UUIDField()
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhooks"


class Delivery(OrganizationModel):
    """Something that is to be sent, to one contact method or one webhook; owed and written with what it tells of."""

    urgency = fields.CharEnumField(Urgency, max_length=16)
    notification_id = fields.UUIDField(null=True)
    """What it tells a person of; None for a code and for a webhook."""
    user_id = fields.UUIDField(null=True)
    contact_method_id = fields.UUIDField(null=True)
    webhook_id = fields.UUIDField(null=True)
    incident_id = fields.UUIDField(null=True)
    log_sequence = fields.IntField(null=True)
    step = fields.SmallIntField(null=True)
    """The position of the person's step that it belongs to."""
    code = fields.BinaryField(null=True)
    """Sealed: the code that verifies a contact method."""
    state = fields.CharEnumField(DeliveryState, max_length=16)
    message_id = fields.UUIDField(null=True)
    """What all deliveries have in common that go out as one message; the same at every attempt."""
    attempts = fields.SmallIntField(default=0)
    reason = fields.TextField(null=True)
    """Why the last attempt failed, or why it need not be sent any more."""
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    """When its step comes."""
    next_attempt_at = fields.DatetimeField(null=True)
    lease_until = fields.DatetimeField(null=True)
    """Whoever sends it has until then; later it is taken for lost in mid-send."""
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "deliveries"


class UsedLink(OrganizationModel):
    """A link of a message that was followed and confirmed, which works once."""

    user_id = fields.UUIDField()
    used_at = fields.DatetimeField()

    class Meta:
        table = "used_links"
