"""Messages that people were sent, as far as links in them need them."""

from datetime import datetime
from uuid import UUID

from factories import Person, World

from siems.models import Incident
from siems.models.base import new_id


async def sent(world: World, person: Person, *incidents: Incident) -> UUID:
    """One message that told the person of these incidents; its id."""
    message, method = new_id(), new_id()
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "INSERT INTO contact_methods (id, organization_id, user_id, channel, name, address, hint, created_at) "
            "VALUES ($1, $2, $3, 'EMAIL', 'Mail', '', 'd…@example.com', $4) RETURNING id",
            *(method, world.organization.id, person.id, work.now),
        )
        for incident in incidents:
            await work.rows(
                "INSERT INTO deliveries (id, organization_id, urgency, user_id, contact_method_id, incident_id, state, "
                "message_id, created_at, due_at, ended_at) "
                "VALUES ($1, $2, 'PAGE', $3, $4, $5, 'SENT', $6, $7, $7, $7) RETURNING id",
                *(new_id(), world.organization.id, person.id, method, incident.id, message, work.now),
            )
    return message


async def now(world: World) -> datetime:
    async with world.app.units.of(world.organization.id) as work:
        return work.now


async def link(world: World, person: Person, *incidents: Incident) -> str:
    """The path of the link in a message that told the person of these incidents."""
    message = await sent(world, person, *incidents)
    url = world.app.acknowledge_links.for_message(message, person.id, await now(world))
    return url.removeprefix("http://127.0.0.1:8000")
