"""What an incident was like, told from its log: for the people who look back on it. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from siems.domain.log import Act, Action, Actor
from siems.domain.sentences import FIELDS, sentence, shown

LONGEST_TIMELINE = 1_000
"""So many entries of a log stand in the timeline: the first ones."""


class Happened(Protocol):
    """An act in its place in the log: an `Entry`, or what a review needs of one."""

    @property
    def sequence(self) -> int: ...
    @property
    def act(self) -> Act: ...


class Measured(Protocol):
    """What an incident's row counts. All of it follows from the log, also from what is too long to be read here."""

    @property
    def created_at(self) -> datetime: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def resolved_at(self) -> datetime | None: ...
    @property
    def reopen_count(self) -> int: ...
    @property
    def rule_escalations(self) -> int: ...
    @property
    def hand_escalations(self) -> int: ...


@dataclass(frozen=True)
class Moment:
    """An entry of the timeline."""

    sequence: int
    at: datetime
    since_report: float
    """Seconds."""
    actor: Actor
    action: str
    sentence: str


@dataclass(frozen=True)
class Paged:
    """Somebody whom an escalation told."""

    sequence: int
    """Of the entry that says so."""
    at: datetime
    person_id: UUID
    name: str
    """As they were called then."""
    rule: str | None
    """What the rule was called then; None if it was by hand."""
    raised_by: str | None
    """Who escalated by hand."""
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


@dataclass(frozen=True)
class Change:
    """A field that somebody edited, from what to what; None is nothing."""

    sequence: int
    at: datetime
    actor: Actor
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Figures:
    """The seconds are those of the analytics, from the report: to the first acknowledgement, claim or start, to the
    first start of work, and to the last resolution. None without the end point."""

    seconds_to_acknowledge: float | None
    seconds_to_start: float | None
    seconds_to_resolve: float | None
    reopenings: int
    escalations_by_rule: int
    escalations_by_hand: int


@dataclass(frozen=True)
class Review:
    """An incident in retrospect."""

    entries: int
    """How many the log has."""
    timeline: Sequence[Moment]
    paged: Sequence[Paged]
    changes: Sequence[Change]
    figures: Figures

    @property
    def truncated(self) -> bool:
        """Whether the log is longer than the timeline."""
        return self.entries > len(self.timeline)


def review(incident: Measured, log: Sequence[Happened], entries: int | None = None) -> Review:
    """Looks back on an incident by its log, in order and as its reader may read it.

    `entries`: how long the log is, if `log` leaves out what only the timeline would show, behind its end.
    """
    began_at = incident.created_at
    return Review(
        entries=len(log) if entries is None else entries,
        timeline=[_moment(each, began_at) for each in log if each.sequence <= LONGEST_TIMELINE],
        paged=paged(log),
        changes=[change for each in log for change in _changes(each)],
        figures=figures(incident),
    )


def figures(incident: Measured) -> Figures:
    """What can be counted."""

    def seconds(end: datetime | None) -> float | None:
        return None if end is None else (end - incident.created_at).total_seconds()

    return Figures(
        seconds_to_acknowledge=seconds(incident.acknowledged_at),
        seconds_to_start=seconds(incident.started_at),
        seconds_to_resolve=seconds(incident.resolved_at),
        reopenings=incident.reopen_count,
        escalations_by_rule=incident.rule_escalations,
        escalations_by_hand=incident.hand_escalations,
    )


def paged(log: Iterable[Happened]) -> list[Paged]:
    """Everybody whom an escalation told, in order, with who acknowledged that escalation and when."""
    acknowledged: dict[str, Act] = {}
    escalated = []
    for each in log:
        if each.act.action == Action.ESCALATED:
            escalated.append(each)
        if each.act.action == Action.ACKNOWLEDGED:
            acknowledged |= {id: each.act for id in each.act.after.get("escalations", ()) if id not in acknowledged}
    return [told for each in escalated for told in _told(each, acknowledged.get(each.act.after["escalation"]["id"]))]


def _told(each: Happened, acknowledged: Act | None) -> Iterable[Paged]:
    act = each.act
    rule: dict[str, Any] | None = act.after.get("rule")
    for person in act.after["notified"]:
        yield Paged(
            sequence=each.sequence,
            at=act.at,
            person_id=UUID(person["id"]),
            name=person["name"],
            rule=None if rule is None else rule["name"],
            raised_by=act.actor.name if rule is None else None,
            acknowledged_at=None if acknowledged is None else acknowledged.at,
            acknowledged_by=None if acknowledged is None else acknowledged.actor.name,
        )


def _changes(each: Happened) -> Iterable[Change]:
    act = each.act
    if act.action in (Action.UPDATED, Action.SEVERITY_CHANGED):
        for name in FIELDS:
            if name in act.after:
                before, after = shown(act.before.get(name)), shown(act.after[name])
                yield Change(each.sequence, act.at, act.actor, name, before, after)


def _moment(each: Happened, began_at: datetime) -> Moment:
    act = each.act
    since_report = (act.at - began_at).total_seconds()
    return Moment(each.sequence, act.at, since_report, act.actor, act.action, sentence(act))
