"""What is owed in tests, and an engine that delivers it by channels which answer from a script."""

import asyncio
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from factories import World

from siems.domain.delivery import Channel, Message, MessageChannel, Outcome, Sent, WebhookCall
from siems.observers.metrics import Metrics
from siems.sealing import Seals
from siems.services.delivery.service import DeliveryService, Outlets

SEALS = Seals(["a secret that only the tests know, long enough"])
"""What the tests' application seals with."""
ALL_OWED = """
SELECT d.*, c.name AS method, w.name AS webhook, n.kind, e.action FROM deliveries d
LEFT JOIN contact_methods c ON c.id = d.contact_method_id LEFT JOIN webhooks w ON w.id = d.webhook_id
LEFT JOIN notifications n ON n.id = d.notification_id
LEFT JOIN incident_log e ON e.subject_id = d.incident_id AND e.sequence = d.log_sequence
WHERE d.organization_id = $1 ORDER BY d.created_at, d.step, c.name, d.log_sequence, d.id
"""


async def deliveries(world: World) -> list[dict[str, Any]]:
    """Everything that was ever owed in the organization, in the order in which it came up."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(ALL_OWED, world.organization.id)


async def owed_to(world: World, column: str, id: UUID) -> list[dict[str, Any]]:
    """What was ever owed to a contact method or a webhook, the oldest first."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(f"SELECT * FROM deliveries WHERE {column} = $1 ORDER BY created_at, id", id)


async def owed(world: World) -> list[tuple[Any, ...]]:
    """What is owed, by whose method: the method, how urgent, and after how many minutes."""
    return [
        (row["method"], row["urgency"], round((row["due_at"] - row["created_at"]).total_seconds() / 60, 1))
        for row in await deliveries(world)
        if row["webhook_id"] is None
    ]


async def states(world: World) -> list[tuple[Any, ...]]:
    """What became of all that was owed: the method, the state, the attempts and the reason."""
    return [(row["method"], row["state"], row["attempts"], row["reason"]) for row in await deliveries(world)]


async def owe(world: World, incident_id: UUID, **to: UUID) -> None:
    """Owes somebody or something a message about an incident, as an engine does."""
    names, places = ", ".join(to), ", ".join(f"${place}" for place in range(5, 5 + len(to)))
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "INSERT INTO deliveries (id, organization_id, urgency, state, incident_id, created_at, due_at, "
            f"next_attempt_at, {names}) VALUES (gen_random_uuid(), $1, $2, 'PENDING', $3, $4, $4, $4, {places}) "
            "RETURNING id",
            work.organization_id,
            "INFORMATION",
            incident_id,
            work.now,
            *to.values(),
        )


class Scripted:
    """A channel, or a webhook sender, that answers from a script, and then that it was sent. It keeps what it got."""

    def __init__(self, *script: Outcome) -> None:
        self.script = list(script)
        self.messages: list[tuple[str, Message]] = []
        self.calls: list[WebhookCall] = []
        self.at_once = 0
        self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, address: str, message: Message) -> Outcome:
        self.messages.append((address, message))
        return await self._answer()

    async def call(self, call: WebhookCall, timestamp: int) -> Outcome:
        self.calls.append(call)
        return await self._answer()

    async def _answer(self) -> Outcome:
        outcome = self.script.pop(0) if self.script else Sent()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.gate.wait()
        finally:
            self.at_once -= 1
        return outcome

    @property
    def bodies(self) -> list[str]:
        return [message.body for _, message in self.messages]


class Answering:
    """Links whose address says for whom they are."""

    def for_message(self, message_id: UUID, user_id: UUID, now: datetime) -> str:
        return f"https://siems.example.com/acknowledge/{message_id}"


class Steady(Random):
    """Chance that always says one half: a pause is three quarters of its longest."""

    def random(self) -> float:
        return 0.5


def engine(
    world: World,
    *,
    email: Scripted | None = None,
    sms: Scripted | None = None,
    webhooks: Scripted | None = None,
    **more: Any,
) -> DeliveryService:
    """Delivers by these channels, and by no others."""
    channels: dict[Channel, MessageChannel] = {}
    channels |= {} if email is None else {Channel.EMAIL: email}
    channels |= {} if sms is None else {Channel.SMS: sms}
    outlets = Outlets(channels, webhooks, Answering())
    url = "https://siems.example.com"
    return DeliveryService(world.app.units, outlets, SEALS, url, Metrics(), Steady(), **more)
