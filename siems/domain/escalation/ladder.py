"""The ladder: which step of which rule is next for an incident, and when. No I/O, and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationRule, Step
from siems.domain.escalation.strategies import EscalationStrategy


@dataclass(frozen=True)
class Fired:
    """A step of one rule that has fired in the present round."""

    repeat: int
    step: int
    """0 is the first one."""
    starts_at: datetime
    """When its ladder started, as the strategy said then."""
    fired_at: datetime


@dataclass(frozen=True)
class Due:
    """The next step of a rule: (round, step, repeat) fires once and never again."""

    rule: EscalationRule
    repeat: int
    step: int
    starts_at: datetime
    due_at: datetime

    @property
    def does(self) -> Step:
        return self.rule.steps[self.step]


@dataclass(frozen=True)
class Problem:
    """A rule that could not be evaluated. The others of the incident were."""

    rule: EscalationRule
    error: Exception


@dataclass(frozen=True)
class Plan:
    """What comes next for an incident, by all rules together."""

    next: Due | None
    problems: tuple[Problem, ...] = ()


class StrategyGone(LookupError):
    """A rule names a strategy that no installed package has."""


History = Mapping[UUID, Sequence[Fired]]
"""What has fired in the present round, by rule, in order."""


def plan(
    rules: Iterable[EscalationRule],
    facts: IncidentFacts,
    history: History,
    strategies: Mapping[str, EscalationStrategy],
) -> Plan:
    """The earliest step that is next. A rule that raises is a problem of its own and keeps no other from its turn."""
    found: list[Due] = []
    problems: list[Problem] = []
    for rule in rules if facts.unresolved else ():
        try:
            due = next_step(rule, _strategy(rule, strategies), facts, history.get(rule.id, ()))
        except Exception as error:  # noqa: BLE001  (strategies are other people's code)
            problems.append(Problem(rule, error))
        else:
            found += [due] if due else []
    return Plan(min(found, key=lambda due: due.due_at, default=None), tuple(problems))


def next_step(
    rule: EscalationRule, strategy: EscalationStrategy, facts: IncidentFacts, fired: Sequence[Fired]
) -> Due | None:
    """The rule's next step for an incident, whenever that is; None if there is none.

    A delay counts from when the step before it fired, and not from when it should have: so after an outage the steps
    that were missed do not come all at once, and missed repeats are one.
    """
    if not facts.unresolved or not rule.steps or not rule.match.holds(facts):
        return None
    starts_at = _checked(strategy.due_at(facts, rule))
    if starts_at is None:
        return None
    repeat, step, due_at = _place(rule, starts_at, fired)
    if repeat is None:
        return None
    return Due(rule, repeat, step, starts_at, max(due_at, held_until(rule, facts) or due_at))


def held_until(rule: EscalationRule, facts: IncidentFacts) -> datetime | None:
    """Until when an acknowledgement keeps the rule quiet; None if there is none in this round."""
    if facts.hold_began_at is None:
        return None
    return max(facts.hold_began_at, facts.last_activity_at) + rule.acknowledge_timeout


def _place(rule: EscalationRule, starts_at: datetime, fired: Sequence[Fired]) -> tuple[int | None, int, datetime]:
    """Repeat (None: the ladder is at its end), step and time of what comes behind what has fired."""
    if not fired:
        return 0, 0, starts_at + rule.steps[0].delay
    last = fired[-1]
    if starts_at > last.fired_at:  # the condition began anew, as when somebody broke a silence
        return last.repeat + 1, 0, starts_at + rule.steps[0].delay
    if last.step + 1 < len(rule.steps):
        return last.repeat, last.step + 1, last.fired_at + rule.steps[last.step + 1].delay
    climbed = len({each.repeat for each in fired if each.starts_at == last.starts_at})
    if climbed <= rule.repeats:
        return last.repeat + 1, 0, last.fired_at + max(rule.repeat_delay, _SHORTEST_REPEAT)
    return None, 0, starts_at


_SHORTEST_REPEAT = timedelta(seconds=1)


def _strategy(rule: EscalationRule, strategies: Mapping[str, EscalationStrategy]) -> EscalationStrategy:
    if rule.strategy not in strategies:
        raise StrategyGone(f"there is no escalation strategy {rule.strategy} here: is its package installed?")
    return strategies[rule.strategy]


def _checked(moment: object) -> datetime | None:
    if moment is None or (isinstance(moment, datetime) and moment.tzinfo is not None):
        return moment
    raise TypeError(f"a strategy must say None or a moment with a time zone, not {moment!r}")
