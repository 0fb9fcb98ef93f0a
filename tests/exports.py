"""An incident to export, with every kind of entry in its log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from siems.domain.incident_export import IncidentExport, Stored
from siems.domain.log import Act, Actor, ActorKind, Link, chained
from siems.domain.sla import SlaState
from siems.domain.users import Admin, Engineer, Integration, Manager, Principal

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ORGANIZATION, INCIDENT = UUID(int=100), UUID(int=200)
ADMIN, MANAGER, ENGINEER, INTEGRATION = (
    kind(UUID(int=number), ORGANIZATION, kind.__name__)
    for number, kind in enumerate((Admin, Manager, Engineer, Integration), 1)
)
GRACE = Actor(ActorKind.USER, "Grace", UUID(int=11), "request-1", "192.0.2.1")
ADA = Actor(ActorKind.USER, "Ada", UUID(int=12), "request-2", "192.0.2.2")
ENGINE = Actor(ActorKind.SYSTEM, "escalation")
Json = dict[str, Any]


def reference(number: int, name: str) -> Json:
    return {"id": str(UUID(int=number)), "name": name}


def story(text: str = "Disk full") -> list[Act]:
    """A log whose every text of somebody is `text`, and whose people and things are all called so."""
    grace, ada = reference(11, text), reference(12, text)
    by = Actor(ActorKind.USER, text, UUID(int=11), "request-1", "192.0.2.1")
    told: list[tuple[str, Actor, Json, Json, str | None]] = [
        (
            "REPORTED",
            by,
            {},
            {
                "title": text, "description": text, "severity": "HIGH", "status": "OPEN", "category": None,
                "service": reference(3, text), "team": reference(4, text), "reporter": grace,
                "restricted": True, "dedupKey": text,
            },
            None,
        ),
        ("LEFT_UNASSIGNED", ENGINE, {}, {"rule": reference(5, text), "why": text, "candidates": [ada]}, text),
        ("ASSIGNED", by, {"status": "OPEN", "assignee": None}, {"status": "ASSIGNED", "assignee": ada,
         "suggestion": {"score": 7}}, text),
        ("SLA_BREACHED", ENGINE, {}, {"target": "RESPOND", "due_at": "2026-11-24T12:10:00.000000Z"}, None),
        ("ESCALATED", ENGINE, {"level": 0}, {"escalation": {"id": str(UUID(int=6))}, "level": 1,
         "notified": [ada, grace], "rule": reference(5, text), "step": 1, "repeat": 0, "round": 1,
         "on_call": [ada], "away": []}, text),
        ("ACKNOWLEDGED", by, {}, {"escalations": [str(UUID(int=6))]}, text),
        ("PARTICIPANT_ADDED", by, {}, {"participant": reference(13, text)}, text),
        ("PARTICIPANT_ADDED", by, {}, {"participant": reference(14, text)}, None),
        ("PARTICIPANT_REMOVED", by, {}, {"participant": reference(14, text)}, text),
        ("UPDATED", by, {"title": text, "team": None}, {"title": text, "team": reference(4, text)}, text),
        ("STARTED", by, {"status": "ASSIGNED"}, {"status": "IN_PROGRESS"}, text),
        ("COMMENTED", by, {}, {"body": text}, None),
        ("ESCALATED", by, {"level": 1}, {"escalation": {"id": str(UUID(int=7))}, "level": 2, "notified": [],
         "round": 1, "by_hand": True}, text),
        ("RESOLVED", by, {"status": "IN_PROGRESS", "resolution": None}, {"status": "RESOLVED", "resolution": text},
         None),
        ("POSTMORTEM_WRITTEN", by, {}, {"version": 1, "body": text}, None),
        ("POSTMORTEM_WRITTEN", by, {"version": 1, "body": text}, {"version": 2, "body": f"{text} "}, None),
    ]  # fmt: skip
    return [
        Act(action, actor, NOON + timedelta(minutes=place), before, after, reason)
        for place, (action, actor, before, after, reason) in enumerate(told)
    ]


@dataclass(frozen=True)
class Row:
    """The row of the incident."""

    id: UUID = INCIDENT
    organization_id: UUID = ORGANIZATION
    number: int = 42
    key: str = "INC-42"
    created_at: datetime = NOON
    acknowledged_at: datetime | None = NOON + timedelta(minutes=5)
    started_at: datetime | None = NOON + timedelta(minutes=10)
    resolved_at: datetime | None = NOON + timedelta(minutes=13)
    closed_at: datetime | None = None
    reopen_count: int = 0
    rule_escalations: int = 1
    hand_escalations: int = 1
    sla: SlaState | None = SlaState.BREACHED
    respond_due_at: datetime | None = NOON + timedelta(minutes=10)
    respond_sla: SlaState | None = SlaState.BREACHED
    resolve_due_at: datetime | None = None
    resolve_sla: SlaState | None = None


@dataclass(frozen=True)
class Acts:
    """What to export."""

    acts: Sequence[Act] = field(default_factory=story)

    def export(self, reader: Principal = ADMIN, organization: str = "ACME") -> IncidentExport:
        links = chained(ORGANIZATION, INCIDENT, self.acts, Link(), NOON + timedelta(hours=1))
        stored = [Stored(entry, hash) for entry, hash in links]
        return IncidentExport(Row(), organization, stored, NOON + timedelta(hours=2), reader)
