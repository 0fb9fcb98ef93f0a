"""Escalation rules: who may write them, what the log says of a new and of a deleted one, and whom they name."""

import asyncio
from dataclasses import replace

import pytest
from escalation_rules import DRAFT, MANAGERS, log_of, revision, stored, violations
from factories import World

from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.domain.escalation.rules import EscalationAction, Target, TargetKind
from siems.domain.incidents import Severity
from siems.models.base import new_id
from siems.services.escalation_rules import RepeatDraft, RuleDraft, StepDraft


async def test_a_new_rule_is_stored_logged_and_counts_from_now_on(world: World) -> None:
    admin, ada = await world.admin(), await world.engineer("Ada")
    service, category, team = await world.service(), await world.category(), await world.team()
    rule = await world.app.escalation_rules.create(
        admin,
        replace(
            DRAFT,
            severities=[Severity.CRITICAL, Severity.HIGH, Severity.HIGH],
            service_ids=[service.id],
            category_ids=[category.id],
            team_ids=[team.id],
            steps=[
                StepDraft(0, [MANAGERS, Target(TargetKind.USER, ada.id), MANAGERS]),
                StepDraft(10, [], [EscalationAction.RAISE_SEVERITY]),
            ],
            repeat=RepeatDraft(2, 15),
            acknowledge_timeout_minutes=60,
            parameters={"percent": 80},
        ),
    )
    kept = await stored(world, rule)
    assert (kept.severities, kept.service_ids, kept.team_ids) == (
        ["HIGH", "CRITICAL"],
        [str(service.id)],
        [str(team.id)],
    )
    assert (kept.after_seconds, kept.repeats, kept.repeat_seconds, kept.acknowledge_timeout_seconds) == (
        300,
        2,
        900,
        3600,
    )
    assert kept.active_since == kept.created_at
    both = {
        "name": "Nobody has it",
        "strategy": "UNASSIGNED",
        "after_seconds": 300,
        "severities": ["HIGH", "CRITICAL"],
        "parameters": {"percent": 80},
        "repeats": 2,
        "repeat_seconds": 900,
        "acknowledge_timeout_seconds": 3600,
        "enabled": True,
    }
    steps = [
        {
            "delay_seconds": 0,
            "targets": [{"kind": "ALL_MANAGERS"}, {"kind": "USER", "user": {"id": str(ada.id), "name": "Ada"}}],
            "actions": ["NOTIFY"],
        },
        {"delay_seconds": 600, "targets": [], "actions": ["RAISE_SEVERITY"]},
    ]
    named = {
        "services": [{"id": str(service.id), "name": "Checkout"}],
        "categories": [{"id": str(category.id), "name": "Outage"}],
        "teams": [{"id": str(team.id), "name": "Platform"}],
    }
    assert await log_of(world, rule.id) == [("CREATED", {}, {**both, **named, "steps": steps})]
    assert await revision(world) == 1


async def test_what_a_new_rule_does_not_say_has_a_default(world: World) -> None:
    rule = await stored(world, await world.app.escalation_rules.create(await world.admin(), DRAFT))
    assert (rule.severities, rule.service_ids, rule.category_ids, rule.team_ids) == ([], [], [], [])
    assert (rule.repeats, rule.repeat_seconds, rule.acknowledge_timeout_seconds) == (0, 0, 1800)
    assert (rule.parameters, rule.enabled) == ({}, True)


async def test_a_rule_that_an_admin_writes_escalates(world: World, clock: OffsetClock) -> None:
    admin, grace = await world.admin(), await world.manager("Grace")
    await world.app.escalation_rules.create(admin, replace(DRAFT, after_minutes=0))
    incident = await world.incident(admin)
    assert (await world.app.escalations.sweep()).fired == 1
    assert (await world.log(incident.id, grace))[-1].action == "ESCALATED"


@pytest.mark.parametrize("role", ["manager", "engineer"])
async def test_only_admins_change_rules(world: World, role: str) -> None:
    admin = await world.admin()
    person = await (world.manager() if role == "manager" else world.engineer())
    rules = world.app.escalation_rules
    rule = await rules.create(admin, DRAFT)
    before = await world.fingerprint()
    for act in (
        rules.create(person, replace(DRAFT, name="Another")),
        rules.update(person, rule.id, RuleDraft(enabled=False)),
        rules.delete(person, rule.id),
    ):
        with pytest.raises(Forbidden):
            await act
    assert await world.fingerprint() == before
    assert [row.id for row in await rules.all(person)] == [rule.id]


