"""What an entry of an incident's log reads as: one short sentence for each action, in one table.

They say what the entry says to its reader: give them `after` as `domain.visibility.as_read_by` leaves it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from siems.domain.log import Act, Action, ActorKind

SHORTENED_TO = 200
"""So many characters of somebody's text stand in a sentence."""
_NAMED = 10
"""So many people are named, and the others counted."""
FIELDS: Mapping[str, str] = {
    "title": "title",
    "description": "description",
    "severity": "severity",
    "category": "category",
    "service": "service",
    "team": "team",
    "restricted": "restriction",
    "dedupKey": "dedup key",
}
"""What can be edited, by its name in the log, and what people call it."""


def sentence(act: Act) -> str:
    """What was done and by whom, with the reason behind it, a person's in quotation marks. One line."""
    said = SENTENCES.get(act.action, _unknown)(act)
    if not act.reason:
        return said
    own = act.actor.kind is ActorKind.SYSTEM
    return f"{said} ({shortened(act.reason)})" if own else f"{said}: {quoted(act.reason)}"


def shown(value: Any) -> str | None:
    """A value of the log for people: a reference by its name, a text in one line and shortened; None if it is none."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case {"name": str(name)}:
            return shortened(name)
    return shortened(str(value))


def shortened(text: str) -> str:
    """The text in one line, and not too much of it."""
    line = " ".join(text.split())
    return line if len(line) <= SHORTENED_TO else f"{line[: SHORTENED_TO - 1].rstrip()}…"


def quoted(text: Any) -> str:
    return f'"{shown(text) or ""}"'


def named(people: Iterable[Mapping[str, Any]]) -> str:
    """ "Ada, Bob", or "nobody"."""
    names = [shown(person) or "somebody" for person in people]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED] or ["nobody"]) + (f" and {more} more" if more > 0 else "")


def _who(act: Act) -> str:
    return "SIEMS" if act.actor.kind is ActorKind.SYSTEM else shortened(act.actor.name)


def _did(verb: str) -> Callable[[Act], str]:
    return lambda act: f"{_who(act)} {verb}"


def _somebody(reference: Any) -> str:
    return shown(reference) or "nobody"


def _reported(act: Act) -> str:
    restricted = ", restricted" if act.after.get("restricted") else ""
    return f"{_who(act)} reported {quoted(act.after.get('title'))} as {shown(act.after.get('severity'))}{restricted}"


def _reassigned(act: Act) -> str:
    before, after = _somebody(act.before.get("assignee")), _somebody(act.after.get("assignee"))
    return f"{_who(act)} reassigned it from {before} to {after}"


def _resolved(act: Act) -> str:
    source = ", as its source" if act.after.get("by_source") else ""
    return f"{_who(act)} resolved it{source}: {quoted(act.after.get('resolution'))}"


def _reopened(act: Act) -> str:
    return f"{_who(act)} reopened it" + (", and nobody has it" if act.after.get("status") == "OPEN" else "")


def _updated(act: Act) -> str:
    return f"{_who(act)} " + (", ".join(_edits(act)) or "saved it")


def _edits(act: Act) -> Iterable[str]:
    for name, noun in FIELDS.items():
        if name not in act.after:
            continue
        before, after = shown(act.before.get(name)), shown(act.after[name])
        if name == "restricted":
            yield "restricted it" if act.after[name] else "lifted the restriction"
        elif name == "description":
            yield "edited the description"
        else:
            yield f"changed the {noun} from {_value(name, before)} to {_value(name, after)}"


def _value(name: str, value: str | None) -> str:
    if value is None:
        return "none"
    return f'"{value}"' if name in ("title", "dedupKey") else value


def _removed(act: Act) -> str:
    person: Mapping[str, Any] = act.after.get("participant") or {}
    left = act.actor.id is not None and person.get("id") == str(act.actor.id)
    return f"{_who(act)} left it" if left else f"{_who(act)} took {_somebody(person)} out of it"


def _escalated(act: Act) -> str:
    told = named(act.after.get("notified") or ())
    if act.after.get("unreached"):
        return f"{_who(act)} escalated it by itself: told {told}"
    if (rule := act.after.get("rule")) is None:
        return f"{_who(act)} escalated it by hand: told {told}"
    repeat = f", repeat {act.after['repeat']}" if act.after.get("repeat") else ""
    return f"Escalated by rule {quoted(rule)}, step {act.after.get('step', '?')}{repeat}: told {told}"


def _left_unassigned(act: Act) -> str:
    return "Nobody got it" + (f", since {shown(act.after['why'])}" if act.after.get("why") else "")


def _sla(what: str) -> Callable[[Act], str]:
    def said(act: Act) -> str:
        target, due = str(act.after.get("target", "")).lower(), _minute(act.after.get("due_at"))
        return f"SLA to {target} {what}" + (f", due {due}" if due else "")

    return said


def _minute(timestamp: Any) -> str | None:
    return None if timestamp is None else f"{datetime.fromisoformat(timestamp).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _ticked(verb: str) -> Callable[[Act], str]:
    return lambda act: f"{_who(act)} {verb} {quoted(act.after.get('text'))}"


def _postmortem(act: Act) -> str:
    version = act.after.get("version", 1)
    return f"{_who(act)} wrote " + ("the postmortem" if version == 1 else f"version {version} of the postmortem")


def _event(act: Act) -> str:
    severity, summary = shown(act.after.get("reported_severity")), quoted(act.after.get("summary"))
    return f"{_who(act)} reported it again as {severity}: {summary}"


def _unknown(act: Act) -> str:
    """Of a later version of SIEMS."""
    return f"{_who(act)}: {act.action}"


SENTENCES: Mapping[str, Callable[[Act], str]] = {
    Action.REPORTED: _reported,
    Action.ASSIGNED: lambda act: f"{_who(act)} assigned it to {_somebody(act.after.get('assignee'))}",
    Action.REASSIGNED: _reassigned,
    Action.UNASSIGNED: lambda act: f"{_who(act)} took it back from {_somebody(act.before.get('assignee'))}",
    Action.CLAIMED: _did("claimed it"),
    Action.STARTED: _did("began to work on it"),
    Action.RESOLVED: _resolved,
    Action.CLOSED: _did("closed it"),
    Action.REOPENED: _reopened,
    Action.COMMENTED: lambda act: f"{_who(act)} wrote: {quoted(act.after.get('body'))}",
    Action.UPDATED: _updated,
    Action.SEVERITY_CHANGED: _updated,
    Action.PARTICIPANT_ADDED: lambda act: f"{_who(act)} brought in {_somebody(act.after.get('participant'))}",
    Action.PARTICIPANT_REMOVED: _removed,
    Action.ESCALATED: _escalated,
    Action.ACKNOWLEDGED: _did("acknowledged it"),
    Action.LEFT_UNASSIGNED: _left_unassigned,
    Action.SLA_AT_RISK: _sla("at risk"),
    Action.SLA_BREACHED: _sla("breached"),
    Action.CHECKLIST_TICKED: _ticked("ticked off"),
    Action.CHECKLIST_UNTICKED: _ticked("took the tick from"),
    Action.POSTMORTEM_WRITTEN: _postmortem,
    Action.EVENT_RECEIVED: _event,
}
