"""Figures as CSV (RFC 4180): a header, and one row a period or a group. No I/O.

Spreadsheets run a cell as a formula if its text begins like one, and names are what anybody wrote. Such a text gets an
apostrophe before it, which spreadsheets hide. Numbers are ours, and stay numbers. Which beginnings those are, OWASP
lists under "CSV Injection"; where people write Japanese or Chinese, full-width signs may count as the others do.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from siems.domain.analytics import Attainment, Durations, Group, Grouping, IncidentFigures, Period

_LIKE_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
_DECIMALS = 4
_DURATIONS = ("count", "left_out", "mean_seconds", "p50_seconds", "p90_seconds", "p95_seconds")
_ATTAINMENT = ("met", "breached", "attainment")
_FIGURES = [
    "incidents",
    *(f"time_to_{end}_{name}" for end in ("acknowledge", "start", "resolve") for name in _DURATIONS),
    "escalated", "escalated_by_rule", "escalated_by_hand",
    "escalation_rate", "rule_escalation_rate", "hand_escalation_rate",
    *(f"{promise}_sla_{name}" for promise in ("respond", "resolve") for name in _ATTAINMENT),
    "ever_resolved", "reopened", "reopen_rate",
]  # fmt: skip
_Cell = str | int | float | None


def periods_as_csv(periods: Sequence[Period], zone: ZoneInfo) -> str:
    """One row a period, with its moments by the clocks of the zone."""
    rows = [
        [_local(each.span.start, zone), _local(each.span.end, zone), *_cells(each.figures), each.backlog]
        for each in periods
    ]
    return _written(["starts_at", "ends_at", *_FIGURES, "backlog"], rows)


def groups_as_csv(by: Grouping, groups: Sequence[Group]) -> str:
    """One row a group. The group of what refers to none has an empty name."""
    return _written([by.value.lower(), *_FIGURES], [[each.name, *_cells(each.figures)] for each in groups])


def text_cell(text: str) -> str:
    """The text as a spreadsheet shows it, and does not run it."""
    return f"'{text}" if text.startswith(_LIKE_A_FORMULA) else text


def _written(header: Sequence[str], rows: Sequence[Sequence[_Cell]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return lines.getvalue()


def _cell(value: _Cell) -> _Cell:
    if isinstance(value, str):
        return text_cell(value)
    return round(value, _DECIMALS) if isinstance(value, float) else value


def _cells(figures: IncidentFigures) -> list[_Cell]:
    """The cells below _FIGURES."""
    return [
        figures.incidents,
        *_of_durations(figures.to_acknowledge),
        *_of_durations(figures.to_start),
        *_of_durations(figures.to_resolve),
        figures.escalated,
        figures.escalated_by_rule,
        figures.escalated_by_hand,
        figures.escalation_rate,
        figures.rule_escalation_rate,
        figures.hand_escalation_rate,
        *_of_attainment(figures.respond),
        *_of_attainment(figures.resolve),
        figures.ever_resolved,
        figures.reopened,
        figures.reopen_rate,
    ]


def _of_durations(found: Durations) -> list[_Cell]:
    return [found.count, found.left_out, found.mean, found.p50, found.p90, found.p95]


def _of_attainment(found: Attainment) -> list[_Cell]:
    return [found.met, found.breached, found.rate]


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()
