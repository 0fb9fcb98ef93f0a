"""Replaying an incident's own history against a rule that did not exist then. No I/O, and no clock.

The same strategies and the same ladder as in life, on facts that are rebuilt from the log: between one entry and the
next the facts stand still, and what becomes due meanwhile fires.

- Nothing is fed back: an incident goes on as it did, whatever the rule would have changed (its severity, its assignee)
  and whoever would have been told and acted sooner.
- What SIEMS itself did, as when a real rule raised the severity, stands in the log and counts as it happened.
- The worker is taken to be punctual. An act at the very moment at which something is due comes first.
- When an incident was imported does not matter: there is something to learn from its history, and nobody is paged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, pairwise

from siems.domain.escalation.facts import IncidentFacts, reported
from siems.domain.escalation.ladder import Due, Fired, next_step
from siems.domain.escalation.rules import EscalationRule
from siems.domain.escalation.strategies import EscalationStrategy
from siems.domain.log import ActorKind, Snapshot
from siems.domain.sla import SlaPolicy

MOST_FIRINGS = 1_000
"""Of one incident. Who is told of one so often has a rule that needs no more trying out."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What counts of an entry of an incident's log."""

    action: str
    at: datetime
    after: Snapshot
    actor: ActorKind


@dataclass(frozen=True, slots=True)
class Firing:
    """A step that would have fired."""

    round: int
    repeat: int
    step: int
    """0 is the first one."""
    due_at: datetime
    fires_at: datetime
    """`due_at`, or later: when the incident became one that the rule is for."""


@dataclass(frozen=True)
class Replay:
    """What a rule would have done about one incident."""

    firings: tuple[Firing, ...] = ()
    unresolved: bool = False
    """Whether there was any time at which it could have done something."""
    cut: bool = False
    """There would have been more firings."""


def replay(
    rule: EscalationRule,
    strategy: EscalationStrategy,
    history: Iterable[Happened],
    since: datetime,
    until: datetime,
    most: int = MOST_FIRINGS,
    policies: Sequence[SlaPolicy] = (),
) -> Replay:
    """What the rule, in force from `since` on, would have done before `until` about the incident with this history,
    which begins with its report. `policies` of service levels are taken to have been in force all the time."""
    rule = replace(rule, active_since=since)
    firings: list[Firing] = []
    fired: list[Fired] = []
    round, unresolved = 1, False
    for facts, begins, ends in _stretches(history, since, until):
        unresolved |= facts.unresolved
        if facts.escalation_round != round:
            round, fired = facts.escalation_round, []
        facts = facts.under(policies)
        while (due := _due(rule, strategy, facts, fired, ends)) is not None:
            if len(firings) == most:
                return Replay(tuple(firings), unresolved, cut=True)
            fires_at = begins = max(due.due_at, begins)
            fired.append(Fired(due.repeat, due.step, due.starts_at, fires_at))
            firings.append(Firing(round, due.repeat, due.step, due.due_at, fires_at))
    return Replay(tuple(firings), unresolved)


def _due(
    rule: EscalationRule, strategy: EscalationStrategy, facts: IncidentFacts, fired: list[Fired], ends: datetime
) -> Due | None:
    """The next step, if it is due while the facts stand."""
    due = next_step(rule, strategy, facts, fired)
    return due if due is not None and due.due_at < ends else None


def _stretches(
    history: Iterable[Happened], since: datetime, until: datetime
) -> Iterator[tuple[IncidentFacts, datetime, datetime]]:
    """The facts after each entry, and from when until when they stood, as far as that is between the two moments."""
    told: Iterator[tuple[IncidentFacts | None, datetime]] = chain(_told(history), [(None, until)])
    for (facts, at), (_, next_at) in pairwise(told):
        begins, ends = max(at, since), min(next_at, until)
        if facts is not None and begins < ends:
            yield facts, begins, ends


def _told(history: Iterable[Happened]) -> Iterator[tuple[IncidentFacts, datetime]]:
    """The facts after each entry, and when it happened. Time never runs backwards, whatever a log says."""
    facts: IncidentFacts | None = None
    at: datetime | None = None
    for entry in history:
        at = entry.at if at is None else max(at, entry.at)
        # What an import tells was done by people, there and then.
        actor = ActorKind.USER if entry.actor is ActorKind.IMPORT else entry.actor
        facts = reported(at, entry.after) if facts is None else facts.after(entry.action, at, entry.after, actor)
        yield facts, at
