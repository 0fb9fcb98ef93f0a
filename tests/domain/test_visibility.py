"""Who sees an incident, and what each entry of its log does to that."""

from typing import Any
from uuid import UUID

import pytest

from siems.domain.visibility import Audience, Visibility, may_see

ME, ADA, BOB = UUID(int=1), UUID(int=2), UUID(int=3)
ENGINEER, MANAGER = Visibility(ME, sees_restricted=False), Visibility(ME, sees_restricted=True)


@pytest.mark.parametrize(
    ("audience", "by_engineer"),
    [
        (Audience(), True),
        (Audience(reporter_id=ADA, assignee_id=BOB), True),
        (Audience(restricted=True), False),
        (Audience(restricted=True, reporter_id=ADA, assignee_id=BOB, added=(ADA, BOB)), False),
        (Audience(restricted=True, reporter_id=ME), True),
        (Audience(restricted=True, assignee_id=ME), True),
        (Audience(restricted=True, added=(ADA, ME)), True),
    ],
)
def test_a_restricted_incident_is_seen_by_those_who_take_part_and_by_managers(
    audience: Audience, by_engineer: bool
) -> None:
    assert may_see(ENGINEER, audience) is by_engineer
    assert may_see(MANAGER, audience) is True


@pytest.mark.parametrize(
    ("audience", "participants"),
    [
        (Audience(), []),
        (Audience(reporter_id=ADA), [ADA]),
        (Audience(assignee_id=BOB, added=(ME,)), [BOB, ME]),
        (Audience(reporter_id=ME, assignee_id=ADA, added=(BOB,)), [ME, ADA, BOB]),
        (Audience(reporter_id=ADA, assignee_id=ADA, added=(BOB, ADA)), [ADA, BOB]),
    ],
)
def test_everybody_takes_part_once_reporter_and_assignee_first(audience: Audience, participants: list[UUID]) -> None:
    assert audience.participants == participants


def person(id: UUID) -> dict[str, str]:
    return {"id": str(id), "name": "Somebody"}


FULL = Audience(restricted=True, reporter_id=ME, assignee_id=ADA, added=(ADA, BOB))


@pytest.mark.parametrize(
    ("before", "action", "changed", "after"),
    [
        (Audience(), "REPORTED", {"reporter": person(ME), "restricted": True}, Audience(True, ME)),
        (Audience(), "REPORTED", {"reporter": None, "restricted": False}, Audience()),
        (Audience(True, ME), "ASSIGNED", {"status": "ASSIGNED", "assignee": person(ADA)}, Audience(True, ME, ADA)),
        (FULL, "REASSIGNED", {"assignee": person(BOB)}, Audience(True, ME, BOB, (ADA, BOB))),
        (FULL, "UNASSIGNED", {"status": "OPEN", "assignee": None}, Audience(True, ME, None, (ADA, BOB))),
        (FULL, "UPDATED", {"restricted": False, "title": "x"}, Audience(False, ME, ADA, (ADA, BOB))),
        (FULL, "UPDATED", {"title": "x"}, FULL),
        (FULL, "COMMENTED", {"body": "x"}, FULL),
        (FULL, "PARTICIPANT_ADDED", {"participant": person(ME)}, Audience(True, ME, ADA, (ADA, BOB, ME))),
        (FULL, "PARTICIPANT_REMOVED", {"participant": person(ADA)}, Audience(True, ME, ADA, (BOB,))),
    ],
)
def test_an_entry_of_the_log_says_who_sees_the_incident_after_it(
    before: Audience, action: str, changed: dict[str, Any], after: Audience
) -> None:
    assert before.after(action, changed) == after
