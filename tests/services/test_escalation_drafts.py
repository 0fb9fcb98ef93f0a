"""Drafts of escalation rules: what is refused, what is blamed, and what a strategy may ask for."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from escalation_rules import DRAFT, MANAGERS, STEP, violations
from factories import World

from siems.domain.escalation import strategies as registry
from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationAction, EscalationRule, Target, TargetKind
from siems.domain.escalation.strategies import EscalationStrategy
from siems.models import EscalationRule as RuleRow
from siems.services.escalation_rules import RepeatDraft, RuleDraft, StepDraft

NOBODY = UUID(int=7)
PERCENT = 'It needs the parameter "percent", a whole number from 1 to 500: {"percent": 80}.'
DEEP: dict[str, Any] = {}
for _ in range(9):
    DEEP = {"in": DEEP}


WRONG: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("no name", {"name": " "}, {"name": "This must not be empty."}),
    ("a long name", {"name": "x" * 101}, {"name": "This has 101 characters; at most 100 are allowed."}),
    ("a name of two lines", {"name": "a\nb"}, {"name": "This must be a single line."}),
    (
        "an unknown strategy",
        {"strategy": "BORED"},
        {
            "strategy": "There is no such strategy. "
            "Those that exist: NOT_STARTED, SILENT, SLA_CONSUMED, UNASSIGNED, UNRESOLVED."
        },
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
        {"afterMinutes": "Silence takes time: it begins to count after 1 minute at the earliest."},
    ),
    *(
        (f"{percent!r} percent", {"strategy": "SLA_CONSUMED", "parameters": given}, {"parameters.percent": PERCENT})
        for percent in (None, 0, 501, "80", True)
        for given in ({} if percent is None else {"percent": percent},)
    ),
    (
        "an unknown promise",
        {"strategy": "SLA_CONSUMED", "parameters": {"percent": 80, "target": "CLOSE"}},
        {"parameters.target": 'The parameter "target" must be one of RESPOND, RESOLVE, or not be there.'},
    ),
    (
        "an unknown parameter",
        {"strategy": "SLA_CONSUMED", "parameters": {"percent": 80, "tier": "GOLD"}},
        {"parameters": 'It knows no parameter "tier", only "percent" and "target".'},
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
