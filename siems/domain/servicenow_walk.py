"""What happened to an incident, step by step, told from its rows in a ServiceNow event log. Pure.

Every row becomes one or more steps, the lifecycle allows each of them, and where the walk ends is what the last row
says. What the rows skip is inferred and marked so: see docs/decisions/0003-what-an-import-infers.md.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.lifecycle import Move, state_of
from siems.domain.log import Action, Origin
from siems.domain.servicenow import Row, SourceState, difference

LONGEST_REASON = 1_000
NOTHING_CHANGED = "Saved in ServiceNow; none of the exported fields changed."
STILL_ACTIVE = "Active still, with the same assignee"

_STATUSES = {
    SourceState.NEW: IncidentStatus.OPEN,
    SourceState.AWAITING: IncidentStatus.IN_PROGRESS,
    SourceState.RESOLVED: IncidentStatus.RESOLVED,
    SourceState.CLOSED: IncidentStatus.CLOSED,
}
"""All but Active, which is ASSIGNED or IN_PROGRESS: see `_Walk.target`."""

_ACTIONS = {
    Move.ASSIGN: Action.ASSIGNED,
    Move.UNASSIGN: Action.UNASSIGNED,
    Move.START: Action.STARTED,
    Move.RESOLVE: Action.RESOLVED,
    Move.CLOSE: Action.CLOSED,
    Move.REOPEN: Action.REOPENED,
}
"""The moves that an import makes. Nobody can be seen to claim, and the source is people, not a machine."""

_DONE = (IncidentStatus.RESOLVED, IncidentStatus.CLOSED)


@dataclass(frozen=True)
class Step:
    """One entry of the log to be. `changes` are by column, references by name; `text` is a reason or a comment."""

    action: Action
    row: Row
    at: datetime
    origin: Origin
    changes: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class History:
    """The rows of one incident, in time order, and the time of resolution that they claim and that can be true."""

    rows: Sequence[Row]
    resolved_at: datetime | None

    @property
    def number(self) -> str:
        return self.rows[0].number


def walk(history: History) -> list[Step]:
    """The steps that the rows tell, in order. The first is REPORTED; a timeline never runs backwards."""
    story = _Walk(history.rows[0])
    before: Row | None = None
    for row in history.rows:
        story.follow(before, row)
        before = row
    return story.steps


def contradiction(rows: Sequence[Row], now: datetime) -> str | None:
    """Why the last row's `resolved_at` cannot be true, or None. It claims something only of what is resolved."""
    claimed, opened = rows[-1].resolved_at, rows[0].opened_at
    if claimed is None or _STATUSES.get(rows[-1].state) not in _DONE:
        return None
    closed = next((row.updated_at for row in rows if row.state is SourceState.CLOSED), now)
    if opened <= claimed <= max(opened, closed):
        return None
    wrong = "before the incident was opened" if claimed < opened else "after the incident was closed, or in the future"
    return f"resolved_at is {wrong}: it is ignored, and the last entry into Resolved counts"


@cache
def route(start: IncidentStatus, goal: IncidentStatus) -> tuple[Move, ...]:
    """The shortest way that the lifecycle allows a person; () if `start` is the goal. CLOSED leads nowhere."""
    ways: deque[tuple[IncidentStatus, tuple[Move, ...]]] = deque([(start, ())])
    while ways:
        status, moves = ways.popleft()
        if status is goal:
            return moves
        if len(moves) < len(IncidentStatus):
            ways.extend((to, (*moves, move)) for move, to in state_of(status).moves.items() if move in _ACTIONS)
    raise ValueError(f"There is no way from {start} to {goal}.")


