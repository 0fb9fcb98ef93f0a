"""Wakes whoever follows the feed, through Redis pub/sub. A lost wake-up costs a poll interval, never an event."""

import json

from redis.asyncio import Redis

from siems.domain.events import EscalationRaised, IncidentChanged

CHANNEL = "siems:incidents"


class LiveObserver:
    """Publishes that there is more to read in the incident log."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def incident_changed(self, event: IncidentChanged) -> None:
        wake_up = {"organization": str(event.organization_id), "incident": str(event.incident_id)}
        await self._redis.publish(CHANNEL, json.dumps(wake_up))

    async def escalation_raised(self, event: EscalationRaised) -> None:
        """Nothing more to say: its entries in the log have been announced."""
