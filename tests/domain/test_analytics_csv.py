"""Figures as CSV: what a program reads back, and what a spreadsheet does not run."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from siems.domain.analytics import Attainment, Durations, Group, Grouping, IncidentFigures, Period
from siems.domain.analytics_csv import groups_as_csv, periods_as_csv, text_cell
from siems.domain.hours import Span
from siems.domain.incidents import Severity

NOTHING = Durations(0, 4, None, None, None, None)
FIGURES = IncidentFigures(
    incidents=4,
    to_acknowledge=Durations(3, 1, 100 / 3, 20.0, 55.5, 60.25),
    to_start=NOTHING,
    to_resolve=NOTHING,
    escalated=2,
    escalated_by_rule=2,
    escalated_by_hand=1,
    respond=Attainment(2, 1),
    resolve=Attainment(0, 0),
    ever_resolved=3,
    reopened=1,
)
CELLS = {
    "incidents": "4",
    "time_to_acknowledge_count": "3",
    "time_to_acknowledge_left_out": "1",
    "time_to_acknowledge_mean_seconds": "33.3333",
    "time_to_acknowledge_p50_seconds": "20.0",
    "time_to_acknowledge_p90_seconds": "55.5",
    "time_to_acknowledge_p95_seconds": "60.25",
    **{
        f"time_to_{end}_{name}": {"count": "0", "left_out": "4"}.get(name, "")
        for end in ("start", "resolve")
        for name in ("count", "left_out", "mean_seconds", "p50_seconds", "p90_seconds", "p95_seconds")
    },
    "escalated": "2",
    "escalated_by_rule": "2",
    "escalated_by_hand": "1",
    "escalation_rate": "0.5",
    "rule_escalation_rate": "0.5",
    "hand_escalation_rate": "0.25",
    "respond_sla_met": "2",
    "respond_sla_breached": "1",
    "respond_sla_attainment": "0.6667",
    "resolve_sla_met": "0",
    "resolve_sla_breached": "0",
    "resolve_sla_attainment": "",
    "ever_resolved": "3",
    "reopened": "1",
    "reopen_rate": "0.3333",
}


def read(text: str) -> list[dict[str, str]]:
    """As a program reads it, having seen that each line ends as RFC 4180 says."""
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_row_a_group_under_a_header() -> None:
    groups = [
        Group(Grouping.SEVERITY, Severity.HIGH, "HIGH", FIGURES),
        Group(Grouping.SEVERITY, None, None, FIGURES),
    ]
    text = groups_as_csv(Grouping.SEVERITY, groups)
    assert read(text) == [{"severity": "HIGH", **CELLS}, {"severity": "", **CELLS}]
    assert text.count("\r\n") == text.count("\n") == 3


def test_a_row_a_period_with_local_times_and_the_backlog() -> None:
    span = Span(datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    times = {"starts_at": "2026-03-29T00:00:00+01:00", "ends_at": "2026-03-30T00:00:00+02:00"}
    text = periods_as_csv([Period(span, FIGURES, backlog=7)], ZoneInfo("Europe/Berlin"))
    assert read(text) == [{**times, **CELLS, "backlog": "7"}]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Checkout", "Checkout"),
        ('say "hi", then go', 'say "hi", then go'),
        ("Zürich; 決済\u2028x", "Zürich; 決済\u2028x"),
        ("two\r\nlines", "two\r\nlines"),
        ("=HYPERLINK(\"http://example.com\",1)", "'=HYPERLINK(\"http://example.com\",1)"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20SUM(A1)", "'\uff20SUM(A1)"),
        ("A \uff1d B", "A \uff1d B"),
        ("1=1", "1=1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_text_and_never_a_formula(name: str, cell: str) -> None:
    assert text_cell(name) == cell
    [row] = read(groups_as_csv(Grouping.SERVICE, [Group(Grouping.SERVICE, None, name, FIGURES)]))
    assert row == {"service": cell, **CELLS}


def test_a_number_stays_a_number_whatever_it_begins_with() -> None:
    minus = Durations(1, 0, -1.5, -1.5, -1.5, -1.5)
    figures = IncidentFigures(1, minus, NOTHING, NOTHING, 0, 0, 0, Attainment(0, 0), Attainment(0, 0), 0, 0)
    [row] = read(groups_as_csv(Grouping.TEAM, [Group(Grouping.TEAM, None, None, figures)]))
    assert row["time_to_acknowledge_mean_seconds"] == "-1.5"
