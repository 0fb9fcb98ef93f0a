"""An exported incident for people, as Markdown: everything that somebody wrote is shown as text. No I/O."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from siems.domain.incident_export import Content, IncidentExport, Told
from siems.domain.log import Act, Actor, ActorKind, Origin, timestamp
from siems.domain.markdown import block, inline, table
from siems.domain.sentences import sentence, shown

_FACTS = {
    "status": "Status", "severity": "Severity", "category": "Category", "service": "Service", "team": "Team",
    "reporter": "Reported by", "api_key": "Reported with", "assignee": "Assignee", "restricted": "Restricted",
    "dedupKey": "Dedup key",
}  # fmt: skip
_SUMMARY = {
    "created_at": "Reported", "acknowledged_at": "First acknowledged", "started_at": "Work began",
    "resolved_at": "Last resolved", "closed_at": "Closed",
}  # fmt: skip
_SECONDS = {
    "acknowledged_at": "seconds_to_acknowledge",
    "started_at": "seconds_to_start",
    "resolved_at": "seconds_to_resolve",
}
_ABOUT_THE_LOG = (
    "Each hash is SHA-256 over the hash before it and everything that its entry says. This page holds the entries in "
    "words only: to recompute the hashes, export the incident as JSON, and run `siems audit verify-export`."
)


def to_markdown(export: IncidentExport) -> str:
    """The whole page."""
    said = export.document()
    facts: dict[str, Any] = said["facts"]
    return "\n\n".join(
        [
            f"# {export.incident.key}: {inline(facts.get('title', ''))}",
            _about(export),
            table(("", ""), _fact_rows(facts)),
            *_text("Description", facts.get("description")),
            *_text("Resolution", facts.get("resolution")),
            "## Participants",
            table(("Name", "Part"), ((inline(each["name"]), each["part"]) for each in said["participants"])),
            "## Summary",
            table(("", ""), _summary_rows(said["summary"])),
            "## Escalations",
            table(("#", "When", "Why", "Told", "Acknowledged"), map(_escalation_row, said["escalations"])),
            "## Comments",
            *(_comments(said["comments"]) or ["None."]),
            "## Postmortem",
            *_postmortem(said["postmortem"]),
            "## Log",
            _ABOUT_THE_LOG,
            table(("#", "When", "What", "Hash"), map(_log_row, export.log)),
        ]
    ) + "\n"  # fmt: skip


def _about(export: IncidentExport) -> str:
    at = _minute(timestamp(export.at))
    return f"Of {inline(export.organization)}, exported {at} by {inline(export.reader.name)}."


def _fact_rows(facts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, label in _FACTS.items():
        if (value := shown(facts.get(name))) is not None:
            yield label, inline(value)


def _summary_rows(summary: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, label in _SUMMARY.items():
        if summary[name] is not None:
            seconds = summary[_SECONDS[name]] if name in _SECONDS else None
            yield label, _minute(summary[name]) + ("" if seconds is None else f", after {_span(seconds)}")
    yield "Reopened", _times(summary["reopenings"])
    yield "Escalated by rule", _times(summary["escalations"]["by_rule"])
    yield "Escalated by hand", _times(summary["escalations"]["by_hand"])
    for target in ("respond", "resolve"):
        if summary["sla"] is not None and (promise := summary["sla"][target]) is not None:
            yield f"SLA to {target}", f"{promise['state']}, due {_minute(promise['due_at'])}"


def _escalation_row(said: Mapping[str, Any]) -> tuple[str, ...]:
    rule, acknowledged = said["rule"], said["acknowledged"]
    why = f"rule {inline(rule['name'])}, step {said['step']}" if rule else f"by hand: {inline(said['by'])}"
    told = ", ".join(inline(person["name"]) for person in said["told"]) or "nobody"
    answered = "" if acknowledged is None else f"{_minute(acknowledged['at'])}, {inline(acknowledged['by'])}"
    return str(said["sequence"]), _minute(said["at"]), why, told, answered


def _comments(comments: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        part
        for said in comments
        for part in (f"### Entry {said['sequence']}: {inline(said['by'])}, {_minute(said['at'])}", block(said["body"]))
    ]


def _postmortem(said: Mapping[str, Any] | None) -> list[str]:
    if said is None:
        return ["None."]
    return [f"Version {said['version']}, by {inline(said['by'])}, {_minute(said['at'])}.", block(said["body"])]


def _text(heading: str, text: str | None) -> list[str]:
    return [f"## {heading}", block(text)] if text else []


def _log_row(told: Told) -> tuple[str, ...]:
    content = told.content
    return str(content["sequence"]), _second(content["at"]), inline(sentence(_act(content))), f"`{told.hash}`"


def _act(content: Content) -> Act:
    actor = content["actor"]
    id = None if actor["id"] is None else UUID(actor["id"])
    by, at = Actor(ActorKind(actor["kind"]), actor["name"], id), datetime.fromisoformat(content["at"])
    origin = Origin(content["origin"])
    return Act(content["action"], by, at, content["before"], content["after"], content["reason"], origin)


def _minute(timestamp: str) -> str:
    return f"{datetime.fromisoformat(timestamp).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _second(timestamp: str) -> str:
    return f"{datetime.fromisoformat(timestamp).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _span(seconds: int) -> str:
    """ "2 d 3 h", "5 min", "40 s": the two greatest units."""
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    return " ".join(f"{count} {unit}" for count, unit in [part for part in parts if part[0]][:2]) or "0 s"
