"""The log's arithmetic: what an entry says, how it is hashed, and what a broken chain looks like. No I/O."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
"""What the first entry of a chain names as its predecessor."""

Snapshot = Mapping[str, Any]
"""JSON values by field name: the fields that an act changed, as they were or as they became."""


class Action(StrEnum):
    """What an entry of an incident's log records."""

    REPORTED = "REPORTED"
    ASSIGNED = "ASSIGNED"
    REASSIGNED = "REASSIGNED"
    UNASSIGNED = "UNASSIGNED"
    CLAIMED = "CLAIMED"
    STARTED = "STARTED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    COMMENTED = "COMMENTED"
    UPDATED = "UPDATED"
    SEVERITY_CHANGED = "SEVERITY_CHANGED"
    PARTICIPANT_ADDED = "PARTICIPANT_ADDED"
    PARTICIPANT_REMOVED = "PARTICIPANT_REMOVED"
    ESCALATED = "ESCALATED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    LEFT_UNASSIGNED = "LEFT_UNASSIGNED"
    SLA_AT_RISK = "SLA_AT_RISK"
    SLA_BREACHED = "SLA_BREACHED"
    CHECKLIST_TICKED = "CHECKLIST_TICKED"
    CHECKLIST_UNTICKED = "CHECKLIST_UNTICKED"
    POSTMORTEM_WRITTEN = "POSTMORTEM_WRITTEN"
    EVENT_RECEIVED = "EVENT_RECEIVED"


class ConfigurationAction(StrEnum):
    """What an entry of the configuration log records."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    ROLE_CHANGED = "ROLE_CHANGED"
    DEACTIVATED = "DEACTIVATED"
    REACTIVATED = "REACTIVATED"
    INVITED = "INVITED"
    PASSWORD_SET = "PASSWORD_SET"
    LOGGED_IN = "LOGGED_IN"
    LOGGED_OUT = "LOGGED_OUT"
    SESSION_STOLEN = "SESSION_STOLEN"
    REVOKED = "REVOKED"
    DELETED = "DELETED"
    MEMBER_ADDED = "MEMBER_ADDED"
    MEMBER_REMOVED = "MEMBER_REMOVED"
    SKILLS_CHANGED = "SKILLS_CHANGED"
    AVAILABILITY_CHANGED = "AVAILABILITY_CHANGED"
    ABSENCE_ADDED = "ABSENCE_ADDED"
    ABSENCE_REMOVED = "ABSENCE_REMOVED"
    OVERRIDE_ADDED = "OVERRIDE_ADDED"
    OVERRIDE_REMOVED = "OVERRIDE_REMOVED"
    CALENDAR_FEED_ADDED = "CALENDAR_FEED_ADDED"
    CALENDAR_FEED_REVOKED = "CALENDAR_FEED_REVOKED"
    CONTACT_METHOD_ADDED = "CONTACT_METHOD_ADDED"
    CONTACT_METHOD_RENAMED = "CONTACT_METHOD_RENAMED"
    CONTACT_METHOD_VERIFIED = "CONTACT_METHOD_VERIFIED"
    CONTACT_METHOD_REMOVED = "CONTACT_METHOD_REMOVED"
    CONTACT_CODE_SENT = "CONTACT_CODE_SENT"
    NOTIFICATION_SETTINGS_CHANGED = "NOTIFICATION_SETTINGS_CHANGED"
    SECRET_ROTATED = "SECRET_ROTATED"
    TESTED = "TESTED"
    RESENT = "RESENT"


class SubjectKind(StrEnum):
    """What a chain of the logs is about. The configuration log stores the value."""

    INCIDENT = "incident"
    ORGANIZATION = "organization"
    USER = "user"
    TEAM = "team"
    SERVICE = "service"
    CATEGORY = "category"
    API_KEY = "api_key"
    ESCALATION_RULE = "escalation_rule"
    SKILL = "skill"
    ON_CALL_SCHEDULE = "on_call_schedule"
    ASSIGNMENT_RULE = "assignment_rule"
    SLA_POLICY = "sla_policy"
    BUSINESS_CALENDAR = "business_calendar"
    INCIDENT_TEMPLATE = "incident_template"
    WEBHOOK = "webhook"
    DELIVERY = "delivery"


class ActorKind(StrEnum):
    """Who or what acted."""

    USER = "USER"
    INTEGRATION = "INTEGRATION"
    SYSTEM = "SYSTEM"
    IMPORT = "IMPORT"


class Origin(StrEnum):
    """How SIEMS knows. INFERRED marks a step that an imported log skipped and the lifecycle needs in between."""

    LIVE = "LIVE"
    IMPORTED = "IMPORTED"
    INFERRED = "INFERRED"


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where. `name` is kept in the log as it was at the time."""

    kind: ActorKind
    name: str
    id: UUID | None = None
    request_id: str | None = None
    source_address: str | None = None


@dataclass(frozen=True)
class Act:
    """One act, before it has a place in a chain."""

    action: str
    actor: Actor
    at: datetime
    before: Snapshot
    after: Snapshot
    reason: str | None = None
    origin: Origin = Origin.LIVE


@dataclass(frozen=True)
class Link:
    """The last entry of a chain: where the next one goes."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Entry:
    """An act in its place in the chain of one subject (an incident, a user, a rule ...)."""

    organization_id: UUID
    subject_id: UUID
    sequence: int
    act: Act
    recorded_at: datetime
    previous_hash: str

    def digest(self) -> str:
        """SHA-256, in hex, over the previous hash and the canonical JSON of everything else that the entry says."""
        return digest_of(self.previous_hash, self.content())

    def content(self) -> dict[str, Any]:
        """All that it says, but for the previous hash, as JSON values."""
        act, actor = self.act, self.act.actor
        return {
            "organization": str(self.organization_id),
            "subject": str(self.subject_id),
            "sequence": self.sequence,
            "action": act.action,
            "actor": {"kind": actor.kind.value, "name": actor.name, "id": None if actor.id is None else str(actor.id)},
            "before": act.before,
            "after": act.after,
            "reason": act.reason,
            "origin": act.origin.value,
            "request": actor.request_id,
            "source": actor.source_address,
            "at": timestamp(act.at),
            "recorded_at": timestamp(self.recorded_at),
        }


def digest_of(previous_hash: str, content: Mapping[str, Any]) -> str:
    """The hash of an entry that says this. Raises ValueError for half of a surrogate pair, which no entry contains."""
    return hashlib.sha256(f"{previous_hash}\n{canonical(content)}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """One spelling for one JSON value: sorted keys, no spaces. Values are str, int, bool, None, list and dict."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with exactly six decimals, so that equal moments are spelt alike."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def chained(
    organization_id: UUID, subject_id: UUID, acts: Iterable[Act], last: Link, recorded_at: datetime
) -> Iterator[tuple[Entry, str]]:
    """Puts `acts` behind `last`, yielding each entry with its hash."""
    for act in acts:
        entry = Entry(organization_id, subject_id, last.sequence + 1, act, recorded_at, last.hash)
        last = Link(entry.sequence, entry.digest())
        yield entry, last.hash


def problem_with(entry: Entry, stored_hash: str, last: Link) -> str | None:
    """What is wrong with an entry found behind `last`, or None if it continues the chain."""
    if entry.sequence != last.sequence + 1:
        return f"entry {last.sequence + 1} is missing: the next one found is {entry.sequence}"
    if entry.previous_hash != last.hash:
        return "the entry does not follow from the one before it"
    if entry.digest() != stored_hash:
        return "the entry does not match its own hash: it was changed"
    return None
