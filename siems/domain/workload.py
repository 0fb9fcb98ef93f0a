"""What a team or a person has to carry: unresolved incidents, and how often they were called to one lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from siems.domain.incidents import Severity

LOAD_WEIGHTS: Mapping[Severity, int] = {Severity.LOW: 1, Severity.MEDIUM: 2, Severity.HIGH: 4, Severity.CRITICAL: 8}
"""What one unresolved incident weighs: each step of the severity twice as much as the one below."""
PAGES_WITHIN = timedelta(days=7)
"""How far back pages count. A page is a notification: a person was told to look at an incident."""
NIGHT_BEGINS, NIGHT_ENDS = 22, 7
"""The hours that make a page one at night, in the time zone of whom it woke: from 22:00 until just before 07:00."""


@dataclass(frozen=True)
class Workload:
    """The figures of one team or one person."""

    by_severity: Mapping[Severity, int]
    """Unresolved incidents; every severity is there."""
    open: int = 0
    """Of them, those that nobody has. A person has none."""
    assigned: int = 0
    in_progress: int = 0
    pages: int = 0
    night_pages: int = 0
    oldest_id: UUID | None = None
    """The unresolved incident that was reported first."""

    @property
    def load(self) -> int:
        """The weights of the unresolved incidents, added up."""
        return sum(LOAD_WEIGHTS[severity] * count for severity, count in self.by_severity.items())
