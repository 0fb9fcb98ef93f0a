"""Escalation rules: who may write them, what is refused, what the log says, and from when on they count."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World

from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.domain.escalation import strategies as registry
from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationAction, EscalationRule, Target, TargetKind
from siems.domain.escalation.strategies import EscalationStrategy
from siems.domain.incidents import Severity
from siems.models import EscalationRule as RuleRow
from siems.models.base import new_id
from siems.services.escalation_rules import RepeatDraft, RuleDraft, StepDraft

MANAGERS = Target(TargetKind.ALL_MANAGERS)
STEP = StepDraft(0, (MANAGERS,))
DRAFT = RuleDraft(name="Nobody has it", strategy="UNASSIGNED", after_minutes=5, steps=(STEP,))
NOBODY = UUID(int=7)
DEEP: dict[str, Any] = {}
for _ in range(9):
    DEEP = {"in": DEEP}


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


WRONG: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("no name", {"name": " "}, {"name": "This must not be empty."}),
    ("a long name", {"name": "x" * 101}, {"name": "This has 101 characters; at most 100 are allowed."}),
    ("a name of two lines", {"name": "a\nb"}, {"name": "This must be a single line."}),
    (
        "an unknown strategy",
        {"strategy": "BORED"},
        {"strategy": "There is no such strategy. Those that exist: NOT_STARTED, SILENT, UNASSIGNED, UNRESOLVED."},
    ),
    ("less than no time", {"after_minutes": -1}, {"afterMinutes": "This must be 0 to 10,080 minutes; it is -1."}),
    (
        "more than a week",
        {"after_minutes": 10_081},
        {"afterMinutes": "This must be 0 to 10,080 minutes; it is 10,081."},
    ),
    (
        "silent at once",
        {"strategy": "SILENT", "after_minutes": 0},
        {"strategy": "Silence takes time: it begins to count after 1 minute at the earliest."},
    ),
    ("an unknown service", {"service_ids": [NOBODY]}, {"serviceIds.0": "There is no service with this id."}),
    ("an unknown category", {"category_ids": [NOBODY]}, {"categoryIds.0": "There is no category with this id."}),
    ("an unknown team", {"team_ids": [NOBODY]}, {"teamIds.0": "There is no team with this id."}),
    ("no step", {"steps": []}, {"steps": "A ladder has 1 to 10 steps; this one has 0."}),
    ("too many steps", {"steps": [STEP] * 11}, {"steps": "A ladder has 1 to 10 steps; this one has 11."}),
    (
        "a late step",
        {"steps": [STEP, replace(STEP, delay_minutes=1441)]},
        {"steps.1.delayMinutes": "This must be 0 to 1,440 minutes; it is 1,441."},
    ),
    (
        "an early step",
        {"steps": [replace(STEP, delay_minutes=-1)]},
        {"steps.0.delayMinutes": "This must be 0 to 1,440 minutes; it is -1."},
    ),
    (
        "a step that does nothing",
        {"steps": [replace(STEP, actions=())]},
        {"steps.0.actions": "A step does at least one thing."},
    ),
    (
        "a step that tells nobody",
        {"steps": [replace(STEP, targets=())]},
        {"steps.0.targets": "NOTIFY needs somebody to tell: name at least one target."},
    ),
    (
        "targets that nothing tells",
        {"steps": [replace(STEP, actions=(EscalationAction.RAISE_SEVERITY,))]},
        {"steps.0.targets": "Only NOTIFY tells anybody, and this step has no such action."},
    ),
    (
        "too many targets",
        {"steps": [replace(STEP, targets=(MANAGERS,) * 21)]},
        {"steps.0.targets": "These are 21; at most 20 are allowed."},
    ),
    (
        "an unknown person",
        {"steps": [replace(STEP, targets=(MANAGERS, Target(TargetKind.USER, NOBODY)))]},
        {"steps.0.targets.1.userId": "There is no user with this id."},
    ),
    (
        "a person without a name",
        {"steps": [replace(STEP, targets=(Target(TargetKind.USER),))]},
        {"steps.0.targets.0.userId": "USER needs this: who is it?"},
    ),
    (
        "a person as well",
        {"steps": [replace(STEP, targets=(Target(TargetKind.ASSIGNEE, NOBODY),))]},
        {"steps.0.targets.0.userId": "ASSIGNEE names nobody: only USER takes this."},
    ),
    ("repeats below none", {"repeat": RepeatDraft(-1)}, {"repeat.times": "This must be 0 to 20; it is -1."}),
    ("too many repeats", {"repeat": RepeatDraft(21)}, {"repeat.times": "This must be 0 to 20; it is 21."}),
    (
        "repeats all the time",
        {"repeat": RepeatDraft(1, 0)},
        {"repeat.everyMinutes": "This must be 1 to 10,080 minutes; it is 0."},
    ),
    (
        "an acknowledgement of no use",
        {"acknowledge_timeout_minutes": 0},
        {"acknowledgeTimeoutMinutes": "This must be 1 to 1,440 minutes; it is 0."},
    ),
    (
        "an acknowledgement for ever",
        {"acknowledge_timeout_minutes": 1441},
        {"acknowledgeTimeoutMinutes": "This must be 1 to 1,440 minutes; it is 1,441."},
    ),
    ("a list of parameters", {"parameters": [1]}, {"parameters": "This must be a JSON object."}),
    (
        "fractions",
        {"parameters": {"share": [0.5]}},
        {"parameters": "Numbers in it must be whole; write others as text."},
    ),
    (
        "a NUL in a key",
        {"parameters": {"a\x00": 1}},
        {"parameters": "This contains a character that cannot be stored."},
    ),
    (
        "half a pair",
        {"parameters": {"a": "\ud800"}},
        {"parameters": "This contains a character that cannot be stored."},
    ),
    ("deep parameters", {"parameters": DEEP}, {"parameters": "This is nested too deeply."}),
    (
        "long parameters",
        {"parameters": {"a": "x" * 2000}},
        {"parameters": "This is longer than 2,000 characters."},
    ),
]


@pytest.mark.parametrize(("wrong", "blamed"), [pytest.param(wrong, said, id=id) for id, wrong, said in WRONG])
async def test_a_rule_with_this_is_refused_whether_new_or_not(
    world: World, wrong: dict[str, Any], blamed: dict[str, str]
) -> None:
    admin = await world.admin()
    rule = await world.app.escalation_rules.create(admin, replace(DRAFT, name="There"))
    assert await violations(world, admin, replace(DRAFT, **wrong)) == blamed
    assert await violations(world, admin, RuleDraft(**wrong), rule) == blamed


async def test_everything_that_is_wrong_is_said_at_once(world: World, other_world: World) -> None:
    admin, gone = await world.admin(), await world.engineer("Eve")
    await world.app.people.deactivate(admin, gone.id)
    stranger, elsewhere = await other_world.engineer(), await other_world.service()
    await world.app.escalation_rules.create(admin, DRAFT)
    people = [Target(TargetKind.USER, person.id) for person in (gone, stranger)]
    draft = RuleDraft(
        name="Nobody has it",
        strategy="",
        service_ids=[elsewhere.id],
        steps=[StepDraft(-1, people), StepDraft(0, (), ())],
        repeat=RepeatDraft(99, 0),
        acknowledge_timeout_minutes=0,
        parameters="",
    )
    found = await violations(world, admin, draft)
    assert list(found) == [
        "name",
        "afterMinutes",
        "strategy",
        "serviceIds.0",
        "steps.0.delayMinutes",
        "steps.0.targets.0.userId",
        "steps.0.targets.1.userId",
        "steps.1.actions",
        "repeat.times",
        "repeat.everyMinutes",
        "acknowledgeTimeoutMinutes",
        "parameters",
    ]
    assert found["name"] == 'There is an escalation rule "Nobody has it" already.'
    assert found["afterMinutes"] == "A rule needs this."
    assert found["steps.0.targets.0.userId"] == "Eve is deactivated."
    assert found["steps.0.targets.1.userId"] == "There is no user with this id."


async def test_an_empty_draft_says_what_a_rule_needs(world: World) -> None:
    assert await violations(world, await world.admin(), RuleDraft()) == {
        "name": "This must not be empty.",
        "strategy": "A rule needs this.",
        "afterMinutes": "A rule needs this.",
        "steps": "A rule needs this.",
    }


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


class Percent(EscalationStrategy):
    """One as another package may have: it needs a parameter."""

    name = "PERCENT"
    described = "over its budget"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        return None

    def problem_with(self, rule: EscalationRule) -> str | None:
        if isinstance(rule.parameters.get("percent"), int):
            return None
        return f"PERCENT needs `percent`, and {len(rule.steps)} step has none."


async def test_a_strategy_of_another_package_may_refuse_a_rule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, rules = await world.admin(), world.app.escalation_rules
    everything = {**registry.BUILT_IN, "PERCENT": Percent()}
    monkeypatch.setattr("siems.services.escalation_drafts.strategies", lambda: everything)
    draft = replace(DRAFT, strategy="PERCENT")
    problem = {"strategy": "PERCENT needs `percent`, and 1 step has none."}
    assert await violations(world, admin, draft) == problem
    rule = await rules.create(admin, replace(draft, parameters={"percent": 80}))
    assert await violations(world, admin, RuleDraft(parameters={}), rule) == problem
    assert (await rules.update(admin, rule.id, RuleDraft(parameters={"percent": 90}))).parameters == {"percent": 90}


async def test_a_rule_whose_strategy_is_gone_can_be_disabled_and_not_enabled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, rules = await world.admin(), world.app.escalation_rules
    with monkeypatch.context() as package:
        everything = {**registry.BUILT_IN, "PERCENT": Percent()}
        package.setattr("siems.services.escalation_drafts.strategies", lambda: everything)
        rule = await rules.create(admin, replace(DRAFT, strategy="PERCENT", parameters={"percent": 80}))
    assert (await rules.update(admin, rule.id, RuleDraft(enabled=False, name="Old"))).enabled is False
    gone = {"strategy": "There is no such strategy here: is its package installed?"}
    assert await violations(world, admin, RuleDraft(enabled=True), rule) == gone
    assert await violations(world, admin, RuleDraft(after_minutes=9), rule) == gone


async def test_a_draft_for_a_simulation_needs_no_name(world: World) -> None:
    async with world.app.units.of(world.organization.id) as work:
        columns = await replace(DRAFT, name=None).checked(work)
    assert "name" not in columns
    assert set(columns) == set(RuleRow._meta.db_fields) - {
        "id",
        "organization_id",
        "name",
        "active_since",
        "created_at",
        "deleted_at",
    }


async def test_an_unknown_rule_is_not_found(world: World) -> None:
    with pytest.raises(NotFound) as refusal:
        await world.app.escalation_rules.update(await world.admin(), new_id(), RuleDraft())
    assert (refusal.value.message, refusal.value.field) == (
        "There is no escalation rule with this id.",
        ("escalationRuleId",),
    )
