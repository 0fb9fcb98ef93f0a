"""How incidents look to people: words first, colour on top, and nothing that a terminal would obey."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.cells import cell_len
from rich.table import Column, Table
from rich.text import Text

from siems.cli.failures import Json
from siems.cli.output import plain

FIELDS = """id number key title description severity status restricted version escalationLevel createdAt updatedAt
assignedAt acknowledgedAt startedAt resolvedAt closedAt resolution nextEscalationAt allowedTransitions
category { id name } service { id name } team { id name } reporter { id name email } assignee { id name email }
sla { state respond { dueAt state } resolve { dueAt state } }"""
_STYLES = {
    "CRITICAL": "bold red",
    "HIGH": "red",
    "MEDIUM": "yellow",
    "LOW": "cyan",
    "BREACHED": "bold red",
    "AT_RISK": "yellow",
    "OPEN": "bold",
}
_COLUMNS = ("KEY", "SEVERITY", "STATUS", "AGE", "ASSIGNEE", "TITLE")
_ASSIGNEE = _COLUMNS.index("ASSIGNEE")
_LONGEST_NAME, _SHORTEST_TITLE = 14, 12
_GAP = "  "
_UNITS = (("day", 86400), ("hour", 3600), ("min", 60))


def word(text: str) -> Text:
    """One of the API's words, in its colour."""
    return Text(plain(text), _STYLES.get(text, ""))


def table(incidents: Sequence[Json], now: datetime, width: int | None) -> Table:
    """A line for each incident. If they must fit a width, long names and titles are cut off."""
    rows = [_row(each, now) for each in incidents]
    lengths = [max(cell_len(name), *(row[place].cell_len for row in rows)) for place, name in enumerate(_COLUMNS)]
    if width is not None:
        lengths[_ASSIGNEE] = min(lengths[_ASSIGNEE], _LONGEST_NAME)
        lengths[-1] = min(lengths[-1], max(_SHORTEST_TITLE, width - sum(lengths[:-1]) - len(_GAP) * len(lengths)))
    columns = [
        Column(name, width=length, no_wrap=True, overflow="ellipsis")
        for name, length in zip(_COLUMNS, lengths, strict=True)
    ]
    lines = Table(*columns, box=None, pad_edge=False, padding=(0, len(_GAP), 0, 0), header_style="bold")
    for row in rows:
        lines.add_row(*row)
    return lines


def _row(incident: Json, now: datetime) -> list[Text]:
    return [
        Text(incident["key"]),
        word(incident["severity"]),
        word(incident["status"]),
        Text(age(incident["createdAt"], now)),
        Text(_name(incident["assignee"], "-")),
        Text(_one_line(incident["title"])),
    ]


def page(incident: Json, now: datetime) -> list[Text | Table]:
    """All about one incident."""
    head = Text.assemble((incident["key"], "bold"), "  ", (_one_line(incident["title"]), "bold"))
    facts = Table.grid(padding=(0, 2, 0, 0))
    for name, value in _facts(incident, now):
        facts.add_row(Text(name, "dim"), value)
    parts: list[Text | Table] = [head, facts]
    for name in ("description", "resolution"):
        if incident[name]:
            parts += [Text(), Text(name.capitalize(), "bold"), Text(plain(incident[name]))]
    return parts


def _facts(incident: Json, now: datetime) -> list[tuple[str, Text]]:
    level = incident["escalationLevel"]
    facts: list[tuple[str, Text | None]] = [
        ("Severity", word(incident["severity"])),
        ("Status", word(incident["status"])),
        ("Restricted", Text("yes: participants, managers and admins only") if incident["restricted"] else None),
        ("Assignee", Text(_person(incident["assignee"]) or "nobody")),
        *((name.capitalize(), _optional(_name(incident[name]))) for name in ("service", "team", "category")),
        ("Reporter", _optional(_person(incident["reporter"]))),
        *((name, _when(incident[field], now)) for name, field in _MOMENTS),
        *_promises(incident["sla"] or {}, now),
        ("Escalated", Text("once" if level == 1 else f"{level} times") if level else None),
        ("Escalates", _when(incident["nextEscalationAt"], now)),
        ("May become", _optional(", ".join(incident["allowedTransitions"]))),
        ("Version", Text(str(incident["version"]))),
    ]
    return [(name, value) for name, value in facts if value is not None]


_MOMENTS = (
    ("Reported", "createdAt"),
    ("Assigned", "assignedAt"),
    ("Acknowledged", "acknowledgedAt"),
    ("Started", "startedAt"),
    ("Resolved", "resolvedAt"),
    ("Closed", "closedAt"),
)


def _promises(sla: Json, now: datetime) -> list[tuple[str, Text | None]]:
    return [
        (
            f"{name.capitalize()} by",
            Text.assemble(exact_and_relative(promise["dueAt"], now), ", ", word(promise["state"])),
        )
        for name in ("respond", "resolve")
        if (promise := sla.get(name))
    ]


def _when(moment: str | None, now: datetime) -> Text | None:
    return None if moment is None else Text(exact_and_relative(moment, now))


def exact_and_relative(moment: str, now: datetime) -> str:
    """A moment in the time zone of this machine, and how far away it is."""
    return f"{local(moment)} ({relative(moment, now)})"


def local(moment: str) -> str:
    """A moment by the clocks of this machine: 2026-11-26 14:03:05 CET."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def relative(moment: str, now: datetime) -> str:
    """How far away a moment is: just now, 3 min ago, in 2 days."""
    away = now - datetime.fromisoformat(moment)
    words = _duration(abs(away))
    if words is None:
        return "just now"
    return f"{words} ago" if away > timedelta() else f"in {words}"


def age(moment: str, now: datetime) -> str:
    """How long ago a moment was: just now, 3 min, 2 days."""
    return _duration(now - datetime.fromisoformat(moment)) or "just now"


def _duration(time: timedelta) -> str | None:
    """The largest unit that fits, or None for what is less than a minute."""
    for unit, seconds in _UNITS:
        if (count := int(time.total_seconds() // seconds)) > 0:
            return f"{count} {unit}{'s' if count > 1 and unit != 'min' else ''}"
    return None


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()))


def _name(named: Json | None, without: str = "") -> str:
    return without if named is None else _one_line(named["name"])


def _person(person: Json | None) -> str:
    if person is None:
        return ""
    return _one_line(f"{person['name']} <{person['email']}>" if person["email"] else person["name"])


def _optional(text: str) -> Text | None:
    return Text(text) if text else None
