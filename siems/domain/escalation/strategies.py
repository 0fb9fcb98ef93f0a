"""Strategy: when a rule's ladder starts. One class a condition, in a registry that other packages can join.

A package joins by an entry point in the group `siems.escalation_strategies` that names a subclass of
EscalationStrategy. A strategy that cannot be loaded, or has a name that is taken, is logged and left out.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import ClassVar

from siems.domain.errors import Violation
from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationRule
from siems.domain.incidents import IncidentStatus
from siems.domain.sla import SlaTarget

GROUP = "siems.escalation_strategies"
_MOST_PERCENT = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StrategyParameter:
    """What a strategy needs besides, for whoever builds a form: one of `choices`, a whole number, or else a text."""

    name: str
    described: str
    required: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()


class EscalationStrategy(ABC):
    """A condition that an incident can be in for too long."""

    name: ClassVar[str]
    """What rules call it: upper case, as UNASSIGNED."""
    described: ClassVar[str]
    """What an incident has been for so long, to complete "... for 5 min": "unassigned"."""
    parameters: ClassVar[Sequence[StrategyParameter]] = ()
    """What a rule may say besides; `problem_with` checks it."""

    def described_for(self, rule: EscalationRule) -> str:
        """`described`, as far as it depends on the rule."""
        return self.described

    @abstractmethod
    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        """When the ladder of `rule` starts; None while the condition does not hold. Pure: it is asked again and
        again, also about the past."""

    def problem_with(self, rule: EscalationRule) -> Violation | str | None:
        """What keeps this strategy from working by `rule`, as a sentence for whoever writes it; None if nothing does.

        A sentence alone is blamed on the choice of the strategy. A violation blames what is wrong: "afterMinutes", or
        one of its parameters as ("parameters", "percent").

        Asked when a rule is created, given another condition, or enabled again.
        """
        return None


def counted_from(event: datetime, facts: IncidentFacts, rule: EscalationRule) -> datetime:
    """When time begins to count: the event, but nothing before this round, the rule's activation, or an import."""
    return max(event, facts.round_started_at, rule.active_since, facts.imported_at or event)


class Unassigned(EscalationStrategy):
    """Nobody has it."""

    name = "UNASSIGNED"
    described = "unassigned"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if facts.status is not IncidentStatus.OPEN:
            return None
        return counted_from(facts.round_started_at, facts, rule) + rule.after


class NotStarted(EscalationStrategy):
    """Whoever has it has not begun."""

    name = "NOT_STARTED"
    described = "assigned and not started"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if facts.status is not IncidentStatus.ASSIGNED or facts.assigned_at is None:
            return None
        return counted_from(facts.assigned_at, facts, rule) + rule.after


class Unresolved(EscalationStrategy):
    """It is not resolved."""

    name = "UNRESOLVED"
    described = "unresolved"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if not facts.unresolved:
            return None
        return counted_from(facts.round_started_at, facts, rule) + rule.after


class Silent(EscalationStrategy):
    """No person and no integration has done anything to it."""

    name = "SILENT"
    described = "without an update"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if not facts.unresolved:
            return None
        return counted_from(facts.last_activity_at, facts, rule) + rule.after

    def problem_with(self, rule: EscalationRule) -> Violation | None:
        message = "Silence takes time: it begins to count after 1 minute at the earliest."
        return None if rule.after else Violation(("afterMinutes",), message)


class SlaConsumed(EscalationStrategy):
    """So much of the time that its service level gives has passed.

    Parameters: `percent` (whole, 1 to 500; more than 100 is overdue), and `target`, RESPOND or RESOLVE; without a
    target it is whichever promise reaches it first of those that are not kept yet.
    """

    name = "SLA_CONSUMED"
    described = "close to what its SLA allows"
    parameters = (
        StrategyParameter("percent", "How much of the time, in percent", required=True, least=1, most=_MOST_PERCENT),
        StrategyParameter("target", "Which promise; without one, whichever comes first", choices=tuple(SlaTarget)),
    )

    def described_for(self, rule: EscalationRule) -> str:
        target = rule.parameters.get("target")
        time = "SLA" if target is None else f"time to {target.lower()}"
        return f"at {rule.parameters['percent']} % of its {time}"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        target = rule.parameters.get("target")
        times = [
            moment
            for promise in facts.commitments
            if target in (None, promise.target)
            if (moment := promise.consumed_at(rule.parameters["percent"])) is not None
        ]
        return counted_from(min(times), facts, rule) + rule.after if times else None

    def problem_with(self, rule: EscalationRule) -> Violation | None:
        percent, target = rule.parameters.get("percent"), rule.parameters.get("target")
        if not isinstance(percent, int) or isinstance(percent, bool) or not 1 <= percent <= _MOST_PERCENT:
            message = f'It needs the parameter "percent", a whole number from 1 to {_MOST_PERCENT}: {{"percent": 80}}.'
            return Violation(("parameters", "percent"), message)
        if target not in (None, *SlaTarget):
            message = f'The parameter "target" must be one of {", ".join(SlaTarget)}, or not be there.'
            return Violation(("parameters", "target"), message)
        if unknown := sorted(set(rule.parameters) - {"percent", "target"}):
            message = f'It knows no parameter "{unknown[0]}", only "percent" and "target".'
            return Violation(("parameters",), message)
        return None


BUILT_IN: Mapping[str, EscalationStrategy] = {
    strategy.name: strategy for strategy in (Unassigned(), NotStarted(), Unresolved(), Silent(), SlaConsumed())
}


@cache
def strategies() -> Mapping[str, EscalationStrategy]:
    """All strategies of this process by name: those of SIEMS, then those of other packages."""
    found = dict(BUILT_IN)
    for entry_point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        strategy = _loaded(entry_point)
        if strategy is not None and strategy.name in found:
            log.error("the escalation strategy %s of %s is left out: its name is taken", strategy.name, entry_point)
        elif strategy is not None:
            found[strategy.name] = strategy
    return found


def _loaded(entry_point: EntryPoint) -> EscalationStrategy | None:
    try:
        strategy = entry_point.load()()
    except Exception:
        log.exception("the escalation strategy %s cannot be loaded", entry_point.value)
        return None
    if not isinstance(strategy, EscalationStrategy) or not getattr(strategy, "name", ""):
        log.error("%s is no escalation strategy: it must be a subclass of EscalationStrategy", entry_point.value)
        return None
    if not getattr(strategy, "described", ""):  # or each of its firings would fail, and keep all others waiting
        log.error("the escalation strategy %s is left out: it must say what it is `described` as", entry_point.value)
        return None
    return strategy
