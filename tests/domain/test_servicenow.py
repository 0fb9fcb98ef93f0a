"""What the rows of a ServiceNow event log say, and what is inferred from them."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.lifecycle import state_of
from siems.domain.log import Action, Origin
from siems.domain.servicenow import BadRow, Row, description, parse, title
from siems.domain.servicenow_walk import History, Step, contradiction, route, walk

SOURCE = {
    "number": "INC1",
    "incident_state": "New",
    "opened_at": "01-03-2021 08:00",
    "sys_updated_at": "01-03-2021 08:00",
    "sys_updated_by": "Dispatcher 1",
    "priority": "3 - Moderate",
    "category": "Network",
    "subcategory": "VPN",
    "assignment_group": "Crew",
    "assigned_to": "?",
    "resolved_by": "?",
    "resolved_at": "?",
}


def a_row(state: str = "New", time: str = "08:00", assigned_to: str = "?", **more: str) -> Row:
    at = f"01-03-2021 {time}"
    return parse(2, SOURCE | {"incident_state": state, "sys_updated_at": at, "assigned_to": assigned_to} | more)


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2021-03-01T{time}:00+00:00")


def told(*rows: Row) -> list[tuple[str, str]]:
    """The walk in short: what happened, and how SIEMS knows."""
    return [(step.action.value, step.origin.value) for step in walk(History(rows, None))]


def statuses(steps: list[Step]) -> list[IncidentStatus]:
    return [step.changes["status"] for step in steps if "status" in step.changes]


REPORTED = ("REPORTED", "IMPORTED")


class TestARow:
    def test_says_when_how_bad_and_in_what_state(self) -> None:
        row = a_row("Awaiting Vendor", "09:30", priority="1 - Critical", resolved_at="02-03-2021 10:00")

        assert (row.number, row.state.value, row.severity) == ("INC1", "Awaiting", Severity.CRITICAL)
        assert row.opened_at == datetime(2021, 3, 1, 8, 0, tzinfo=UTC)
        assert row.updated_at == datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
        assert row.resolved_at == datetime(2021, 3, 2, 10, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("priority", "severity"),
        [("1 - Critical", "CRITICAL"), ("2 - High", "HIGH"), ("3 - Moderate", "MEDIUM"), ("4 - Low", "LOW")],
    )
    def test_has_the_severity_of_its_priority(self, priority: str, severity: str) -> None:
        assert a_row(priority=priority).severity.name == severity

    @pytest.mark.parametrize(
        ("column", "value", "reason"),
        [
            ("number", "?", "number is missing"),
            ("opened_at", "", "opened_at is missing"),
            ("sys_updated_at", "?", "sys_updated_at is missing"),
            ("priority", "5 - Planning", "priority is '5 - Planning'; it must begin with 1, 2, 3 or 4"),
            ("incident_state", "-100", "incident_state is '-100', which is not a state that SIEMS knows"),
            ("opened_at", "2021-03-01", "opened_at is '2021-03-01', which is not a time like 31-12-2016 23:59"),
            ("resolved_at", "31-02-2021 08:00", "resolved_at is '31-02-2021 08:00', which is not a time like"),
            ("category", "x" * 101, "category has 101 characters; at most 100 are allowed"),
        ],
    )
    def test_that_makes_no_sense_is_refused_with_the_reason(self, column: str, value: str, reason: str) -> None:
        with pytest.raises(BadRow) as refusal:
            parse(2, SOURCE | {column: value})

        assert str(refusal.value).startswith(reason)

    def test_is_titled_by_what_it_is_about(self) -> None:
        assert title(a_row(u_symptom="Drops out")) == "Network, VPN (Drops out)"
        assert title(a_row()) == "Network, VPN"
        assert title(a_row(category="?", subcategory="?", u_symptom="Drops out")) == "Drops out"
        assert title(a_row(category="?", subcategory="?")) == "ServiceNow INC1"

    def test_is_described_by_what_is_known(self) -> None:
        text = description(a_row(location="Harbour", vendor="?"))

        assert text.splitlines() == [
            "Imported from ServiceNow, where it is INC1.",
            "Category: Network",
            "Subcategory: VPN",
            "Location: Harbour",
        ]

    def test_belongs_to_its_assignee_or_its_resolver_or_the_placeholder(self) -> None:
        assert a_row(assigned_to="Ada", resolved_by="Ola").assignee == "Ada"
        assert a_row(resolved_by="Ola").assignee == "Ola"
        assert a_row().assignee == "?"


class TestAWalk:
    def test_reports_at_the_time_of_opening_and_tells_the_rest_at_its_own(self) -> None:
        rows = [a_row(time="08:05"), a_row("Active", "08:20", "Ada"), a_row("Awaiting User Info", "09:00", "Ada")]

        assert [(step.action, step.at) for step in walk(History(rows, None))] == [
            (Action.REPORTED, at("08:00")),
            (Action.ASSIGNED, at("08:20")),
            (Action.STARTED, at("09:00")),
        ]

    def test_never_runs_backwards(self) -> None:
        steps = walk(History([a_row("Active", "07:00", "Ada"), a_row("Resolved", "07:30", "Ada")], None))

        assert {step.at for step in steps} == {at("08:00")}

    def test_leaves_a_new_incident_to_nobody_even_if_it_names_somebody(self) -> None:
        steps = walk(History([a_row(), a_row("New", "08:30", "Ada")], None))

        assert told(a_row(), a_row("New", "08:30", "Ada")) == [REPORTED, ("COMMENTED", "IMPORTED")]
        assert steps[-1].text == "assigned_to: ? → Ada"

    def test_infers_what_a_leap_to_resolved_skips(self) -> None:
        assert told(a_row(), a_row("Resolved", "09:00", "?", resolved_by="Ola")) == [
            REPORTED,
            ("ASSIGNED", "INFERRED"),
            ("STARTED", "INFERRED"),
            ("RESOLVED", "IMPORTED"),
        ]

    def test_infers_what_comes_before_the_first_row(self) -> None:
        assert told(a_row("Closed", "09:00", "Ada")) == [
            REPORTED,
            ("ASSIGNED", "INFERRED"),
            ("STARTED", "INFERRED"),
            ("RESOLVED", "INFERRED"),
            ("CLOSED", "IMPORTED"),
        ]

    def test_takes_a_second_active_row_of_the_same_assignee_for_a_start(self) -> None:
        assert told(a_row("Active", "08:10", "Ada"), a_row("Active", "09:00", "Ada")) == [
            REPORTED,
            ("ASSIGNED", "IMPORTED"),
            ("STARTED", "INFERRED"),
            ("COMMENTED", "IMPORTED"),
        ]

    def test_takes_no_second_active_row_for_a_start_while_nobody_is_named(self) -> None:
        assert told(a_row("Active", "08:10"), a_row("Active", "09:00")) == [
            REPORTED,
            ("ASSIGNED", "IMPORTED"),
            ("COMMENTED", "IMPORTED"),
        ]

    def test_makes_a_new_assignee_start_again(self) -> None:
        rows = [a_row("Awaiting User Info", "08:10", "Ada"), a_row("Awaiting User Info", "09:00", "Ola")]

        assert told(*rows)[-2:] == [("REASSIGNED", "IMPORTED"), ("STARTED", "INFERRED")]
        assert told(*rows[:1], a_row("Active", "09:00", "Ola"))[-1] == ("REASSIGNED", "IMPORTED")

    def test_supposes_the_resolver_where_the_assignee_is_withdrawn(self) -> None:
        rows = [a_row("Active", "08:10", "Ada", resolved_by="Ola"), a_row("Active", "09:00", "?", resolved_by="Ola")]
        steps = walk(History(rows, None))

        assert told(*rows)[-2:] == [("REASSIGNED", "INFERRED"), ("COMMENTED", "IMPORTED")]
        assert steps[-2].changes["assignee_id"] == "Ola"

    def test_reopens(self) -> None:
        resolved = a_row("Resolved", "09:00", "Ada")

        assert told(resolved, a_row("Active", "10:00", "Ada"))[-1] == ("REOPENED", "IMPORTED")
        assert told(resolved, a_row("Active", "10:00", "Ola"))[-2:] == [
            ("REOPENED", "IMPORTED"),
            ("REASSIGNED", "IMPORTED"),
        ]
        assert told(resolved, a_row("New", "10:00"))[-2:] == [("REOPENED", "IMPORTED"), ("UNASSIGNED", "IMPORTED")]

    def test_leaves_what_is_resolved_to_whoever_resolved_it(self) -> None:
        rows = [a_row("Resolved", "09:00", "Ada"), a_row("Resolved", "10:00", "Ola"), a_row("Closed", "11:00", "Ola")]

        assert told(*rows)[-2:] == [("COMMENTED", "IMPORTED"), ("CLOSED", "IMPORTED")]

    def test_tells_changed_fields_and_severity_before_the_move(self) -> None:
        row = a_row("Closed", "10:00", "Ada", priority="1 - Critical", assignment_group="Others")
        updated, raised, closed = walk(History([a_row("Resolved", "09:00", "Ada"), row], None))[-3:]

        assert (updated.action, updated.changes) == (Action.UPDATED, {"team_id": "Others"})
        assert (raised.action, raised.changes) == (Action.SEVERITY_CHANGED, {"severity": Severity.CRITICAL})
        assert closed.changes == {"status": IncidentStatus.CLOSED}

    def test_only_remarks_on_what_is_closed(self) -> None:
        closed = a_row("Closed", "10:00", "Ada")
        [*_, last] = walk(History([closed, a_row("Closed", "11:00", "Ada", assignment_group="Others")], None))

        assert (last.action, last.changes, last.text) == (Action.COMMENTED, {}, "assignment_group: Crew → Others")

    def test_says_of_an_empty_save_that_it_was_one(self) -> None:
        [*_, last] = walk(History([a_row(), a_row("New", "09:00")], None))

        assert last.text == "Saved in ServiceNow; none of the exported fields changed."


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["New", "Active", "Awaiting User Info", "Awaiting Problem", "Resolved"]),
        st.sampled_from(["?", "Ada", "Ola"]),
        st.sampled_from(["?", "Ola"]),
        st.sampled_from(["1 - Critical", "3 - Moderate"]),
        st.sampled_from(["?", "Crew"]),
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.integers(0, 2))
def test_every_walk_is_legal_complete_and_ends_where_the_last_row_says(
    tuples: list[tuple[str, str, str, str, str]], closed_rows: int
) -> None:
    tuples = tuples + [("Closed", *tuples[-1][1:])] * closed_rows
    rows = [
        a_row(state, f"08:{minute:02}", who, resolved_by=resolver, priority=priority, assignment_group=team)
        for minute, (state, who, resolver, priority, team) in enumerate(tuples)
    ]
    steps = walk(History(rows, None))
    last, end = rows[-1], ended(steps)

    path = statuses(steps)
    assert all(after in state_of(before).moves.values() for before, after in pairwise(path))
    assert path[0] is IncidentStatus.OPEN
    assert (
        path[-1]
        in {
            "New": {IncidentStatus.OPEN},
            "Active": {IncidentStatus.ASSIGNED, IncidentStatus.IN_PROGRESS},
            "Awaiting": {IncidentStatus.IN_PROGRESS},
            "Resolved": {IncidentStatus.RESOLVED},
            "Closed": {IncidentStatus.CLOSED},
        }[last.state.value]
    )
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert {step.row.updated_at for step in steps if step.origin is Origin.IMPORTED} == {row.updated_at for row in rows}
    assert (end["severity"], end["team_id"]) == (last.severity, last.known("assignment_group"))
    if last.state.value in ("New", "Active", "Awaiting"):
        assert end["assignee_id"] == (None if last.state.value == "New" else last.assignee)


def ended(steps: list[Step]) -> dict[str, Any]:
    """The columns after the last step."""
    end: dict[str, Any] = {"assignee_id": None}
    for step in steps:
        end |= step.changes
    return end


class TestTheTimeOfResolution:
    NOW = datetime(2021, 4, 1, tzinfo=UTC)

    def resolved(self, resolved_at: str, state: str = "Resolved") -> str | None:
        return contradiction([a_row(), a_row(state, "10:00", resolved_at=resolved_at)], self.NOW)

    def test_may_be_anything_between_opening_and_closing(self) -> None:
        assert self.resolved("01-03-2021 08:00", "Closed") is None
        assert self.resolved("01-03-2021 10:00", "Closed") is None
        assert self.resolved("02-03-2021 10:00") is None

    def test_cannot_be_before_the_opening(self) -> None:
        assert self.resolved("01-03-2021 07:59") == (
            "resolved_at is before the incident was opened: it is ignored, and the last entry into Resolved counts"
        )

    @pytest.mark.parametrize(("time", "state"), [("01-03-2021 10:01", "Closed"), ("01-04-2021 00:01", "Resolved")])
    def test_cannot_be_after_the_closing_or_now(self, time: str, state: str) -> None:
        assert self.resolved(time, state) == (
            "resolved_at is after the incident was closed, or in the future: "
            "it is ignored, and the last entry into Resolved counts"
        )

    def test_is_not_asked_of_what_is_not_resolved(self) -> None:
        assert self.resolved("01-03-2021 07:00", "Active") is None


def test_the_route_is_the_shortest_that_the_lifecycle_allows() -> None:
    opened, in_progress, closed = IncidentStatus.OPEN, IncidentStatus.IN_PROGRESS, IncidentStatus.CLOSED

    assert [move.value for move in route(opened, closed)] == ["assign", "start", "resolve", "close"]
    assert [move.value for move in route(in_progress, opened)] == ["unassign"]
    assert route(opened, opened) == ()
    with pytest.raises(ValueError, match="There is no way from CLOSED to OPEN"):
        route(closed, opened)
