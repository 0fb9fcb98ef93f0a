"""How the incidents of the demo data went: which steps, by whom and when. Pure, and the same for the same dice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import Action
from siems.services.demo_postmortems import saves
from siems.services.demo_stories import STORIES, Story
from siems.services.demo_templates import REPORTED_FROM

_WAY = (Action.REPORTED, Action.ASSIGNED, Action.STARTED, Action.RESOLVED, Action.CLOSED)
"""The straight way; as many of its steps as there are states up to the one that is reached."""

_DETOURS: Mapping[Action, Mapping[Action, tuple[Action, ...]]] = {
    Action.REASSIGNED: {
        Action.STARTED: (Action.REASSIGNED, Action.STARTED),
        Action.ASSIGNED: (Action.REASSIGNED,),
    },
    Action.REOPENED: {
        Action.RESOLVED: (Action.REOPENED, Action.RESOLVED),
        Action.STARTED: (Action.RESOLVED, Action.REOPENED),
    },
    Action.UNASSIGNED: {Action.REPORTED: (Action.ASSIGNED, Action.UNASSIGNED)},
    Action.SEVERITY_CHANGED: {Action.ASSIGNED: (Action.SEVERITY_CHANGED,)},
}
"""What a twist adds, and behind which step: the first one in the table that the incident takes."""

_AGES: Mapping[IncidentStatus, tuple[float, float]] = {
    IncidentStatus.OPEN: (0.2, 9),
    IncidentStatus.ASSIGNED: (0.7, 30),
    IncidentStatus.IN_PROGRESS: (2, 72),
    IncidentStatus.RESOLVED: (6, 150),
    IncidentStatus.CLOSED: (48, 59.9 * 24),
}
"""How many hours ago the youngest and the oldest incident of a state were reported."""

_TEMPO: Mapping[Severity, tuple[float, float, float]] = {
    Severity.CRITICAL: (5, 6, 75),
    Severity.HIGH: (20, 25, 240),
    Severity.MEDIUM: (90, 120, 660),
    Severity.LOW: (300, 480, 1500),
}
"""Minutes, typically: until somebody has it, until work begins, until it is resolved."""

_OF_THE_OWNER = (
    Action.CLAIMED,
    Action.STARTED,
    Action.RESOLVED,
    Action.CHECKLIST_TICKED,
    Action.POSTMORTEM_WRITTEN,
)
"""What whoever has the incident does; the rest is the manager's."""

_CLOSING = 600
"""Minutes, typically, until a resolution is agreed to, or found not to hold."""

_SPARE = 0.9
"""The part of an incident's life in which everything has to have happened."""


@dataclass(frozen=True)
class Crew:
    """Who takes part in one incident. Restricted ones are reported by a manager, and nobody can claim them."""

    reporter: UUID
    manager: UUID
    assignee: UUID
    successor: UUID
    """Has it after a reassignment, and had it before the assignee where that was taken back."""
    claims: bool


@dataclass(frozen=True)
class Step:
    """One entry of the log to be. `changes` are by column, but for a tick's `position` and a postmortem's `before` and
    `after`; `text` is a reason or a comment."""

    action: Action
    actor: UUID
    at: datetime
    changes: Mapping[str, Any]
    text: str | None = None


def schedule(now: datetime, dice: Random) -> list[tuple[datetime, IncidentStatus, Story]]:
    """When every story was reported, in that order: in each state the first is the oldest."""
    reported = []
    for status, stories in STORIES.items():
        youngest, oldest = _AGES[status]
        bend = 1 if status is IncidentStatus.CLOSED else 2  # what still needs somebody is mostly young
        for place, story in enumerate(stories):
            share = 1 - (place + dice.random()) / len(stories)
            age = youngest + (oldest - youngest) * share**bend
            reported.append(((now - timedelta(hours=age)).replace(microsecond=0), status, story))
    return sorted(reported, key=lambda one: one[0])


