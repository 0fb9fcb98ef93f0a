"""Policies and business calendars for tests."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from escalation_rules import revision
from factories import World

from siems.domain.errors import ValidationFailed
from siems.models import BusinessCalendar, SlaPolicy
from siems.services.business_calendars import BusinessCalendarDraft, WindowDraft
from siems.services.sla_policies import SlaPolicyDraft

__all__ = ["NIGHTS", "OFFICE", "POLICY", "calendar", "due", "policy", "refused", "replanned", "revision"]

OFFICE = (WindowDraft((0, 1, 2, 3, 4), "09:00", "17:00"),)
NIGHTS = (WindowDraft((0, 1, 2, 3, 4, 5, 6), "22:00", "06:00"),)
POLICY = SlaPolicyDraft("Gold", respond_minutes=60, resolve_minutes=240)


async def calendar(world: World, name: str = "Office", **more: Any) -> BusinessCalendar:
    """Office hours in Berlin; `more` as in the draft."""
    draft = BusinessCalendarDraft(name, **{"time_zone": "Europe/Berlin", "hours": OFFICE, **more})
    return await world.app.business_calendars.create(await world.admin(), draft)


async def policy(world: World, draft: SlaPolicyDraft = POLICY) -> SlaPolicy:
    return await world.app.sla_policies.create(await world.admin(), draft)


async def replanned(world: World) -> None:
    """As the worker does in the background."""
    while (await world.app.escalations.replan()).more:
        pass


async def due(world: World, incident_id: UUID) -> tuple[UUID | None, datetime | None, datetime | None]:
    """The policy of an incident, and when it is to be begun and resolved."""
    row = await world.stored(incident_id)
    return row["sla_policy_id"], row["respond_due_at"], row["resolve_due_at"]


async def refused(world: World, attempt: Awaitable[object]) -> dict[str, str]:
    """What a refusal blames on which field, having proved that it changed nothing."""
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await attempt
    assert await world.fingerprint() == before
    return {".".join(violation.field): violation.message for violation in refusal.value.violations}
