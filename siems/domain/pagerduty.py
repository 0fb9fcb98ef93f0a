"""What speaks PagerDuty's Events API v2: one event, and what is wrong with it, in PagerDuty's words. No I/O."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from siems.domain.errors import Refusal
from siems.domain.foreign_text import stored, title
from siems.domain.incidents import Severity
from siems.domain.machine_reports import MachineReport
from siems.domain.markdown import block, inline, link
from siems.domain.text import DEDUP_KEY, DESCRIPTION, TITLE

SEVERITIES: Mapping[str, Severity] = {
    "critical": Severity.CRITICAL,
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "info": Severity.LOW,
}
RESOLUTION = "The source says that it is resolved."
_LONGEST_DETAILS = 12_000
_MOST_LINKS = 50


class EventAction(StrEnum):
    """What an event says."""

    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


class InvalidEvent(Refusal):
    """Not an event. Carries everything that is wrong."""

    code = "VALIDATION"

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = list(errors)


@dataclass(frozen=True)
class PagerDutyEvent:
    """One event. What is triggered without a key has one of its own from here on."""

    routing_key: str
    action: EventAction
    dedup_key: str
    report: MachineReport | None
    """Of a trigger only."""


def read(body: Any, routing_key: str | None = None) -> PagerDutyEvent:
    """The event, whose routing key may stand in a header instead. Raises InvalidEvent with all that is wrong."""
    if not isinstance(body, dict):
        raise InvalidEvent(["The event must be a JSON object"])
    errors = [*_wrong_with_event({"routing_key": routing_key, **body})]
    if body.get("event_action") not in ("acknowledge", "resolve"):
        errors += _wrong_with_payload(body.get("payload"))
        errors += [
            f"'{name}' is invalid (must be a list of objects)"
            for name in ("links", "images")
            if not _objects(body, name)
        ]
    if errors:
        raise InvalidEvent(errors)
    action = EventAction(body["event_action"])
    report = _report(body) if action is EventAction.TRIGGER else None
    return PagerDutyEvent(
        body.get("routing_key") or str(routing_key), action, body.get("dedup_key") or uuid4().hex, report
    )


def _wrong_with_event(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _missing(body, "routing_key", "")
    action = body.get("event_action")
    if not isinstance(action, str) or action not in list(EventAction):
        kinds = "'trigger', 'acknowledge' or 'resolve'"
        yield from _missing_or(body, "event_action", "", f"must be one of the following: {kinds}")
    key = body.get("dedup_key")
    if key is not None and not isinstance(key, str):
        yield "'dedup_key' is invalid (must be a string)"
    elif len(key or "") > DEDUP_KEY.longest:
        yield f"Length of 'dedup_key' is incorrect (should be at most {DEDUP_KEY.longest} characters)"
    elif action in ("acknowledge", "resolve"):
        yield from _missing(body, "dedup_key", "")


def _wrong_with_payload(payload: Any) -> Iterator[str]:
    if not isinstance(payload, dict):
        yield "'payload' is missing or blank" if not payload else "'payload' is invalid (must be an object)"
        return
    yield from _missing(payload, "summary", "payload.")
    yield from _missing(payload, "source", "payload.")
    severity = payload.get("severity")
    if not isinstance(severity, str) or severity.lower() not in SEVERITIES:
        kinds = "'critical', 'warning', 'error' or 'info'"
        yield from _missing_or(payload, "severity", "payload.", f"must be one of the following: {kinds}")


def _missing(found: Mapping[str, Any], name: str, path: str) -> Iterator[str]:
    if not isinstance(found.get(name), str) or not found[name].strip():
        yield from _missing_or(found, name, path, "must be a string")


def _missing_or(found: Mapping[str, Any], name: str, path: str, otherwise: str) -> Iterator[str]:
    value = found.get(name)
    blank = value is None or (isinstance(value, str) and not value.strip())
    yield f"'{path}{name}' is missing or blank" if blank else f"'{path}{name}' is invalid ({otherwise})"


def _objects(body: Mapping[str, Any], name: str) -> bool:
    found = body.get(name)
    return found is None or (isinstance(found, list) and all(isinstance(each, dict) for each in found))


def _report(body: Mapping[str, Any]) -> MachineReport:
    payload: Mapping[str, Any] = body["payload"]
    component = stored(payload.get("component") or "") or None
    severity = SEVERITIES[payload["severity"].lower()]
    return MachineReport(title(payload["summary"]), _description(body, payload), severity, component)


def _description(body: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
    """All that the event says beside its title, in Markdown."""
    summary = stored(payload["summary"])
    parts = [inline(stored(summary, 3_000))] if title(summary) != summary or len(summary) > TITLE.longest else []
    facts = ("source", "component", "group", "class", "timestamp")
    lines = [f"- {name}: {inline(stored(payload[name], 500))}" for name in facts if payload.get(name)]
    lines += [f"- {name}: {link(stored(body[name], 500))}" for name in ("client", "client_url") if body.get(name)]
    parts.append("\n".join(lines))
    if (details := payload.get("custom_details")) not in (None, "", {}, []):
        text = details if isinstance(details, str) else json.dumps(details, indent=2, ensure_ascii=False)
        parts.append(block(stored(text, _LONGEST_DETAILS)))
    if linked := [*_links(body)]:
        parts.append("\n".join(linked))
    return stored("\n\n".join(parts), DESCRIPTION.longest)


def _links(body: Mapping[str, Any]) -> Iterator[str]:
    """Links, and images as links: nothing is loaded from elsewhere because somebody looks at an incident."""
    for name, address, text in (("links", "href", "text"), ("images", "src", "alt")):
        for each in (body.get(name) or ())[:_MOST_LINKS]:
            places = [link(stored(each[place], 300)) for place in dict.fromkeys((address, "href")) if each.get(place)]
            label = f"{inline(stored(each[text], 100))}: " if each.get(text) else ""
            if places:
                yield f"- {label}{' '.join(places)}"
