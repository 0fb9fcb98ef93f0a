"""The lifecycle of an incident: State pattern, one class a state, each with a table of the moves that it allows."""

from abc import ABC
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from siems.domain.errors import InvalidTransition
from siems.domain.incidents import IncidentStatus


class Move(StrEnum):
    """What can be done to an incident's state. The value is the verb that people read."""

    ASSIGN = "assign"
    UNASSIGN = "unassign"
    CLAIM = "claim"
    START = "start"
    RESOLVE = "resolve"
    RESOLVE_BY_SOURCE = "resolve by source"
    CLOSE = "close"
    REOPEN = "reopen"


BY_MACHINES_ONLY = frozenset({Move.RESOLVE_BY_SOURCE})


class State(ABC):
    """One state: its name, and where each move that it allows leads."""

    status: ClassVar[IncidentStatus]
    moves: ClassVar[Mapping[Move, IncidentStatus]]

    def after(self, move: Move) -> IncidentStatus:
        """The status that `move` leads to. Raises InvalidTransition, naming what is allowed instead."""
        target = self.moves.get(move)
        if target is None:
            raise InvalidTransition(f"An incident that is {self.status} cannot be {_past(move)}. {self._allowed()}")
        return target

    def allowed_transitions(self) -> tuple[IncidentStatus, ...]:
        """The statuses a person can move it to from here, in lifecycle order."""
        targets = {target for move, target in self.moves.items() if move not in BY_MACHINES_ONLY}
        return tuple(status for status in IncidentStatus if status in targets)

    def _allowed(self) -> str:
        moves = [move.value for move in self.moves if move not in BY_MACHINES_ONLY]
        return f"Allowed from here: {', '.join(moves)}." if moves else "Nothing is allowed from here."


class Open(State):
    """Reported, and nobody owns it."""

    status = IncidentStatus.OPEN
    moves: ClassVar[Mapping[Move, IncidentStatus]] = {
        Move.ASSIGN: IncidentStatus.ASSIGNED,
        Move.CLAIM: IncidentStatus.ASSIGNED,
        Move.RESOLVE_BY_SOURCE: IncidentStatus.RESOLVED,
    }


class Assigned(State):
    """Somebody owns it and has not begun. Assigning again is reassigning."""

    status = IncidentStatus.ASSIGNED
    moves: ClassVar[Mapping[Move, IncidentStatus]] = {
        Move.ASSIGN: IncidentStatus.ASSIGNED,
        Move.UNASSIGN: IncidentStatus.OPEN,
        Move.START: IncidentStatus.IN_PROGRESS,
        Move.RESOLVE_BY_SOURCE: IncidentStatus.RESOLVED,
    }


class InProgress(State):
    """Its assignee works on it. A new assignee has to start it again."""

    status = IncidentStatus.IN_PROGRESS
    moves: ClassVar[Mapping[Move, IncidentStatus]] = {
        Move.ASSIGN: IncidentStatus.ASSIGNED,
        Move.UNASSIGN: IncidentStatus.OPEN,
        Move.RESOLVE: IncidentStatus.RESOLVED,
        Move.RESOLVE_BY_SOURCE: IncidentStatus.RESOLVED,
    }


class Resolved(State):
    """The cause is dealt with; whoever is responsible has yet to agree."""

    status = IncidentStatus.RESOLVED
    moves: ClassVar[Mapping[Move, IncidentStatus]] = {
        Move.CLOSE: IncidentStatus.CLOSED,
        Move.REOPEN: IncidentStatus.IN_PROGRESS,
    }


class Closed(State):
    """Final."""

    status = IncidentStatus.CLOSED
    moves: ClassVar[Mapping[Move, IncidentStatus]] = {}


STATES: Mapping[IncidentStatus, State] = {
    state.status: state for state in (Open(), Assigned(), InProgress(), Resolved(), Closed())
}


def state_of(status: IncidentStatus) -> State:
    return STATES[status]


_IRREGULAR = {
    Move.RESOLVE: "resolved",
    Move.RESOLVE_BY_SOURCE: "resolved by its source",
    Move.CLOSE: "closed",
}


def _past(move: Move) -> str:
    return _IRREGULAR.get(move, f"{move.value}ed")
