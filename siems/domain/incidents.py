"""The words for an incident that every layer shares."""

from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """How bad it is; a higher number is worse, so that sorting by it means what one expects."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class IncidentStatus(StrEnum):
    """Where an incident stands in its lifecycle."""

    OPEN = "OPEN"
    ASSIGNED = "ASSIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


UNRESOLVED = (IncidentStatus.OPEN, IncidentStatus.ASSIGNED, IncidentStatus.IN_PROGRESS)
"""What somebody still has to see to."""
