"""What a strategy may know of an incident: frozen, and the same whether it comes from a row or from a replayed log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from siems.domain.incidents import UNRESOLVED, IncidentStatus, Severity
from siems.domain.log import Action, ActorKind, Snapshot
from siems.domain.moments import moments_of
from siems.domain.sla import Commitment, SlaPolicy, policy_for, promised, running

BEGINS_A_ROUND = frozenset({Action.REASSIGNED, Action.UNASSIGNED, Action.REOPENED})
"""Whoever has the incident now is escalated as whoever had it first."""
HOLDS = frozenset({Action.ACKNOWLEDGED, Action.CLAIMED, Action.STARTED})
"""Somebody has said that they look after it."""
PEOPLE = frozenset({ActorKind.USER, ActorKind.INTEGRATION})
"""Those whose acts count as activity. What SIEMS does by itself breaks no silence."""
SAID_AGAIN = frozenset(
    {(Action.EVENT_RECEIVED, kind) for kind in PEOPLE} | {(Action.SEVERITY_CHANGED, ActorKind.INTEGRATION)}
)
"""What whoever reported it says once more is no activity: nobody looks after an incident because it goes on."""


class Progress(Protocol):
    """How far escalation is with an incident."""

    @property
    def escalation_round(self) -> int: ...
    @property
    def reopen_count(self) -> int: ...


@dataclass(frozen=True)
class IncidentFacts:
    """An incident at one moment. The fields are named as the columns of the incident's row."""

    status: IncidentStatus
    severity: Severity
    category_id: UUID | None
    service_id: UUID | None
    team_id: UUID | None
    escalation_round: int
    """1, 2, 3 ...: reassigning, unassigning and reopening begin a new one."""
    round_started_at: datetime
    assigned_at: datetime | None
    last_activity_at: datetime
    """When a person or an integration last did anything to it."""
    hold_began_at: datetime | None
    """The last acknowledgement, claim or start of this round."""
    imported_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    reopen_count: int = 0
    commitments: tuple[Commitment, ...] = ()
    """What a service level promises for it and nobody has kept yet."""

    @property
    def unresolved(self) -> bool:
        return self.status in UNRESOLVED

    def after(self, action: str, at: datetime, changed: Snapshot, actor: ActorKind) -> "IncidentFacts":
        """The facts after an entry of the incident's log with this action and this `after`."""
        columns = _columns(changed)
        moments = moments_of(action, at, _SoFar(self.started_at), columns.get("status"))
        known: dict[str, Any] = {name: moments[name] for name in ("assigned_at", "started_at") if name in moments}
        return replace(self, **{**columns, **known, **marks_of(action, at, actor, self)})

    def under(self, policies: Iterable[SlaPolicy]) -> "IncidentFacts":
        """The facts with what these policies, oldest first, promise for the incident."""
        found = promised(policy_for(policies, self), self)
        return replace(self, commitments=tuple(each for target, each in found.items() if running(target, self)))


_OF_THE_ROW = tuple(field.name for field in fields(IncidentFacts) if field.name != "commitments")


def facts_of(row: Any) -> IncidentFacts:
    """What the incident's row says."""
    return IncidentFacts(**{name: getattr(row, name) for name in _OF_THE_ROW})


def reported(at: datetime, changed: Snapshot) -> IncidentFacts:
    """The facts after the first entry of a log, whose `after` this is."""
    given = {"category_id": None, "service_id": None, "team_id": None, **_columns(changed)}
    return IncidentFacts(
        **given,
        escalation_round=1,
        round_started_at=at,
        assigned_at=None,
        last_activity_at=at,
        hold_began_at=None,
        imported_at=None,
        created_at=at,
        started_at=None,
    )


def marks_of(action: str, at: datetime, actor: ActorKind, so_far: Progress) -> dict[str, Any]:
    """What an act means for escalation, by column."""
    marks: dict[str, Any] = {}
    if actor in PEOPLE and (action, actor) not in SAID_AGAIN:
        marks["last_activity_at"] = at
    if action in BEGINS_A_ROUND:
        marks |= {"escalation_round": so_far.escalation_round + 1, "round_started_at": at, "hold_began_at": None}
    if action in HOLDS:
        marks["hold_began_at"] = at
    if action == Action.REOPENED:
        marks["reopen_count"] = so_far.reopen_count + 1
    return marks


@dataclass
class _SoFar:
    """The moments so far that later ones depend on, as far as facts hold them."""

    started_at: datetime | None
    acknowledged_at: datetime | None = None


def _columns(changed: Snapshot) -> dict[str, Any]:
    """Those of an entry's values that are facts."""
    found: dict[str, Any] = {}
    if "status" in changed:
        found["status"] = IncidentStatus(changed["status"])
    if "severity" in changed:
        found["severity"] = Severity[changed["severity"]]
    for name in ("category", "service", "team"):
        if name in changed:
            reference: Mapping[str, Any] | None = changed[name]
            found[f"{name}_id"] = None if reference is None else UUID(reference["id"])
    return found
