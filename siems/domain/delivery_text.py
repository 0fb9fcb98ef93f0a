"""What a message says: plain text for an e-mail, a telephone or a messenger alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from siems.domain.delivery import Message, Urgency

LINES = 20
"""So many notifications get a line of their own in a message; the others are counted and their incidents named."""
NAMED = 300
"""So many of the others are named."""
_SUBJECT_KEYS = 3


@dataclass(frozen=True)
class Told:
    """One notification, as it is put into words."""

    incident_id: UUID
    key: str
    title: str
    severity: str
    status: str
    why: str
    """One sentence without a full stop: who did what."""
    url: str


def compose(id: UUID, told: Sequence[Told], urgency: Urgency, acknowledge: str | None) -> Message:
    """One message that tells of all of these, at least one; `acknowledge` is the link of a page."""
    keys = list(dict.fromkeys(each.key for each in told))
    if len(told) == 1:
        subject, body = _of_one(told[0])
    else:
        subject, body = _of_many(told, keys)
    if urgency is Urgency.PAGE:
        subject = f"Page: {subject}"
    link = "" if acknowledge is None else f"\n\nAcknowledge: {acknowledge}"
    thread = told[0].incident_id if len(keys) == 1 else None
    return Message(id, " ".join(subject.split()), f"{body}{link}\n", urgency, thread)


def compose_code(id: UUID, code: str) -> Message:
    """The message that proves that somebody reads what is sent there."""
    body = f"Your code for SIEMS: {code}\n\nIf you did not ask for it, do nothing.\n"
    return Message(id, f"Your code for SIEMS: {code}", body, Urgency.CODE)


def _of_one(told: Told) -> tuple[str, str]:
    body = (
        f"{told.key}: {told.title}\n{told.severity}, {told.status}\n\n"
        f"Why you are told: {told.why}.\n\nThe incident: {told.url}"
    )
    return f"{told.key} {told.severity}: {told.title}", body


def _of_many(told: Sequence[Told], keys: Sequence[str]) -> tuple[str, str]:
    lines = [f"- {each.key} {each.severity}: {each.title}. {each.why}. {each.url}" for each in told[:LINES]]
    if len(told) > LINES:
        lines.append(_the_others(told))
    incidents = f"{len(keys)} incidents" if len(keys) > 1 else f"{len(told)} times {keys[0]}"
    return f"{incidents}{_first(keys) if len(keys) > 1 else ''}", f"{incidents}:\n\n" + "\n".join(lines)


def _first(keys: Sequence[str]) -> str:
    more = len(keys) - _SUBJECT_KEYS
    return f": {', '.join(keys[:_SUBJECT_KEYS])}" + (f" and {more} more" if more > 0 else "")


def _the_others(told: Sequence[Told]) -> str:
    others = told[LINES:]
    keys = list(dict.fromkeys(each.key for each in others))
    tail = ", ..." if len(keys) > NAMED else ""
    return f"and {len(others)} more: {', '.join(keys[:NAMED])}{tail}"
