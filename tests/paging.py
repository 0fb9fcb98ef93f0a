"""People who are told of incidents at moments that a test makes up, and where they live."""

from collections.abc import Sequence
from datetime import datetime

from factories import Person, World

from siems.models import Incident
from siems.models.base import new_id
from siems.models.escalation import NotificationKind


async def tell(world: World, person: Person, incident: Incident, moments: Sequence[datetime]) -> None:
    """Notifications of these moments."""
    async with world.app.units.of(world.organization.id) as work:
        for sequence, moment in enumerate(moments, start=1):
            await work.rows(
                "INSERT INTO notifications (id, organization_id, user_id, kind, incident_id, log_sequence, created_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                new_id(),
                world.organization.id,
                person.id,
                NotificationKind.ESCALATED.value,
                incident.id,
                1000 + sequence,
                moment,
            )


async def live_in(world: World, person: Person, time_zone: str) -> None:
    async with world.app.units.of(world.organization.id) as work:
        await work.rows("UPDATE users SET time_zone = $2 WHERE id = $1 RETURNING id", person.id, time_zone)
