"""What an incident's log says of the incident at each of its entries, as far as those who follow it may ask."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from siems.domain.incidents import Severity
from siems.domain.log import Snapshot
from siems.domain.visibility import Audience

DECISIVE = (
    "restricted", "reporter", "assignee", "participant", "notified", "api_key",
    "severity", "team", "service", "category",
)  # fmt: skip
"""The fields of `after` that a standing follows from: entries without any of them change none."""


@dataclass(frozen=True)
class Standing:
    """Who sees an incident, and what it is about. None: nothing, or not known yet."""

    audience: Audience = field(default_factory=Audience)
    severity: Severity | None = None
    team_id: UUID | None = None
    service_id: UUID | None = None
    category_id: UUID | None = None

    def after(self, action: str, changed: Snapshot) -> "Standing":
        """How the incident stands after an entry with this action and this `after`."""
        if not any(name in changed for name in DECISIVE):
            return self
        return Standing(
            audience=self.audience.after(action, changed),
            severity=Severity[changed["severity"]] if "severity" in changed else self.severity,
            team_id=_id(changed["team"]) if "team" in changed else self.team_id,
            service_id=_id(changed["service"]) if "service" in changed else self.service_id,
            category_id=_id(changed["category"]) if "category" in changed else self.category_id,
        )


def _id(reference: Any) -> UUID | None:
    return None if reference is None else UUID(reference["id"])
