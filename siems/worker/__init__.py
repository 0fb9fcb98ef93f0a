"""The worker: arq's ticks, or its own, turned into calls of services. It looks at the state, never at the tick."""

from siems.worker.running import working

__all__ = ["working"]
