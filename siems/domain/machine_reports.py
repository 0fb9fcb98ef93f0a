"""What a machine reports, whatever protocol it speaks."""

from dataclasses import dataclass

from siems.domain.incidents import Severity


@dataclass(frozen=True)
class MachineReport:
    """What is wrong, in texts that fit. `service_name` counts if a service is called so."""

    title: str
    description: str
    severity: Severity
    service_name: str | None = None
