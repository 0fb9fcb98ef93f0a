"""Facts, folded over a log as they are kept in the row."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from siems.domain.escalation.facts import IncidentFacts, reported
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import ActorKind

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SERVICE = UUID(int=1)
REPORT = {
    "title": "Disk full",
    "severity": "HIGH",
    "status": "OPEN",
    "service": {"id": str(SERVICE), "name": "Checkout"},
    "team": None,
    "reporter": {"id": str(UUID(int=5)), "name": "Ada"},
}
ADA = {"id": str(UUID(int=5)), "name": "Ada"}


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def folded(*entries: tuple[str, dict[str, Any]], actor: ActorKind = ActorKind.USER) -> IncidentFacts:
    """The facts after the report and these entries, one a minute."""
    facts = reported(NOON, REPORT)
    for minute, (action, after) in enumerate(entries, start=1):
        facts = facts.after(action, at(minute), after, actor)
    return facts


ASSIGNED = ("ASSIGNED", {"status": "ASSIGNED", "assignee": ADA})
STARTED = ("STARTED", {"status": "IN_PROGRESS"})


def test_a_report_begins_the_first_round() -> None:
    assert folded() == IncidentFacts(
        status=IncidentStatus.OPEN,
        severity=Severity.HIGH,
        category_id=None,
        service_id=SERVICE,
        team_id=None,
        escalation_round=1,
        round_started_at=NOON,
        assigned_at=None,
        last_activity_at=NOON,
        hold_began_at=None,
        imported_at=None,
        created_at=NOON,
        started_at=None,
    )


@pytest.mark.parametrize(
    ("action", "after"),
    [
        ("REASSIGNED", {"status": "ASSIGNED", "assignee": ADA}),
        ("UNASSIGNED", {"status": "OPEN", "assignee": None}),
        ("REOPENED", {"status": "IN_PROGRESS", "resolution": None}),
    ],
)
def test_reassigning_unassigning_and_reopening_begin_a_round_that_nobody_has_acknowledged(
    action: str, after: dict[str, Any]
) -> None:
    facts = folded(ASSIGNED, STARTED, (action, after))
    assert (facts.escalation_round, facts.round_started_at, facts.hold_began_at) == (2, at(3), None)


@pytest.mark.parametrize("action", ["ACKNOWLEDGED", "CLAIMED", "STARTED"])
def test_acknowledging_claiming_and_starting_hold(action: str) -> None:
    facts = folded((action, {}))
    assert (facts.hold_began_at, facts.escalation_round) == (at(1), 1)


def test_a_comment_is_activity_and_what_siems_does_is_none() -> None:
    assert folded(("COMMENTED", {"body": "Any news?"})).last_activity_at == at(1)
    raised = folded(("SEVERITY_CHANGED", {"severity": "CRITICAL"}), actor=ActorKind.SYSTEM)
    assert (raised.last_activity_at, raised.severity) == (NOON, Severity.CRITICAL)


def test_what_was_edited_is_what_rules_match() -> None:
    facts = folded(("UPDATED", {"service": None, "team": {"id": str(UUID(int=2)), "name": "Platform"}}))
    assert (facts.service_id, facts.team_id) == (None, UUID(int=2))


def test_an_assignment_counts_from_the_last_one() -> None:
    assert folded(ASSIGNED, ("REASSIGNED", {"assignee": ADA})).assigned_at == at(2)
    assert folded(ASSIGNED, ("UNASSIGNED", {"status": "OPEN", "assignee": None})).assigned_at is None


def test_an_action_of_a_later_version_is_activity_and_changes_what_it_says() -> None:
    facts = folded(("TELEPORTED", {"severity": "LOW"}))
    assert (facts.severity, facts.escalation_round, facts.last_activity_at) == (Severity.LOW, 1, at(1))
