"""The ladder: which step is next, and when. Minutes count from 12:00."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.ladder import Fired, Plan, next_step, plan
from siems.domain.escalation.rules import EscalationRule, Step
from siems.domain.escalation.strategies import BUILT_IN, EscalationStrategy
from siems.domain.hours import WeeklyHours
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.matching import Match
from siems.domain.sla import BusinessCalendar, Commitment, SlaTarget

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SERVICE, TEAM, CATEGORY = UUID(int=1), UUID(int=2), UUID(int=3)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def minutes(*delays: float) -> tuple[Step, ...]:
    return tuple(Step(timedelta(minutes=delay)) for delay in delays)


FACTS = IncidentFacts(
    status=IncidentStatus.OPEN,
    severity=Severity.HIGH,
    category_id=CATEGORY,
    service_id=SERVICE,
    team_id=TEAM,
    escalation_round=1,
    round_started_at=NOON,
    assigned_at=None,
    last_activity_at=NOON,
    hold_began_at=None,
    imported_at=None,
    created_at=NOON,
    started_at=None,
    commitments=(Commitment(SlaTarget.RESOLVE, NOON, timedelta(minutes=20), None),),
)
NEVER = Commitment(SlaTarget.RESPOND, NOON, timedelta(minutes=1), BusinessCalendar(WeeklyHours(()), ZoneInfo("UTC")))
ASSIGNED = replace(FACTS, status=IncidentStatus.ASSIGNED, assigned_at=at(20))
WORKED_ON = replace(ASSIGNED, status=IncidentStatus.IN_PROGRESS, last_activity_at=at(30))
RESOLVED = replace(ASSIGNED, status=IncidentStatus.RESOLVED)
CLOSED = replace(ASSIGNED, status=IncidentStatus.CLOSED)
RULE = EscalationRule(
    id=UUID(int=9),
    name="Late",
    match=Match(),
    strategy="UNASSIGNED",
    after=timedelta(minutes=5),
    steps=minutes(0, 10, 15),
    active_since=at(-600),
    parameters=MappingProxyType({"percent": 50}),
)


def due(rule: EscalationRule, facts: IncidentFacts, *fired: Fired) -> tuple[int, int, float] | None:
    """Repeat, step and minute of what is next."""
    found = next_step(rule, BUILT_IN[rule.strategy], facts, fired)
    return None if found is None else (found.repeat, found.step, (found.due_at - NOON) / timedelta(minutes=1))


def climbed(*times: float, repeat: int = 0, starts: float = 5) -> tuple[Fired, ...]:
    """The first steps of a ladder that started at `starts`, fired at these minutes."""
    return tuple(Fired(repeat, step, at(starts), at(minute)) for step, minute in enumerate(times))


@pytest.mark.parametrize(
    ("strategy", "facts", "minute"),
    [
        ("UNASSIGNED", FACTS, 5),
        ("UNASSIGNED", ASSIGNED, None),
        ("UNASSIGNED", WORKED_ON, None),
        ("UNASSIGNED", RESOLVED, None),
        ("NOT_STARTED", FACTS, None),
        ("NOT_STARTED", ASSIGNED, 25),
        ("NOT_STARTED", WORKED_ON, None),
        ("NOT_STARTED", CLOSED, None),
        ("UNRESOLVED", FACTS, 5),
        ("UNRESOLVED", ASSIGNED, 5),
        ("UNRESOLVED", WORKED_ON, 5),
        ("UNRESOLVED", RESOLVED, None),
        ("SILENT", FACTS, 5),
        ("SILENT", WORKED_ON, 35),
        ("SILENT", RESOLVED, None),
        ("SILENT", CLOSED, None),
        ("SLA_CONSUMED", FACTS, 15),
        ("SLA_CONSUMED", replace(FACTS, commitments=()), None),
        ("SLA_CONSUMED", replace(FACTS, commitments=(NEVER,)), None),
        ("SLA_CONSUMED", replace(FACTS, commitments=(NEVER, *FACTS.commitments)), 15),
    ],
)
def test_a_strategy_says_when_the_ladder_starts(strategy: str, facts: IncidentFacts, minute: float | None) -> None:
    expected = None if minute is None else (0, 0, minute)
    assert due(replace(RULE, strategy=strategy), facts) == expected


@pytest.mark.parametrize("strategy", sorted(BUILT_IN))
def test_no_time_counts_from_before_the_round_the_rule_or_the_import(strategy: str) -> None:
    rule, facts = replace(RULE, strategy=strategy), ASSIGNED if strategy == "NOT_STARTED" else FACTS
    assert due(rule, replace(facts, round_started_at=at(60))) == (0, 0, 65)
    assert due(replace(rule, active_since=at(70)), facts) == (0, 0, 75)
    assert due(rule, replace(facts, imported_at=at(80))) == (0, 0, 85)


def test_each_step_follows_the_one_before_it_by_its_delay() -> None:
    assert due(replace(RULE, steps=minutes(2, 10)), FACTS) == (0, 0, 7)
    assert due(RULE, FACTS, *climbed(5)) == (0, 1, 15)
    assert due(RULE, FACTS, *climbed(5, 15)) == (0, 2, 30)
    assert due(RULE, FACTS, *climbed(5, 15, 30)) is None


def test_a_step_that_fired_late_gives_the_next_one_its_whole_delay() -> None:
    assert due(RULE, FACTS, *climbed(1445)) == (0, 1, 1455)


def test_a_ladder_is_climbed_again_as_often_as_the_rule_repeats() -> None:
    rule = replace(RULE, steps=minutes(0, 10), repeats=2, repeat_delay=timedelta(minutes=30))
    first = climbed(5, 15)
    assert due(rule, FACTS, *first) == (1, 0, 45)
    second = (*first, *climbed(45, repeat=1))
    assert due(rule, FACTS, *second) == (1, 1, 55)
    third = (*second, Fired(1, 1, at(5), at(55)), *climbed(85, 95, repeat=2))
    assert due(rule, FACTS, *third) is None


def test_missed_repeats_are_one() -> None:
    rule = replace(RULE, steps=minutes(0), repeats=20, repeat_delay=timedelta(minutes=30))
    assert due(rule, FACTS, *climbed(5)) == (1, 0, 35)
    assert due(rule, FACTS, *climbed(5), *climbed(1475, repeat=1)) == (2, 0, 1505)


def test_a_repeat_without_a_delay_still_lets_a_second_pass() -> None:
    assert due(replace(RULE, steps=minutes(0), repeats=1), FACTS, *climbed(5)) == (1, 0, 5 + 1 / 60)


def test_a_silence_that_was_broken_starts_the_ladder_anew() -> None:
    rule = replace(RULE, strategy="SILENT")
    fired = climbed(5, 15)
    assert due(rule, FACTS, *fired) == (0, 2, 30)
    assert due(rule, replace(FACTS, last_activity_at=at(16)), *fired) == (1, 0, 21)
    again = (*fired, *climbed(21, repeat=1, starts=21))
    assert due(rule, replace(FACTS, last_activity_at=at(16)), *again) == (1, 1, 31)


def test_an_acknowledged_incident_stays_quiet_until_nothing_has_happened_for_the_timeout() -> None:
    held = replace(FACTS, hold_began_at=at(6), last_activity_at=at(6))
    assert due(RULE, held, *climbed(5)) == (0, 1, 36)
    assert due(RULE, replace(held, last_activity_at=at(50)), *climbed(5)) == (0, 1, 80)
    assert due(replace(RULE, acknowledge_timeout=timedelta(minutes=1)), held, *climbed(5)) == (0, 1, 15)


def test_an_acknowledgement_holds_the_first_step_as_well() -> None:
    assert due(RULE, replace(FACTS, hold_began_at=at(1))) == (0, 0, 31)


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        (Match(), True),
        (Match(severities=frozenset({Severity.HIGH, Severity.CRITICAL})), True),
        (Match(severities=frozenset({Severity.CRITICAL})), False),
        (Match(service_ids=frozenset({SERVICE})), True),
        (Match(service_ids=frozenset({TEAM})), False),
        (Match(category_ids=frozenset({CATEGORY})), True),
        (Match(category_ids=frozenset({TEAM})), False),
        (Match(team_ids=frozenset({TEAM})), True),
        (Match(team_ids=frozenset({SERVICE})), False),
        (Match(severities=frozenset({Severity.HIGH}), team_ids=frozenset({SERVICE})), False),
    ],
)
def test_a_rule_is_for_what_it_matches(match: Match, holds: bool) -> None:
    assert (due(replace(RULE, match=match), FACTS) is not None) == holds


def test_a_rule_without_steps_is_never_due() -> None:
    assert due(replace(RULE, steps=()), FACTS) is None


def planned(*rules: EscalationRule, facts: IncidentFacts = FACTS) -> Plan:
    return plan(rules, facts, {}, {**BUILT_IN, "BROKEN": Broken(), "NAIVE": Naive()})


class Broken(EscalationStrategy):
    name, described = "BROKEN", "broken"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        raise ZeroDivisionError("poisoned")


class Naive(EscalationStrategy):
    name, described = "NAIVE", "naive"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        return cast(datetime, "2026-11-24")


def test_the_earliest_step_of_all_rules_comes_first() -> None:
    late, early = replace(RULE, after=timedelta(minutes=9)), replace(RULE, id=UUID(int=8), name="Early")
    found = planned(late, early)
    assert found.next is not None
    assert (found.next.rule.name, found.next.due_at) == ("Early", at(5))


@pytest.mark.parametrize(
    ("strategy", "problem"),
    [
        ("BROKEN", "ZeroDivisionError: poisoned"),
        ("GONE", "StrategyGone: there is no escalation strategy GONE here: is its package installed?"),
        (
            "NAIVE",
            "TypeError: a strategy must say None or a moment with a time zone, not '2026-11-24'",
        ),
    ],
)
def test_a_rule_that_cannot_be_evaluated_stops_no_other(strategy: str, problem: str) -> None:
    found = planned(replace(RULE, strategy=strategy), RULE)
    assert found.next is not None
    assert found.next.due_at == at(5)
    assert [f"{type(each.error).__name__}: {each.error}" for each in found.problems] == [problem]


def test_nobody_asks_strategies_about_what_is_resolved() -> None:
    assert planned(replace(RULE, strategy="BROKEN"), RULE, facts=RESOLVED) == Plan(None)
