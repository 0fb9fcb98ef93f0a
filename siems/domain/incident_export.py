"""An incident as a file that others can keep and check: what it says, and the whole log that this follows from. No I/O.

The parts between `incident` and `log` but for `summary` are told from the log alone, so that whoever has the file can
tell them again (`domain.export_verification`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from siems.domain.log import Action, Entry, canonical, timestamp
from siems.domain.review import Figures, Measured, figures
from siems.domain.sla import SlaState
from siems.domain.users import Principal
from siems.domain.visibility import content_as_read_by

FORMAT = "siems-incident-export"
VERSION = 1
FACTS = (
    "title", "description", "severity", "status", "category", "service", "team", "reporter", "api_key", "assignee",
    "restricted", "dedupKey", "resolution",
)  # fmt: skip
"""What an incident says, by its name in the log."""
Content = Mapping[str, Any]
"""What an entry says, as `Entry.content`, without what its reader may not read."""


class ExportFormat(StrEnum):
    """What an incident is written as."""

    JSON = "JSON"
    MARKDOWN = "MARKDOWN"


class Row(Measured, Protocol):
    """What stands in the row of an incident beside what its log says."""

    @property
    def id(self) -> UUID: ...
    @property
    def organization_id(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def sla(self) -> SlaState | None: ...
    @property
    def respond_due_at(self) -> datetime | None: ...
    @property
    def respond_sla(self) -> SlaState | None: ...
    @property
    def resolve_due_at(self) -> datetime | None: ...
    @property
    def resolve_sla(self) -> SlaState | None: ...


@dataclass(frozen=True)
class Stored:
    """An entry as it is stored: with the hash that is said to be its own."""

    entry: Entry
    hash: str


@dataclass(frozen=True)
class Told:
    """An entry as its reader may read it. `withheld` names what is left out."""

    content: Content
    previous: str
    hash: str
    withheld: Sequence[str] = ()

    def written(self) -> dict[str, Any]:
        """As it stands in the file."""
        withheld = {"withheld": list(self.withheld)} if self.withheld else {}
        return {"content": self.content, "previous": self.previous, "hash": self.hash, **withheld}


@dataclass(frozen=True)
class IncidentExport:
    """An incident with its whole log, for one reader at one moment."""

    incident: Row
    organization: str
    """Its name."""
    stored: Sequence[Stored]
    at: datetime
    reader: Principal

    @cached_property
    def log(self) -> Sequence[Told]:
        """The entries as the reader may read them."""
        return as_told(self.reader, self.stored)

    @property
    def figures(self) -> Figures:
        return figures(self.incident)

    def document(self) -> dict[str, Any]:
        """The parts of the file, in order."""
        row = self.incident
        return {
            "format": FORMAT,
            "version": VERSION,
            "exported": {"at": timestamp(self.at), "by": self.reader.name},
            "incident": {
                "id": str(row.id),
                "number": row.number,
                "key": row.key,
                "organization": {"id": str(row.organization_id), "name": self.organization},
            },
            "summary": self._summary(),
            **parts([each.content for each in self.log]),
            "log": [each.written() for each in self.log],
        }

    def _summary(self) -> dict[str, Any]:
        row, found = self.incident, self.figures
        moments = ("created_at", "acknowledged_at", "started_at", "resolved_at", "closed_at")
        seconds = ("seconds_to_acknowledge", "seconds_to_start", "seconds_to_resolve")
        return {
            **{name: _moment(getattr(row, name)) for name in moments},
            **{name: None if (value := getattr(found, name)) is None else int(value) for name in seconds},
            "reopenings": found.reopenings,
            "escalations": {"by_rule": found.escalations_by_rule, "by_hand": found.escalations_by_hand},
            "sla": None if row.sla is None else {
                "state": row.sla.value,
                "respond": _promise(row.respond_due_at, row.respond_sla),
                "resolve": _promise(row.resolve_due_at, row.resolve_sla),
            },
        }  # fmt: skip


def as_told(reader: Principal, log: Iterable[Stored]) -> list[Told]:
    """The entries of a log as this reader may read them."""
    told = []
    for stored in log:
        content, withheld = content_as_read_by(reader, stored.entry.content())
        told.append(Told(content, stored.entry.previous_hash, stored.hash, withheld))
    return told


def written(document: Mapping[str, Any]) -> str:
    """The file: JSON with one part a line, and one line for each element of a list."""
    lines = [f"{canonical(name)}: {_written(part)}" for name, part in document.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _written(part: Any) -> str:
    if not isinstance(part, list) or not part:
        return canonical(part)
    return "[\n" + ",\n".join(canonical(each) for each in part) + "\n]"


def parts(log: Sequence[Content]) -> dict[str, Any]:
    """What a log says, part by part. Raises KeyError, TypeError, ValueError or AttributeError for what is no log."""
    return {name: told(log) for name, told in PARTS.items()}


def _facts(log: Sequence[Content]) -> dict[str, Any]:
    """What the incident says in the end."""
    facts: dict[str, Any] = {}
    for content in log:
        facts |= {name: value for name, value in content["after"].items() if name in FACTS}
    return {name: facts[name] for name in FACTS if name in facts}


def _participants(log: Sequence[Content]) -> list[dict[str, Any]]:
    """Reporter, assignee, and those who were added and not taken out again, each once: as `Audience` has them."""
    facts, added = _facts(log), dict[str, dict[str, Any]]()
    for content in log:
        after = content["after"]
        match content["action"]:
            case Action.PARTICIPANT_ADDED:
                added[after["participant"]["id"]] = after["participant"]
            case Action.PARTICIPANT_REMOVED:
                added.pop(after["participant"]["id"], None)
            case Action.ESCALATED:
                added |= {person["id"]: person for person in after["notified"] if person["id"] not in added}
    everybody = [("reporter", facts.get("reporter")), ("assignee", facts.get("assignee"))]
    everybody += [("added", person) for person in added.values()]
    found: dict[str, dict[str, Any]] = {}
    for part, person in everybody:
        if person is not None:
            found.setdefault(person["id"], {"id": person["id"], "name": person["name"], "part": part})
    return list(found.values())


def _comments(log: Sequence[Content]) -> list[dict[str, Any]]:
    return [
        {**_act(content), "body": content["after"]["body"]} for content in log if content["action"] == Action.COMMENTED
    ]


def _escalations(log: Sequence[Content]) -> list[dict[str, Any]]:
    acknowledged: dict[str, Any] = {}
    for content in log:
        if content["action"] == Action.ACKNOWLEDGED:
            for id in content["after"]["escalations"]:
                acknowledged.setdefault(id, _act(content))
    return [
        {
            **_act(content),
            **{name: content["after"].get(name) for name in ("rule", "step", "repeat", "round", "level", "due_at")},
            "told": content["after"]["notified"],
            "acknowledged": acknowledged.get(content["after"]["escalation"]["id"]),
        }
        for content in log
        if content["action"] == Action.ESCALATED
    ]


def _postmortem(log: Sequence[Content]) -> dict[str, Any] | None:
    """The last version."""
    saved = [content for content in log if content["action"] == Action.POSTMORTEM_WRITTEN]
    return {**_act(saved[-1]), **{name: saved[-1]["after"][name] for name in ("version", "body")}} if saved else None


PARTS: Mapping[str, Callable[[Sequence[Content]], Any]] = {
    "facts": _facts,
    "participants": _participants,
    "comments": _comments,
    "escalations": _escalations,
    "postmortem": _postmortem,
}
"""What is told from the log alone."""


def _act(content: Content) -> dict[str, Any]:
    """Which entry says so, when, who, and why."""
    return {
        "sequence": content["sequence"],
        "at": content["at"],
        "by": content["actor"]["name"],
        "reason": content["reason"],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)


def _promise(due_at: datetime | None, state: SlaState | None) -> dict[str, Any] | None:
    return None if state is None else {"due_at": _moment(due_at), "state": state.value}
