"""How SIEMS reaches people and machines: one channel for each way, all guarded (see docs/channels.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

from siems.channels.apprise_channel import AppriseChannel
from siems.channels.email import EmailChannel, MailServer
from siems.channels.sms import SMSChannel
from siems.channels.webhooks import SignedWebhooks
from siems.domain.delivery import Channel, MessageChannel, WebhookSender
from siems.egress import Egress, Rules, networks


@dataclass(frozen=True)
class Outgoing:
    """What the operator set. The URLs hold passwords."""

    smtp_url: str | None = None
    mail_from: str | None = None
    sms_url: str | None = None
    allowed_networks: tuple[str, ...] = ()
    own: tuple[tuple[str, int], ...] = ()
    """Hosts and ports of SIEMS's own PostgreSQL and Redis, which nobody is led to."""

    def __repr__(self) -> str:
        return f"Outgoing(allowed_networks={self.allowed_networks})"


class UnusableChannel(ValueError):
    """A setting of a channel is wrong. The text is for the operator, names the setting and repeats no secret."""


def egress_of(outgoing: Outgoing) -> Egress:
    """The guard, for all that this process sends."""
    return Egress(Rules(networks(outgoing.allowed_networks), outgoing.own))


def channels_of(outgoing: Outgoing, egress: Egress | None = None) -> Mapping[Channel, MessageChannel]:
    """The ways to reach people that are set up; apps need no setting. Raises UnusableChannel."""
    egress = egress or egress_of(outgoing)
    channels: dict[Channel, MessageChannel] = {Channel.APP: AppriseChannel(egress)}
    if outgoing.smtp_url and outgoing.mail_from:
        channels[Channel.EMAIL] = _email(egress, outgoing.smtp_url, outgoing.mail_from)
    if outgoing.sms_url:
        try:
            channels[Channel.SMS] = SMSChannel(egress, outgoing.sms_url)
        except ValueError as error:
            raise UnusableChannel(f"SIEMS_SMS_URL cannot be used: {error}.") from None
    return channels


def webhook_sender_of(outgoing: Outgoing, egress: Egress | None = None) -> WebhookSender:
    """Calls webhooks, by the same rules."""
    return SignedWebhooks(egress or egress_of(outgoing))


def _email(egress: Egress, url: str, sender: str) -> EmailChannel:
    try:
        server = MailServer.of(url)
    except ValueError as error:
        raise UnusableChannel(f"SIEMS_SMTP_URL cannot be used: {error}.") from None
    try:
        return EmailChannel(egress, server, sender)
    except ValueError as error:
        raise UnusableChannel(f"SIEMS_MAIL_FROM cannot be used: {error}.") from None
