"""Steps of escalation rules that fire in tests, and what the log says of whom they concern."""

from typing import Any

from factories import Person, World

from siems.domain.clock import OffsetClock
from siems.models import Incident
from siems.services.escalation_sweep import Sweep

ONE = Sweep(due=1, fired=1)


async def fire(world: World, clock: OffsetClock, minutes: float = 5) -> None:
    """Lets time pass until one step is due, and fires it."""
    clock.advance(minutes=minutes)
    assert await world.app.escalations.sweep() == ONE


async def said(world: World, incident: Incident, viewer: Person) -> dict[str, Any]:
    """What the last escalation's entry says of whom it concerned."""
    entries = [entry for entry in await world.log(incident.id, viewer) if entry.action == "ESCALATED"]
    return {
        key: entries[-1].after[key] for key in ("notified", "fallback", "on_call", "away") if key in entries[-1].after
    }


def named(*people: Person) -> list[dict[str, str]]:
    return [{"id": str(person.id), "name": person.user.name} for person in people]


def through(schedule: str, person: Person) -> dict[str, str]:
    return {"id": str(person.id), "name": person.user.name, "schedule": schedule}