def course(goal: IncidentStatus, story: Story) -> list[Action]:
    """The acts that bring the story to its state, detours and comments included."""
    way = list(_WAY[: list(IncidentStatus).index(goal) + 1])
    if story.twist is not None:
        detours = _DETOURS[story.twist.action]
        behind = next(action for action in detours if action in way)
        place = way.index(behind) + 1
        way[place:place] = detours[behind]
    place = way.index(Action.STARTED) + 1 if Action.STARTED in way else len(way)
    way[place:place] = [Action.CHECKLIST_TICKED] * len(_ticks(story)) + [Action.COMMENTED] * len(story.comments)
    return way + [Action.POSTMORTEM_WRITTEN] * len(saves(story.title))


def told(story: Story, actions: Sequence[Action], crew: Crew, reported_at: datetime, until: datetime) -> list[Step]:
    """The steps of a story. The times between them follow `_TEMPO`, and shrink if life until `until` is too short."""
    dice = Random(story.title)
    waits = [_minutes(action, story) * dice.uniform(0.5, 1.7) for action in actions[1:]]
    life = (until - reported_at).total_seconds() / 60 * _SPARE
    pace = min(1.0, life / sum(waits)) if waits else 1.0
    at, steps = reported_at, [Step(Action.REPORTED, crew.reporter, reported_at, {})]
    for wait, (action, actor, changes, text) in zip(waits, _acts(story, actions, crew), strict=True):
        at += timedelta(seconds=int(wait * pace * 60) or 1)
        steps.append(Step(action, actor, at, changes, text))
    return steps


def _minutes(action: Action, story: Story) -> float:
    take, start, fix = _TEMPO[story.severity]
    if action in (Action.CLOSED, Action.REOPENED):
        return _CLOSING
    if action in (Action.COMMENTED, Action.CHECKLIST_TICKED, Action.POSTMORTEM_WRITTEN):
        return fix / 4
    return {Action.STARTED: start, Action.RESOLVED: fix}.get(action, take)


def _acts(
    story: Story, actions: Sequence[Action], crew: Crew
) -> Iterator[tuple[Action, UUID, dict[str, Any], str | None]]:
    """Who does what behind the report: action, actor, changes but for the status, and the text."""
    owner, comments, ticks = None, iter(story.comments), iter(_ticks(story))
    written = iter(saves(story.title))
    for place, action in enumerate(actions[1:], start=2):
        rest = actions[place:]
        owner = _owner(action, owner, rest, crew)
        taken = Action.CLAIMED if action is Action.ASSIGNED and crew.claims else action
        text = next(comments) if action is Action.COMMENTED else _reason(action, story)
        match action:
            case Action.CHECKLIST_TICKED:
                changes: dict[str, Any] = {"position": next(ticks)}
            case Action.POSTMORTEM_WRITTEN:
                changes = next(written)
            case _:
                changes = _changes(action, owner, rest, story)
        yield taken, _actor(taken, owner, crew), changes, text


def _ticks(story: Story) -> tuple[int, ...]:
    """The positions of the checklist that are ticked off."""
    return REPORTED_FROM[story.title].ticks if story.title in REPORTED_FROM else ()


def _owner(action: Action, owner: UUID | None, rest: Sequence[Action], crew: Crew) -> UUID | None:
    match action:
        case Action.ASSIGNED:
            return crew.successor if Action.UNASSIGNED in rest else crew.assignee
        case Action.REASSIGNED:
            return crew.successor
        case Action.UNASSIGNED:
            return None
    return owner


def _actor(action: Action, owner: UUID | None, crew: Crew) -> UUID:
    if action is Action.COMMENTED:
        return owner or crew.reporter
    return owner if owner and action in _OF_THE_OWNER else crew.manager


def _changes(action: Action, owner: UUID | None, rest: Sequence[Action], story: Story) -> dict[str, Any]:
    match action:
        case Action.ASSIGNED | Action.REASSIGNED | Action.UNASSIGNED:
            return {"assignee_id": owner}
        case Action.RESOLVED if story.twist is not None and Action.REOPENED in rest:
            return {"resolution": story.twist.attempt}
        case Action.RESOLVED:
            return {"resolution": story.resolution}
        case Action.REOPENED:
            return {"resolution": None}
        case Action.SEVERITY_CHANGED:
            return {"severity": Severity(story.severity + 1)}
    return {}


def _reason(action: Action, story: Story) -> str | None:
    return story.twist.reason if story.twist is not None and story.twist.action is action else None
