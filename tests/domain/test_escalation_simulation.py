"""What a rule would have done, replayed from the log alone."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.escalation.facts import IncidentFacts, reported
from siems.domain.escalation.ladder import Fired, plan
from siems.domain.escalation.rules import EscalationRule, Step
from siems.domain.escalation.simulation import Firing, Happened, Replay, replay
from siems.domain.escalation.strategies import BUILT_IN, EscalationStrategy
from siems.domain.escalation.tally import Day, FiringOf, Happenings, Overlap, StepCount, Tally, Week
from siems.domain.incidents import Severity
from siems.domain.log import Action, ActorKind
from siems.domain.matching import Match

START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
AN_HOUR = 60
TEAM = UUID(int=7)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def minutes(moment: datetime) -> float:
    return (moment - START) / timedelta(minutes=1)


def a_rule(
    strategy: str = "UNASSIGNED", *, after: float = 5, delays: Iterable[float] = (0,), **more: Any
) -> EscalationRule:
    """A rule for every incident, in minutes."""
    return EscalationRule(
        id=UUID(int=1),
        name="A rule",
        strategy=strategy,
        after=timedelta(minutes=after),
        steps=tuple(Step(timedelta(minutes=delay)) for delay in delays),
        active_since=datetime(2030, 1, 1, tzinfo=UTC),  # which a simulation does not go by
        **{"match": Match(), **more},
    )


def did(minute: float, action: str, actor: ActorKind = ActorKind.USER, **after: Any) -> Happened:
    return Happened(action, at(minute), after, actor)


def report(minute: float = 0, severity: str = "HIGH", **more: Any) -> Happened:
    return did(minute, "REPORTED", status="OPEN", severity=severity, category=None, service=None, team=None, **more)


def assigned(minute: float, action: str = "ASSIGNED", actor: ActorKind = ActorKind.USER) -> Happened:
    return did(minute, action, actor, status="ASSIGNED")


def started(minute: float) -> Happened:
    return did(minute, "STARTED", status="IN_PROGRESS")


def resolved(minute: float) -> Happened:
    return did(minute, "RESOLVED", status="RESOLVED")


def reopened(minute: float) -> Happened:
    return did(minute, "REOPENED", status="IN_PROGRESS")


def comment(minute: float, actor: ActorKind = ActorKind.USER) -> Happened:
    return did(minute, "COMMENTED", actor, body="Hm")


def replayed(rule: EscalationRule, *history: Happened, since: float = 0, until: float = AN_HOUR, **more: Any) -> Replay:
    return replay(rule, BUILT_IN[rule.strategy], history, at(since), at(until), **more)


def fires_at(rule: EscalationRule, *history: Happened, **more: Any) -> list[float]:
    """The minutes at which the rule would have fired."""
    return [minutes(firing.fires_at) for firing in replayed(rule, *history, **more).firings]


LADDER = a_rule(delays=(0, 10))
UNRESOLVED = a_rule("UNRESOLVED", after=10)
SILENT = a_rule("SILENT", after=20)
NOT_STARTED = a_rule("NOT_STARTED", after=10)
CRITICAL_ONLY = a_rule(match=Match(severities=frozenset({Severity.CRITICAL})))
RAISED = did(12, "SEVERITY_CHANGED", severity="CRITICAL")


@pytest.mark.parametrize(
    ("rule", "history", "expected"),
    [
        pytest.param(a_rule(), [report()], [5], id="what nobody takes is escalated when its time is over"),
        pytest.param(a_rule(), [report(), assigned(4)], [], id="what was assigned in time is not"),
        pytest.param(a_rule(), [report(), assigned(5)], [], id="an act at the very moment comes first"),
        pytest.param(a_rule(), [report(), assigned(6)], [5], id="what was assigned too late is"),
        pytest.param(LADDER, [report()], [5, 15], id="a ladder is climbed step by step"),
        pytest.param(LADDER, [report(), assigned(10)], [5], id="a ladder ends with its condition"),
        pytest.param(
            a_rule(delays=(0, 10), repeats=1, repeat_delay=timedelta(minutes=20)),
            [report()], [5, 15, 35, 45], id="and is climbed again",
        ),
        pytest.param(a_rule(delays=(0, 0, 0)), [report()], [5, 5, 5], id="steps without a delay come at once"),
        pytest.param(UNRESOLVED, [report(), resolved(9)], [], id="what was resolved in time is not escalated"),
        pytest.param(UNRESOLVED, [report(), resolved(9), reopened(30)], [40], id="reopening begins anew"),
        pytest.param(
            a_rule(), [report(), assigned(6), did(20, "UNASSIGNED", status="OPEN")], [5, 25],
            id="the second round is escalated like the first",
        ),
        pytest.param(
            NOT_STARTED, [report(), assigned(1), assigned(9, "REASSIGNED")], [19],
            id="the second assignee has as much time as the first",
        ),
        pytest.param(NOT_STARTED, [report(), assigned(1), started(5)], [], id="what was started in time is not"),
        pytest.param(
            a_rule("UNRESOLVED", after=10, delays=(0, 10)),
            [report(), assigned(11), started(15)], [10, 45],
            id="starting holds the ladder until the time for acknowledgements is over; then it goes on",
        ),
        pytest.param(
            a_rule("UNRESOLVED", after=10, delays=(0, 10)),
            [report(), did(12, "ACKNOWLEDGED", escalations=[]), comment(20)], [10, 50],
            id="and acts make that longer",
        ),
        pytest.param(SILENT, [report(), comment(10), comment(25)], [45], id="a comment breaks the silence"),
        pytest.param(SILENT, [report(), comment(25)], [20, 45], id="and what was silent too long may be so again"),
        pytest.param(SILENT, [report(), comment(10, ActorKind.SYSTEM)], [20], id="what SIEMS does breaks no silence"),
        pytest.param(SILENT, [report(), comment(10, ActorKind.IMPORT)], [30], id="what an import tells does"),
        pytest.param(CRITICAL_ONLY, [report(severity="HIGH")], [], id="a rule is for what it matches"),
        pytest.param(CRITICAL_ONLY, [report(severity="HIGH"), RAISED], [12], id="from when it matches on"),
        pytest.param(
            a_rule(match=Match(team_ids=frozenset({TEAM}))),
            [report(), did(3, "UPDATED", team={"id": str(TEAM), "name": "Network"})], [5],
            id="teams are read from the log",
        ),
        pytest.param(a_rule(), [report(), did(2, "SHOUTED", body="Ah")], [5], id="unknown acts change nothing"),
        pytest.param(a_rule(), [], [], id="without a history there is nothing"),
        pytest.param(
            a_rule(), [report(8), assigned(9), did(3, "UNASSIGNED", status="OPEN")], [14],
            id="time does not run backwards, whatever a log says",
        ),
    ],
)  # fmt: skip
def test_a_rule_would_have_fired_exactly_then(
    rule: EscalationRule, history: list[Happened], expected: list[float]
) -> None:
    assert fires_at(rule, *history) == expected


def test_nothing_fires_before_the_rule_is_in_force_and_its_time_counts_from_then() -> None:
    assert fires_at(a_rule(), report(-500), since=0) == [5]
    assert fires_at(SILENT, report(-500), comment(-10), since=0) == [20]
    assert fires_at(a_rule(), report(), since=30) == [35]


def test_an_acknowledgement_from_before_holds_as_well() -> None:
    rule = a_rule("UNRESOLVED", after=5)
    assert fires_at(rule, report(-60), assigned(-50), started(-10), since=0) == [20]


def test_the_end_is_not_part_of_the_time() -> None:
    assert fires_at(a_rule(), report(), until=5) == []
    assert fires_at(a_rule(), report(), until=5.001) == [5]
    assert fires_at(a_rule(), report(), comment(9), until=5) == []


def test_what_was_due_before_the_rule_was_for_the_incident_fires_once_it_is() -> None:
    assert replayed(CRITICAL_ONLY, report(), RAISED).firings == (Firing(1, 0, 0, at(5), at(12)),)


def test_a_firing_says_round_repeat_and_step() -> None:
    rule = a_rule(delays=(0, 2), repeats=1)
    found = replayed(rule, report(), assigned(6), did(20, "UNASSIGNED", status="OPEN"))
    places = [(each.round, each.repeat, each.step) for each in found.firings]
    assert places == [(1, 0, 0), (2, 0, 0), (2, 0, 1), (2, 1, 0), (2, 1, 1)]


@pytest.mark.parametrize(
    ("history", "unresolved"),
    [([report()], True), ([report(60)], False), ([report(-9), resolved(-1)], False), ([report(-9), resolved(1)], True)],
)
def test_what_was_done_before_or_not_there_yet_was_not_unresolved(history: list[Happened], unresolved: bool) -> None:
    assert replayed(a_rule(), *history).unresolved is unresolved


def test_there_is_an_end_to_how_often_one_incident_fires() -> None:
    rule = a_rule(repeats=10**9)
    assert replayed(rule, report(), most=3).firings == replayed(rule, report()).firings[:3]
    assert (len(replayed(rule, report()).firings), replayed(rule, report()).cut) == (1000, True)
    assert replayed(a_rule(repeats=2), report(), most=3).cut is False


def test_a_strategy_that_raises_is_not_hidden() -> None:
    class Broken(EscalationStrategy):
        name, described = "BROKEN", "broken"

        def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replay(a_rule("BROKEN"), Broken(), [report()], START, at(9))


# The engine, and the simulation of what it did

Engine = Callable[[EscalationRule, list[Happened], int], tuple[list[Happened], list[Firing]]]


def engine(rule: EscalationRule, acts: list[Happened], until: int) -> tuple[list[Happened], list[Firing]]:
    """A punctual worker: it looks every minute, by `plan` as the real one does, and logs what it fires. Acts of the
    same minute come first. The whole log, and what fired."""
    log: list[Happened] = []
    firings: list[Firing] = []
    facts: IncidentFacts | None = None
    history: dict[int, list[Fired]] = {}
    waiting = list(acts)
    for now in map(at, range(until)):
        while waiting and waiting[0].at == now:
            act = waiting.pop(0)
            log.append(act)
            facts = reported(now, act.after) if facts is None else facts.after(act.action, now, act.after, act.actor)
        while facts is not None:
            fired = history.setdefault(facts.escalation_round, [])
            due = plan([rule], facts, {rule.id: fired}, BUILT_IN).next
            if due is None or due.due_at > now:
                break
            fired.append(Fired(due.repeat, due.step, due.starts_at, now))
            firings.append(Firing(facts.escalation_round, due.repeat, due.step, due.due_at, now))
            log.append(Happened("ESCALATED", now, {"level": len(firings)}, ActorKind.SYSTEM))
            facts = facts.after("ESCALATED", now, {}, ActorKind.SYSTEM)
    return log, firings


ACTS = {
    "OPEN": ["ASSIGNED", "CLAIMED"],
    "ASSIGNED": ["STARTED", "REASSIGNED", "UNASSIGNED"],
    "IN_PROGRESS": ["RESOLVED", "REASSIGNED", "UNASSIGNED"],
    "RESOLVED": ["REOPENED"],
}
LEADS_TO = {
    "ASSIGNED": "ASSIGNED", "CLAIMED": "ASSIGNED", "STARTED": "IN_PROGRESS", "REASSIGNED": "ASSIGNED",
    "UNASSIGNED": "OPEN", "RESOLVED": "RESOLVED", "REOPENED": "IN_PROGRESS",
}  # fmt: skip


@st.composite
def lives(draw: st.DrawFn) -> list[Happened]:
    """What people do to an incident, in whole minutes, as the lifecycle allows it."""
    acts, status, minute = [report()], "OPEN", 0
    for gap in draw(st.lists(st.integers(0, 40), max_size=12)):
        minute += gap
        action = draw(
            st.sampled_from([*ACTS[status], "COMMENTED", "ACKNOWLEDGED", "SEVERITY_CHANGED", "EVENT_RECEIVED"])
        )
        after = {}
        if action in LEADS_TO:
            status = after["status"] = LEADS_TO[action]
        if action == "SEVERITY_CHANGED":
            after["severity"] = draw(st.sampled_from(["LOW", "HIGH", "CRITICAL"]))
        acts.append(
            did(
                minute,
                action,
                draw(st.sampled_from([ActorKind.USER, ActorKind.SYSTEM, ActorKind.INTEGRATION])),
                **after,
            )
        )
    return acts


@st.composite
def rules(draw: st.DrawFn) -> EscalationRule:
    spans = st.integers(0, 30)
    return a_rule(
        draw(st.sampled_from(sorted(BUILT_IN))),
        after=draw(spans),
        delays=draw(st.lists(spans, min_size=1, max_size=3)),
        repeats=draw(st.integers(0, 2)),
        repeat_delay=timedelta(minutes=draw(st.integers(1, 30))),
        acknowledge_timeout=timedelta(minutes=draw(st.integers(1, 60))),
        match=draw(st.sampled_from([Match(), Match(severities=frozenset({Severity.HIGH, Severity.CRITICAL}))])),
    )


@given(lives(), rules(), st.integers(0, 60))
def test_simulating_the_rule_that_was_in_force_tells_what_really_fired(
    acts: list[Happened], rule: EscalationRule, since: int
) -> None:
    log, firings = engine(replace(rule, active_since=at(since)), acts, until=600)
    assert replayed(rule, *log, since=since, until=600).firings == tuple(firings)


def test_every_act_is_known_to_the_lives() -> None:
    """So that a new one is added there, or here."""
    ends_it_or_is_no_matter = {
        "REPORTED",
        "CLOSED",
        "UPDATED",
        "PARTICIPANT_ADDED",
        "PARTICIPANT_REMOVED",
        "ESCALATED",
        "LEFT_UNASSIGNED",
        "SLA_AT_RISK",
        "SLA_BREACHED",
        "CHECKLIST_TICKED",
        "CHECKLIST_UNTICKED",
        "POSTMORTEM_WRITTEN",
    }
    lived = {*LEADS_TO, "COMMENTED", "ACKNOWLEDGED", "SEVERITY_CHANGED", "EVENT_RECEIVED"}
    assert lived | ends_it_or_is_no_matter == set(Action)


# Adding up

NEVER, ONCE = Happenings(), Happenings(by_rules=2, by_hand=1)


def fired(*days: float) -> Replay:
    return Replay(tuple(Firing(1, 0, step, at(1440 * day), at(1440 * day)) for step, day in enumerate(days)), True)


def test_weeks_are_counted_from_monday_with_the_empty_ones_between() -> None:
    tally = Tally(at(1440 * 2), at(1440 * 21), kept=10)
    tally.add(UUID(int=1), fired(3, 6.99, 7), NEVER)
    tally.add(UUID(int=2), fired(4), NEVER)
    assert tally.weeks == [Week(date(2026, 3, 2), 2, 3), Week(date(2026, 3, 9), 1, 1), Week(date(2026, 3, 16), 0, 0)]


def test_days_and_steps_are_counted_where_something_would_have_fired() -> None:
    tally = Tally(at(1440 * 2), at(1440 * 21), kept=10)
    tally.add(UUID(int=1), fired(3, 3.5, 7), NEVER)
    tally.add(UUID(int=2), fired(3), NEVER)
    assert tally.days == [Day(date(2026, 3, 5), 2, 3), Day(date(2026, 3, 9), 1, 1)]
    assert tally.steps == [StepCount(0, 2, 2), StepCount(1, 1, 1), StepCount(2, 1, 1)]


def test_incidents_are_compared_with_what_did_happen() -> None:
    tally = Tally(START, at(AN_HOUR), kept=10)
    for id, (found, really) in enumerate([
        (fired(0), ONCE), (fired(0), NEVER), (fired(0), NEVER), (Replay(unresolved=True), ONCE), (Replay(), NEVER),
    ]):  # fmt: skip
        tally.add(UUID(int=id), found, really)
    assert tally.overlap == Overlap(both=1, only_simulated=2, only_really=1)
    assert (tally.incidents, tally.escalated, tally.firings) == (4, 3, 3)
    assert (tally.by_rules, tally.by_hand) == (4, 2)


def test_the_first_firings_are_kept_in_the_order_of_time() -> None:
    tally = Tally(START, at(AN_HOUR), kept=3)
    late, early = fired(5, 6), fired(1, 5.5)
    tally.add(UUID(int=1), late, NEVER)
    tally.add(UUID(int=2), early, NEVER)
    tally.add(UUID(int=3), fired(9), NEVER)
    assert tally.first == [
        FiringOf(UUID(int=2), early.firings[0]),
        FiringOf(UUID(int=1), late.firings[0]),
        FiringOf(UUID(int=2), early.firings[1]),
    ]


def test_the_first_firings_are_found_among_any_number() -> None:
    tally = Tally(START, at(AN_HOUR), kept=2)
    days = [(number * 37) % 101 for number in range(101)]
    for number, day in enumerate(days):
        tally.add(UUID(int=number), fired(day, day + 0.5), NEVER)
    assert [minutes(each.firing.fires_at) / 1440 for each in tally.first] == [0, 0.5]
