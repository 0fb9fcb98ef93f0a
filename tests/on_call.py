"""On-call schedules for tests: drafts to begin with, and what is logged of a schedule."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from factories import Person, World

from siems.domain.on_call import RotationUnit
from siems.services.on_call_schedules import LayerDraft, RotationDraft, ScheduleDraft

WEEKLY = RotationDraft(RotationUnit.WEEKS, 1, date(2026, 1, 5), "09:00")
STORED_WEEKLY = {"unit": "WEEKS", "length": 1, "starts_at": "2026-01-05T09:00", "hours": None}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def layer(*people: Person, name: str = "Everybody", rotation: RotationDraft = WEEKLY, **more: Any) -> LayerDraft:
    """People who take turns by the week from Monday the 5th of January 2026."""
    return LayerDraft(name, [person.id for person in people], rotation, **more)


def draft(*layers: LayerDraft, name: str = "Primary", time_zone: str = "Europe/Berlin") -> ScheduleDraft:
    return ScheduleDraft(name, time_zone, layers)


def named(*people: Person) -> list[dict[str, str]]:
    """How the log speaks of them."""
    return [{"id": str(person.id), "name": person.user.name} for person in people]


async def log_of(world: World, id: UUID) -> list[tuple[str, Any, Any, str | None]]:
    """Action, before, after and reason of each entry of a schedule's log."""
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action, before::text, after::text, reason, subject_kind FROM configuration_log "
            "WHERE subject_id = $1 ORDER BY sequence",
            id,
        )
    assert {row["subject_kind"] for row in rows} == {"on_call_schedule"}
    return [(row["action"], json.loads(row["before"]), json.loads(row["after"]), row["reason"]) for row in rows]
