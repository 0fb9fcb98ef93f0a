"""What is delivered to people and machines: how urgent it is, what becomes of it, what a channel must be able to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Channel(StrEnum):
    """How a person is reached."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    APP = "APP"
    """A messenger or a push service, named by an Apprise URL: Slack, Teams, Telegram, ntfy and others."""


class Urgency(StrEnum):
    """How urgent a delivery is."""

    PAGE = "PAGE"
    """Somebody has to act. It is never held, and goes on to the next step until it is acknowledged."""
    INFORMATION = "INFORMATION"
    """Good to know. Quiet hours defer it."""
    CODE = "CODE"
    """The code that verifies a contact method."""


class DeliveryState(StrEnum):
    """What has become of a delivery."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    """It need not be sent any more: somebody acknowledged before its step came."""


@dataclass(frozen=True)
class Message:
    """What a person is sent. One message may tell of many incidents."""

    id: UUID
    """The same at every attempt, so that whoever receives it twice can tell."""
    subject: str
    """One line."""
    body: str
    """Plain text, without a secret but for `links`' own."""
    urgency: Urgency
    thread: UUID | None = None
    """The incident, if the message is about one alone: what e-mails are threaded by."""


@dataclass(frozen=True)
class Sent:
    """The other side has taken it."""


@dataclass(frozen=True)
class Again:
    """It was not taken, and may be next time. `reason` is for people and holds no secret."""

    reason: str
    after: timedelta | None = None
    """How long the other side asks to wait, if it says so."""


@dataclass(frozen=True)
class Refused:
    """It was not taken, and never will be. `reason` is for people and holds no secret."""

    reason: str


Outcome = Sent | Again | Refused


class MessageChannel(Protocol):
    """Sends messages to people, one class for each `Channel`."""

    async def send(self, address: str, message: Message) -> Outcome:
        """Sends once, and ends within a minute. Raises nothing: whatever goes wrong is the outcome."""
        ...


@dataclass(frozen=True)
class WebhookCall:
    """One request to a machine: the body as it goes out, and the secrets that sign it (two while one takes over)."""

    id: UUID
    url: str
    body: str
    secrets: tuple[str, ...]


class WebhookSender(Protocol):
    """Calls webhooks."""

    async def call(self, call: WebhookCall, timestamp: int) -> Outcome:
        """Posts once, and ends within a minute. Raises nothing. `timestamp` is in seconds since 1970."""
        ...


class Sealer(Protocol):
    """Encrypts secrets for the database."""

    def seal(self, secret: str) -> bytes: ...

    def open(self, sealed: bytes) -> str:
        """The secret. Raises `Unsealable` (siems.sealing) if no key of this installation fits."""
        ...


class Links(Protocol):
    """Makes the links by which people answer from a message."""

    def for_message(self, message_id: UUID, user_id: UUID, now: datetime) -> str:
        """Where this person acknowledges what the message pages them about."""
        ...
