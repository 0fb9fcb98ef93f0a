"""Which incidents a rule is for, whatever it does with them."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from siems.domain.incidents import Severity


class Matchable(Protocol):
    """What a rule may look at in an incident."""

    @property
    def severity(self) -> Severity: ...
    @property
    def service_id(self) -> UUID | None: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def team_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Match:
    """Which incidents a rule is for. An empty set means any; all four must hold."""

    severities: frozenset[Severity] = frozenset()
    service_ids: frozenset[UUID] = frozenset()
    category_ids: frozenset[UUID] = frozenset()
    team_ids: frozenset[UUID] = frozenset()

    def holds(self, incident: Matchable) -> bool:
        return (
            (not self.severities or incident.severity in self.severities)
            and (not self.service_ids or incident.service_id in self.service_ids)
            and (not self.category_ids or incident.category_id in self.category_ids)
            and (not self.team_ids or incident.team_id in self.team_ids)
        )