@dataclass
class _Walk:
    """Where the walk stands after the steps so far."""

    first: Row
    steps: list[Step] = field(default_factory=list)
    status: IncidentStatus = IncidentStatus.OPEN
    assignee: str | None = None
    severity: Severity = field(init=False)
    fields: dict[str, str | None] = field(init=False)
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.severity, self.fields, self.at = self.first.severity, self.first.fields, self.first.opened_at
        reported = {**self.fields, "severity": self.severity, "status": self.status}
        text = f"Opened in ServiceNow as {self.first.number}."
        self.steps.append(Step(Action.REPORTED, self.first, self.at, Origin.IMPORTED, reported, text))

    def follow(self, before: Row | None, row: Row) -> None:
        """Takes the steps that lead to what `row` says. `before` is the row that it changed."""
        self.at = max(self.at, row.updated_at)
        told = len(self.steps)
        changed = difference(before, row)
        self._edit(row, changed)
        self._move(before, row, changed)
        spoken_for = any(step.origin is Origin.IMPORTED for step in self.steps[told:])
        if not spoken_for and not (before is None and row.state is SourceState.NEW):
            self._step(Action.COMMENTED, row, Origin.IMPORTED, {}, changed or NOTHING_CHANGED)

    def target(self, row: Row) -> IncidentStatus:
        """The status that `row` speaks of.

        Active is ASSIGNED when somebody else has it than before, and IN_PROGRESS once the row after that still
        names the same assignee; a name that is only supposed proves no work.
        """
        if row.state is not SourceState.ACTIVE:
            return _STATUSES[row.state]
        proven = self.status is not IncidentStatus.ASSIGNED or row.known("assigned_to") is not None
        return IncidentStatus.IN_PROGRESS if row.assignee == self.assignee and proven else IncidentStatus.ASSIGNED

    def _edit(self, row: Row, changed: str) -> None:
        if not changed or self.status is IncidentStatus.CLOSED:
            return
        fields = row.fields
        edited = {column: value for column, value in fields.items() if value != self.fields[column]}
        if edited:
            self._step(Action.UPDATED, row, Origin.IMPORTED, edited, changed)
        if row.severity is not self.severity:
            self._step(Action.SEVERITY_CHANGED, row, Origin.IMPORTED, {"severity": row.severity}, changed)
        self.fields, self.severity = fields, row.severity

    def _move(self, before: Row | None, row: Row, changed: str) -> None:
        moves = self._moves(row)
        state_changed = before is None or before.source["incident_state"] != row.source["incident_state"]
        for place, move in enumerate(moves, start=1):
            if (place == len(moves) and state_changed) or _shows(before, row, move):
                self._take(move, row, Origin.IMPORTED, changed)
            else:
                self._take(move, row, Origin.INFERRED, f"Inferred from: {changed or STILL_ACTIVE}")

    def _moves(self, row: Row) -> tuple[Move, ...]:
        """How to get to the row's status and assignee. Whoever has what is done keeps it, and NEW is nobody's."""
        target = self.target(row)
        done = self.status in _DONE and target in _DONE
        if done or target is IncidentStatus.OPEN or row.assignee == self.assignee:
            return route(self.status, target)
        handing_over = route(self.status, IncidentStatus.ASSIGNED) or (Move.ASSIGN,)
        return (*handing_over, *route(IncidentStatus.ASSIGNED, target))

    def _take(self, move: Move, row: Row, origin: Origin, text: str) -> None:
        action = _ACTIONS[move]
        if move is Move.ASSIGN and self.status is not IncidentStatus.OPEN:
            action = Action.REASSIGNED
        changes: dict[str, Any] = {"status": state_of(self.status).after(move)}
        if move in (Move.ASSIGN, Move.UNASSIGN):
            self.assignee = row.assignee if move is Move.ASSIGN else None
            changes["assignee_id"] = self.assignee
        if move in (Move.RESOLVE, Move.REOPEN):
            changes["resolution"] = _resolution(row) if move is Move.RESOLVE else None
        if move is Move.RESOLVE and row.resolved_at is not None:
            text = f"{text}; resolved_at: {row.source['resolved_at']}"
        self.status = changes["status"]
        self._step(action, row, origin, changes, text)

    def _step(self, action: Action, row: Row, origin: Origin, changes: Mapping[str, Any], text: str) -> None:
        self.steps.append(Step(action, row, self.at, origin, changes, text[:LONGEST_REASON]))


def _shows(before: Row | None, row: Row, move: Move) -> bool:
    """True if the row itself shows the move, whatever the lifecycle needs behind it."""
    if move is Move.ASSIGN and before is not None:
        named = row.known("assigned_to")
        return named is not None and named != before.known("assigned_to")
    return move is Move.REOPEN


def _resolution(row: Row) -> str:
    code = row.known("closed_code")
    return f"Resolved in ServiceNow with {code}." if code else "Resolved in ServiceNow."
