"""How people and machines are reached in tests: contact methods, steps, settings and webhooks, and what is owed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from factories import Person, World

from siems.domain.delivery import Channel, Urgency
from siems.models import ContactMethod, NotificationSetting, NotificationStep, Webhook
from siems.sealing import Seals

SEALS = Seals(["a secret that only the tests know, long enough"])
ALL_OWED = """
SELECT d.*, c.name AS method, w.name AS webhook, n.kind, e.action FROM deliveries d
LEFT JOIN contact_methods c ON c.id = d.contact_method_id LEFT JOIN webhooks w ON w.id = d.webhook_id
LEFT JOIN notifications n ON n.id = d.notification_id
LEFT JOIN incident_log e ON e.subject_id = d.incident_id AND e.sequence = d.log_sequence
WHERE d.organization_id = $1 ORDER BY d.created_at, d.step, c.name, d.log_sequence, d.id
"""


async def method(
    world: World, person: Person, channel: Channel = Channel.EMAIL, name: str | None = None, *, verified: bool = True
) -> UUID:
    """A contact method, whose address is its name."""
    name = name or channel.value.lower()
    async with world.app.units.of(world.organization.id) as work:
        row = ContactMethod(
            organization_id=work.organization_id,
            user_id=person.id,
            channel=channel,
            name=name,
            address=SEALS.seal(f"{name} of {person.user.name}"),
            hint=f"{name[:1]}***",
            created_at=work.now,
            verified_at=work.now if verified else None,
        )
        await row.save(using_db=work.connection, force_create=True)
    return row.id


async def steps(world: World, person: Person, *after: tuple[float, UUID], urgency: Urgency = Urgency.PAGE) -> None:
    """The person's steps: minutes, and the contact method."""
    async with world.app.units.of(world.organization.id) as work:
        for position, (minutes, contact_method_id) in enumerate(after):
            row = NotificationStep(
                organization_id=work.organization_id,
                user_id=person.id,
                urgency=urgency,
                position=position,
                after_seconds=int(minutes * 60),
                contact_method_id=contact_method_id,
            )
            await row.save(using_db=work.connection, force_create=True)


async def wishes(
    world: World, person: Person, lowest: dict[str, str] | None = None, quiet: tuple[int, int, str] | None = None
) -> None:
    """What the person wants to be told, and when not."""
    quiet_from, quiet_until, time_zone = quiet or (None, None, None)
    async with world.app.units.of(world.organization.id) as work:
        row = NotificationSetting(
            organization_id=work.organization_id,
            user_id=person.id,
            lowest_severities=lowest or {},
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            time_zone=time_zone,
        )
        await row.save(using_db=work.connection, force_create=True)


async def webhook(world: World, admin: Person, name: str = "Status page", **more: Any) -> UUID:
    """A webhook that is told of all incidents but restricted ones."""
    values = {"actions": [], "restricted": False, "enabled": True, "hint": "https://hooks.example.com/", **more}
    async with world.app.units.of(world.organization.id) as work:
        row = Webhook(
            organization_id=work.organization_id,
            name=name,
            url=SEALS.seal(f"https://hooks.example.com/{name}"),
            secret=SEALS.seal("whsec_c2VjcmV0"),
            created_by_id=admin.id,
            created_at=work.now,
            **values,
        )
        await row.save(using_db=work.connection, force_create=True)
    return row.id


async def deliveries(world: World) -> list[dict[str, Any]]:
    """Everything that was ever owed in the organization, in the order in which it came up."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(ALL_OWED, world.organization.id)


async def owed(world: World) -> list[tuple[Any, ...]]:
    """What is owed, by whose method: the method, how urgent, and after how many minutes."""
    return [
        (row["method"], row["urgency"], round((row["due_at"] - row["created_at"]).total_seconds() / 60, 1))
        for row in await deliveries(world)
        if row["webhook_id"] is None
    ]


async def now(world: World) -> datetime:
    async with world.app.units.of(world.organization.id) as work:
        return work.now
