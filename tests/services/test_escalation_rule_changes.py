"""Changes of escalation rules: what the log says of them, and from when on a rule counts time."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from escalation_rules import DRAFT, STEP, log_of, revision, stored
from factories import World

from siems.domain.clock import OffsetClock
from siems.domain.incidents import Severity
from siems.services.escalation_rules import RepeatDraft, RuleDraft


async def test_an_update_changes_logs_and_announces_what_differs(world: World) -> None:
    admin = await world.admin()
    rule = await world.app.escalation_rules.create(admin, DRAFT)
    changed = await world.app.escalation_rules.update(
        admin, rule.id, RuleDraft(name="Unowned", strategy="UNASSIGNED", acknowledge_timeout_minutes=45)
    )
    assert (changed.name, changed.acknowledge_timeout_seconds) == ("Unowned", 2700)
    assert (await log_of(world, rule.id))[1:] == [
        (
            "UPDATED",
            {"name": "Nobody has it", "acknowledge_timeout_seconds": 1800},
            {"name": "Unowned", "acknowledge_timeout_seconds": 2700},
        )
    ]
    assert await revision(world) == 2


async def test_an_update_that_changes_nothing_leaves_no_trace(world: World) -> None:
    admin = await world.admin()
    services = [(await world.service(name)).id for name in ("Checkout", "Mail")]
    draft = replace(DRAFT, service_ids=services, severities=[Severity.LOW, Severity.HIGH])
    rule = await world.app.escalation_rules.create(admin, draft)
    before = await world.fingerprint()
    same = replace(draft, service_ids=services[::-1], severities=[Severity.HIGH, Severity.LOW], repeat=RepeatDraft())
    await world.app.escalation_rules.update(admin, rule.id, same)
    await world.app.escalation_rules.update(admin, rule.id, RuleDraft())
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("edit", "counts_anew"),
    [
        (RuleDraft(severities=[Severity.LOW]), True),
        (RuleDraft(strategy="UNRESOLVED"), True),
        (RuleDraft(after_minutes=6), True),
        (RuleDraft(parameters={"a": 1}), True),
        (RuleDraft(name="Another"), False),
        (RuleDraft(steps=[STEP, STEP]), False),
        (RuleDraft(repeat=RepeatDraft(1, 5)), False),
        (RuleDraft(acknowledge_timeout_minutes=5), False),
        (RuleDraft(enabled=False), False),
    ],
)
async def test_another_condition_counts_time_from_now_on(
    world: World, clock: OffsetClock, edit: RuleDraft, counts_anew: bool
) -> None:
    admin = await world.admin()
    rule = await world.app.escalation_rules.create(admin, DRAFT)
    clock.advance(minutes=10)
    await world.app.escalation_rules.update(admin, rule.id, edit)
    assert minutes_between(rule.active_since, (await stored(world, rule)).active_since) == (10 if counts_anew else 0)


async def test_a_match_of_any_kind_is_a_condition(world: World, clock: OffsetClock) -> None:
    admin = await world.admin()
    rule = await world.app.escalation_rules.create(admin, DRAFT)
    for edit in (
        RuleDraft(service_ids=[(await world.service()).id]),
        RuleDraft(category_ids=[(await world.category()).id]),
        RuleDraft(team_ids=[(await world.team()).id]),
    ):
        before = (await stored(world, rule)).active_since
        clock.advance(minutes=10)
        await world.app.escalation_rules.update(admin, rule.id, edit)
        assert minutes_between(before, (await stored(world, rule)).active_since) == 10


async def test_a_rule_that_is_enabled_again_counts_time_from_then_on(world: World, clock: OffsetClock) -> None:
    admin = await world.admin()
    rules = world.app.escalation_rules
    rule = await rules.create(admin, replace(DRAFT, enabled=False))
    incident = await world.incident(admin)
    clock.advance(hours=1)
    assert (await world.stored(incident.id))["next_escalation_at"] is None
    await rules.update(admin, rule.id, RuleDraft(enabled=True))
    while (await world.app.escalations.replan()).more:
        pass
    assert minutes_between(rule.active_since, (await stored(world, rule)).active_since) == 60
    assert minutes_between(rule.active_since, (await world.stored(incident.id))["next_escalation_at"]) == 65


def minutes_between(earlier: datetime, later: datetime) -> int:
    return round((later - earlier).total_seconds() / 60)


async def test_two_admins_who_change_one_rule_at_once_come_one_after_the_other(world: World) -> None:
    first, second = await world.admin(), await world.admin()
    rules = world.app.escalation_rules
    rule = await rules.create(first, DRAFT)
    edits = [(first, RuleDraft(after_minutes=6)), (second, RuleDraft(after_minutes=7))]
    await asyncio.gather(*(rules.update(admin, rule.id, edit) for admin, edit in edits))
    [_, *updates] = await log_of(world, rule.id)
    [(_, before, between), (_, again, after)] = updates
    assert (before, between) == ({"after_seconds": 300}, again)
    assert {between["after_seconds"], after["after_seconds"]} == {360, 420}
    assert (await stored(world, rule)).after_seconds == after["after_seconds"]
    assert await revision(world) == 3
