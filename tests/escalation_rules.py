"""Escalation rules for tests: a draft to begin with, and what is stored and logged of a rule."""

import json
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World

from siems.domain.errors import ValidationFailed
from siems.domain.escalation.rules import Target, TargetKind
from siems.models import EscalationRule as RuleRow
from siems.services.escalation_rules import RuleDraft, StepDraft

MANAGERS = Target(TargetKind.ALL_MANAGERS)
STEP = StepDraft(0, (MANAGERS,))
DRAFT = RuleDraft(name="Nobody has it", strategy="UNASSIGNED", after_minutes=5, steps=(STEP,))


async def log_of(world: World, id: UUID) -> list[tuple[str, Any, Any]]:
    """Action, before and after of each entry of a rule's log."""
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action, before::text, after::text, subject_kind FROM configuration_log "
            "WHERE subject_id = $1 ORDER BY sequence",
            id,
        )
    assert {row["subject_kind"] for row in rows} == {"escalation_rule"}
    return [(row["action"], json.loads(row["before"]), json.loads(row["after"])) for row in rows]


async def revision(world: World) -> int:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT revision FROM escalation_planning WHERE organization_id = $1", world.organization.id
        )
        return int(row["revision"])


async def stored(world: World, rule: RuleRow) -> RuleRow:
    async with world.app.units.of(world.organization.id) as work:
        return await work.escalation_rules.get(rule.id, "escalationRuleId")


async def violations(world: World, admin: Person, draft: RuleDraft, rule: RuleRow | None = None) -> dict[str, str]:
    """What a refusal blames on which field, having proved that it changed nothing."""
    before = await world.fingerprint()
    rules = world.app.escalation_rules
    with pytest.raises(ValidationFailed) as refusal:
        await (rules.create(admin, draft) if rule is None else rules.update(admin, rule.id, draft))
    assert await world.fingerprint() == before
    return {".".join(violation.field): violation.message for violation in refusal.value.violations}
