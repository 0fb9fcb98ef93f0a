"""The lifecycle: every move from every state, as a table that one can read."""

import pytest

from siems.domain.errors import InvalidTransition
from siems.domain.incidents import IncidentStatus
from siems.domain.lifecycle import Move, state_of

STATUSES = ["OPEN", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"]
#   move                 OPEN        ASSIGNED       IN_PROGRESS  RESOLVED       CLOSED; "-" is refused
TABLE = {
    "assign":            ["ASSIGNED", "ASSIGNED",    "ASSIGNED", "-",           "-"],
    "unassign":          ["-",        "OPEN",        "OPEN",     "-",           "-"],
    "claim":             ["ASSIGNED", "-",           "-",        "-",           "-"],
    "start":             ["-",        "IN_PROGRESS", "-",        "-",           "-"],
    "resolve":           ["-",        "-",           "RESOLVED", "-",           "-"],
    "resolve by source": ["RESOLVED", "RESOLVED",    "RESOLVED", "-",           "-"],
    "close":             ["-",        "-",           "-",        "CLOSED",      "-"],
    "reopen":            ["-",        "-",           "-",        "IN_PROGRESS", "-"],
}  # fmt: skip
PAIRS = [
    (status, move, target) for move, targets in TABLE.items() for status, target in zip(STATUSES, targets, strict=True)
]
LEGAL = [pair for pair in PAIRS if pair[2] != "-"]
ILLEGAL = [(status, move) for status, move, target in PAIRS if target == "-"]


def test_the_table_speaks_of_every_move_and_every_status() -> None:
    assert [move.value for move in Move] == list(TABLE)
    assert [status.value for status in IncidentStatus] == STATUSES


@pytest.mark.parametrize(("status", "move", "target"), LEGAL)
def test_a_legal_move_leads_to_its_target(status: str, move: str, target: str) -> None:
    assert state_of(IncidentStatus(status)).after(Move(move)) is IncidentStatus(target)


@pytest.mark.parametrize(("status", "move"), ILLEGAL)
def test_an_illegal_move_is_refused_with_the_present_state(status: str, move: str) -> None:
    with pytest.raises(InvalidTransition) as refusal:
        state_of(IncidentStatus(status)).after(Move(move))
    assert refusal.value.message.startswith(f"An incident that is {status} cannot be ")
    assert refusal.value.code == "INVALID_TRANSITION"
    assert refusal.value.field == ()


@pytest.mark.parametrize(
    ("status", "move", "message"),
    [
        ("OPEN", "start", "An incident that is OPEN cannot be started. Allowed from here: assign, claim."),
        ("OPEN", "resolve", "An incident that is OPEN cannot be resolved. Allowed from here: assign, claim."),
        ("OPEN", "unassign", "An incident that is OPEN cannot be unassigned. Allowed from here: assign, claim."),
        (
            "ASSIGNED",
            "claim",
            "An incident that is ASSIGNED cannot be claimed. Allowed from here: assign, unassign, start.",
        ),
        (
            "IN_PROGRESS",
            "reopen",
            "An incident that is IN_PROGRESS cannot be reopened. Allowed from here: assign, unassign, resolve.",
        ),
        (
            "RESOLVED",
            "resolve by source",
            "An incident that is RESOLVED cannot be resolved by its source. Allowed from here: close, reopen.",
        ),
        ("CLOSED", "close", "An incident that is CLOSED cannot be closed. Nothing is allowed from here."),
        ("CLOSED", "assign", "An incident that is CLOSED cannot be assigned. Nothing is allowed from here."),
    ],
)
def test_a_refusal_names_the_moves_that_are_allowed(status: str, move: str, message: str) -> None:
    with pytest.raises(InvalidTransition) as refusal:
        state_of(IncidentStatus(status)).after(Move(move))
    assert refusal.value.message == message


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("OPEN", ["ASSIGNED"]),
        ("ASSIGNED", ["OPEN", "ASSIGNED", "IN_PROGRESS"]),
        ("IN_PROGRESS", ["OPEN", "ASSIGNED", "RESOLVED"]),
        ("RESOLVED", ["IN_PROGRESS", "CLOSED"]),
        ("CLOSED", []),
    ],
)
def test_the_allowed_transitions_are_those_of_people_in_lifecycle_order(status: str, allowed: list[str]) -> None:
    assert [target.value for target in state_of(IncidentStatus(status)).allowed_transitions()] == allowed