async def test_a_rule_of_another_organization_is_not_found(world: World, other_world: World) -> None:
    rule = await world.app.escalation_rules.create(await world.admin(), DRAFT)
    before, stranger = await world.fingerprint(), await other_world.admin()
    rules = world.app.escalation_rules
    for act in (rules.update(stranger, rule.id, RuleDraft(name="Mine")), rules.delete(stranger, rule.id)):
        with pytest.raises(NotFound) as refusal:
            await act
        assert refusal.value.field == ("escalationRuleId",)
    assert await rules.by_ids(stranger, [rule.id]) == {}
    assert await world.fingerprint() == before


async def test_a_deleted_rule_is_gone_and_its_name_is_free(world: World) -> None:
    admin = await world.admin()
    rules = world.app.escalation_rules
    rule = await rules.create(admin, DRAFT)
    await rules.delete(admin, rule.id, "too noisy")
    assert await log_of(world, rule.id) != []
    assert (await log_of(world, rule.id))[1:] == [("DELETED", {"name": "Nobody has it"}, {})]
    assert await revision(world) == 2
    assert (await rules.all(admin), await rules.by_ids(admin, [rule.id])) == ([], {})
    before = await world.fingerprint()
    for act in (rules.delete(admin, rule.id), rules.update(admin, rule.id, RuleDraft(name="Back"))):
        with pytest.raises(NotFound):
            await act
    assert await world.fingerprint() == before
    again = await rules.create(admin, DRAFT)
    assert [row.id for row in await rules.all(admin)] == [again.id]


async def test_a_deleted_rule_escalates_nothing_more(world: World, clock: OffsetClock) -> None:
    admin = await world.admin()
    rule = await world.app.escalation_rules.create(admin, DRAFT)
    await world.incident(admin)
    await world.app.escalation_rules.delete(admin, rule.id)
    clock.advance(minutes=6)
    assert (await world.app.escalations.sweep()).fired == 0


async def test_rules_stand_in_the_order_of_their_names(world: World) -> None:
    admin = await world.admin()
    for name in ("b", "a", "c"):
        await world.app.escalation_rules.create(admin, replace(DRAFT, name=name))
    assert [row.name for row in await world.app.escalation_rules.all(await world.engineer())] == ["a", "b", "c"]


async def test_of_two_admins_who_take_one_name_at_once_one_is_refused(world: World) -> None:
    first, second = await world.admin(), await world.admin()
    done = await asyncio.gather(
        *(world.app.escalation_rules.create(admin, DRAFT) for admin in (first, second)), return_exceptions=True
    )
    refusals = [each for each in done if isinstance(each, BaseException)]
    assert [type(each) for each in refusals] == [ValidationFailed]
    assert str(refusals[0]) == 'There is an escalation rule "Nobody has it" already.'
    assert len(await world.app.escalation_rules.all(first)) == 1


async def test_nobody_is_named_who_is_deactivated_at_that_moment(world: World) -> None:
    admin, ada = await world.admin(), await world.engineer("Ada")
    draft = replace(DRAFT, steps=[StepDraft(0, [Target(TargetKind.USER, ada.id)])])
    done = await asyncio.gather(
        world.app.people.deactivate(admin, ada.id),
        world.app.escalation_rules.create(admin, draft),
        return_exceptions=True,
    )
    if isinstance(done[1], BaseException):
        assert str(done[1]) == "Ada is deactivated."
        return
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action FROM configuration_log WHERE organization_id = $1 AND subject_id = ANY ($2) ORDER BY id",
            world.organization.id,
            [ada.id, done[1].id],
        )
    assert [row["action"] for row in rows] == ["CREATED", "CREATED", "DEACTIVATED"]


async def test_an_unknown_rule_is_not_found(world: World) -> None:
    with pytest.raises(NotFound) as refusal:
        await world.app.escalation_rules.update(await world.admin(), new_id(), RuleDraft())
    assert (refusal.value.message, refusal.value.field) == (
        "There is no escalation rule with this id.",
        ("escalationRuleId",),
    )


async def test_there_is_an_end_to_how_many_rules_there_may_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siems.services.escalation_rules.MOST_RULES", 3)
    admin, service = await world.admin(), world.app.escalation_rules
    one, *_ = [await service.create(admin, replace(DRAFT, name=name)) for name in ("One", "Two")]
    three_at_once = [service.create(admin, replace(DRAFT, name=name)) for name in ("Three", "Four", "Five")]
    made = await asyncio.gather(*three_at_once, return_exceptions=True)
    assert sorted(type(each).__name__ for each in made) == ["EscalationRule", "ValidationFailed", "ValidationFailed"]
    assert await violations(world, admin, replace(DRAFT, name="Six")) == {
        "": "There are 3 escalation rules, which is all that there may be. Delete some of them."
    }
    await service.delete(admin, one.id)
    await service.create(admin, replace(DRAFT, name="Six"))
