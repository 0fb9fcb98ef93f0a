"""How people and machines are reached in tests: contact methods and their codes, steps, settings and webhooks."""

from typing import Any
from uuid import UUID

from delivering import SEALS, owed_to
from factories import Person, World

from siems.domain.delivery import Channel, Urgency
from siems.models import ContactMethod, NotificationSetting, NotificationStep, Webhook


def address(person: Person, name: str = "mail") -> str:
    """An address that nobody else has: how many codes go to one is limited, whoever asks for them."""
    return f"{name}-{person.id}@example.com"


async def add(world: World, person: Person, name: str = "Mail") -> ContactMethod:
    """A contact method that waits for its code."""
    return await world.app.contact_methods.create(person, Channel.EMAIL, name, address(person, name.lower()))


async def add_verified(world: World, person: Person, name: str = "Mail") -> ContactMethod:
    method = await add(world, person, name)
    return await world.app.contact_methods.verify(person, method.id, (await codes(world, method.id))[-1])


async def codes(world: World, method_id: UUID) -> list[str]:
    """The codes that were ever owed to a contact method, the oldest first."""
    found = await owed_to(world, "contact_method_id", method_id)
    return [SEALS.open(row["code"]) for row in found if row["urgency"] == "CODE"]


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
