"""What one row of a ServiceNow incident event log says. Pure: text in, a `Row` or a reason out.

A row is the incident as it was after one change of it. `?` (or nothing) means unknown. Times are `DD-MM-YYYY HH:MM`
in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache

from siems.domain.incidents import Severity

UNKNOWN = "?"
LONGEST_VALUE = 100
"""What a name may have at most: teams, people, categories and services are named by these values."""

REQUIRED = (
    "number", "incident_state", "opened_at", "sys_updated_by", "sys_updated_at", "category", "subcategory",
    "priority", "assignment_group", "assigned_to", "resolved_by", "resolved_at",
)  # fmt: skip
"""Columns without which a file is not an incident event log."""

DESCRIBED = {
    "category": "Category",
    "subcategory": "Subcategory",
    "u_symptom": "Symptom",
    "cmdb_ci": "Configuration item",
    "impact": "Impact",
    "urgency": "Urgency",
    "location": "Location",
    "caller_id": "Caller",
    "opened_by": "Opened by",
    "contact_type": "Contact type",
    "vendor": "Vendor",
    "problem_id": "Problem",
    "rfc": "Request for change",
    "caused_by": "Caused by",
}
"""The columns that an incident's description lists, and what it calls them."""

NOTED = (
    "incident_state", "priority", "assignment_group", "assigned_to", "resolved_by", *DESCRIBED, "reassignment_count",
    "reopen_count", "made_sla", "knowledge", "u_priority_confirmation", "closed_code",
)  # fmt: skip
"""The columns whose changes an entry of the log repeats in words."""

_SEVERITIES = {"1": Severity.CRITICAL, "2": Severity.HIGH, "3": Severity.MEDIUM, "4": Severity.LOW}


class BadRow(Exception):
    """The row cannot be understood; the message completes "line 12: ..."."""


class SourceState(Enum):
    """What `incident_state` means to SIEMS; every "Awaiting ..." is one."""

    NEW = "New"
    ACTIVE = "Active"
    AWAITING = "Awaiting"
    RESOLVED = "Resolved"
    CLOSED = "Closed"

    @classmethod
    def of(cls, text: str) -> "SourceState":
        """Raises BadRow for a state that is not known (the original data has a -100)."""
        if text.startswith("Awaiting "):
            return cls.AWAITING
        try:
            return cls(text)
        except ValueError:
            raise BadRow(f"incident_state is {quoted(text)}, which is not a state that SIEMS knows") from None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what decides, parsed, and everything as it was spelt in `source`."""

    line: int
    number: str
    state: SourceState
    severity: Severity
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    source: Mapping[str, str]

    def known(self, column: str) -> str | None:
        """The column's value, or None where it is unknown or the file has no such column."""
        return _known(self.source, column)

    @property
    def updated_by(self) -> str:
        return self.known("sys_updated_by") or "ServiceNow"

    @property
    def assignee(self) -> str:
        """Who has it, or had it in the end, or UNKNOWN: the placeholder engineer."""
        return self.known("assigned_to") or self.known("resolved_by") or UNKNOWN

    @property
    def fields(self) -> dict[str, str | None]:
        """The incident's editable columns; references by name."""
        return {
            "title": title(self),
            "description": description(self),
            "category_id": self.known("category"),
            "service_id": self.known("cmdb_ci"),
            "team_id": self.known("assignment_group"),
        }


def parse(line: int, source: Mapping[str, str]) -> Row:
    """The row with these values by column, stripped. Raises BadRow with the first thing that is wrong."""
    if max(map(len, source.values())) > LONGEST_VALUE:
        longest = max(source, key=lambda column: len(source[column]))
        raise BadRow(f"{longest} has {len(source[longest])} characters; at most {LONGEST_VALUE} are allowed")
    return Row(
        line=line,
        number=_needed(source, "number"),
        state=SourceState.of(_needed(source, "incident_state")),
        severity=_severity(_needed(source, "priority")),
        opened_at=_moment("opened_at", _needed(source, "opened_at")),
        updated_at=_moment("sys_updated_at", _needed(source, "sys_updated_at")),
        resolved_at=_moment("resolved_at", resolved_at) if (resolved_at := _known(source, "resolved_at")) else None,
        source=source,
    )


def title(row: Row) -> str:
    """The data has no title, so this is what the incident is about: "Category 55, Subcategory 170 (Symptom 72)"."""
    about = ", ".join(filter(None, (row.known("category"), row.known("subcategory"))))
    symptom = row.known("u_symptom")
    if symptom:
        about = f"{about} ({symptom})" if about else symptom
    return (about or f"ServiceNow {row.number}")[:200]


def description(row: Row) -> str:
    """Where it comes from, and one line for each of DESCRIBED that is known."""
    lines = [f"{label}: {value}" for column, label in DESCRIBED.items() if (value := row.known(column))]
    return "\n".join([f"Imported from ServiceNow, where it is {row.number}.", *lines])


def difference(before: Row | None, after: Row) -> str:
    """What the change that made `after` changed, in words; "" if none of NOTED. A first row only has its state."""
    if before is None:
        return f"incident_state: {after.source['incident_state']}"
    was, now = before.source, after.source
    changed = [column for column in NOTED if was.get(column) != now.get(column)]
    return "; ".join(f"{column}: {was.get(column)} → {now.get(column)}" for column in changed)


def quoted(text: str) -> str:
    """The text as a message may repeat it: on one line, printable and short."""
    shown = ascii(text)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _known(source: Mapping[str, str], column: str) -> str | None:
    value = source.get(column, UNKNOWN)
    return None if value in ("", UNKNOWN) else value


def _needed(source: Mapping[str, str], column: str) -> str:
    if (value := _known(source, column)) is None:
        raise BadRow(f"{column} is missing")
    return value


def _severity(priority: str) -> Severity:
    number, _, _ = priority.partition(" - ")
    if (severity := _SEVERITIES.get(number)) is None:
        raise BadRow(f"priority is {quoted(priority)}; it must begin with 1, 2, 3 or 4")
    return severity


def _moment(column: str, text: str) -> datetime:
    try:
        return _date(text)
    except ValueError:
        raise BadRow(f"{column} is {quoted(text)}, which is not a time like 31-12-2016 23:59") from None


@lru_cache(maxsize=4096)
def _date(text: str) -> datetime:
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=UTC)
