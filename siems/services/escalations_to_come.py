"""Stands where the EscalationService will stand. Nothing is due yet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sweep:
    """What a sweep did."""

    fired: int = 0
    failed: int = 0


class EscalationsToCome:
    """Has the two methods that the worker calls."""

    async def sweep(self) -> Sweep:
        return Sweep()

    async def replan(self) -> bool:
        return False
