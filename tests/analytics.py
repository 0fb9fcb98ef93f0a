"""Incidents with a past that a test makes up, and asking for their figures."""

from datetime import UTC, datetime
from typing import Any

from factories import Person, World

from siems.models import Incident
from siems.services.analytics import Question, ScopeDraft

MOMENTS = ("created_at", "acknowledged_at", "started_at", "resolved_at", "respond_due_at", "resolve_due_at")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def past(world: World, incident: Incident, created_at: str, **columns: Any) -> Incident:
    """The incident as it would be with these columns; moments as text in UTC. A promise gets a state of its own."""
    values = {"created_at": created_at, **columns}
    values = {name: utc(value) if name in MOMENTS and value else value for name, value in values.items()}
    values |= {f"{target}_sla": "ON_TRACK" for target in ("respond", "resolve") if f"{target}_due_at" in values}
    sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, start=2))
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(f"UPDATE incidents SET {sets} WHERE id = $1 RETURNING id", incident.id, *values.values())
    return incident


async def reported(world: World, reporter: Person, created_at: str, **columns: Any) -> Incident:
    """An incident with a past."""
    return await past(world, await world.incident(reporter), created_at, **columns)


def between(since: str, until: str, zone: str = "UTC", **filter: Any) -> ScopeDraft:
    return ScopeDraft(utc(since), utc(until), zone, **filter)


async def answers(world: World, viewer: Person, draft: ScopeDraft, *about: Any) -> list[Any]:
    """What analytics say to each of these questions."""
    scope = await world.app.analytics.scope(viewer, draft)
    found = await world.app.analytics.answers(viewer, [Question(scope, each) for each in about])
    return [found[Question(scope, each)] for each in about]


async def answer(world: World, viewer: Person, draft: ScopeDraft, about: Any) -> Any:
    [found] = await answers(world, viewer, draft, about)
    return found
