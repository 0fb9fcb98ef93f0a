"""An entry of the feed, and what each viewer is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from siems.domain.cursors import FeedPosition
from siems.domain.incidents import Severity
from siems.domain.log import Action
from siems.domain.standing import Standing
from siems.domain.visibility import Visibility, may_see
from siems.models import IncidentLog

WITHDRAWN = "WITHDRAWN"
"""The kind of the event that somebody gets who loses sight of an incident. All other kinds are the log's actions."""
KINDS = frozenset({*Action, WITHDRAWN})


class Glimpse(Enum):
    """How much of an entry a viewer is told."""

    WHOLE = "WHOLE"
    WITHDRAWN = "WITHDRAWN"
    """That the incident is out of sight from now on, and nothing else."""


@dataclass(eq=False)
class FeedEvent:
    """An entry in its place in the feed, with how the incident stood before it and after it."""

    position: FeedPosition
    entry: IncidentLog
    before: Standing | None
    """None: there was no such incident yet."""
    after: Standing
    prepared: dict[Any, Any] = field(default_factory=dict)
    """What has been made of the event for one of many who get the same, kept for the others."""

    @property
    def restricted(self) -> bool:
        return self.after.audience.restricted or (self.before is not None and self.before.audience.restricted)


@dataclass(frozen=True)
class EventCriteria:
    """Which events somebody wants. None means any; several criteria must all hold.

    An event fits if the incident did after the entry, or just before it: whoever follows what is assigned to them
    wants to know when it no longer is.
    """

    kinds: Sequence[str] | None = None
    incident_id: UUID | None = None
    severities: Sequence[Severity] | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    service_id: UUID | None = None
    category_id: UUID | None = None

    def fit(self, standing: Standing) -> bool:
        wanted = (
            (self.assignee_id, standing.audience.assignee_id),
            (self.team_id, standing.team_id),
            (self.service_id, standing.service_id),
            (self.category_id, standing.category_id),
        )
        if any(asked is not None and asked != found for asked, found in wanted):
            return False
        return self.severities is None or standing.severity in self.severities

    @property
    def fits_everything(self) -> bool:
        """Whether no standing could fail to fit."""
        asked = (self.severities, self.assignee_id, self.team_id, self.service_id, self.category_id)
        return all(criterion is None for criterion in asked)


class Interest:
    """Whose eyes a stream is for, and what they look for."""

    def __init__(self, organization_id: UUID, visibility: Visibility, criteria: EventCriteria) -> None:
        self.organization_id = organization_id
        self._visibility = visibility
        self._criteria = criteria
        self._any_standing = criteria.fits_everything

    def glimpse(self, event: FeedEvent) -> Glimpse | None:
        """What they are told of an event of their organization: all, that it is out of their sight, or nothing."""
        criteria, before = self._criteria, event.before
        if criteria.incident_id is not None and event.entry.subject_id != criteria.incident_id:
            return None
        if may_see(self._visibility, event.after.audience):
            return Glimpse.WHOLE if self._wants(event.entry.action, event.after, before) else None
        if before is not None and may_see(self._visibility, before.audience):
            return Glimpse.WITHDRAWN if self._wants(WITHDRAWN, before) else None
        return None

    def _wants(self, kind: str, *standings: Standing | None) -> bool:
        if self._criteria.kinds is not None and kind not in self._criteria.kinds:
            return False
        return self._any_standing or any(self._criteria.fit(standing) for standing in standings if standing)
