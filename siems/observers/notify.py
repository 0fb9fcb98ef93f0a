"""Says, through Redis pub/sub, who has new notifications. The notifications themselves are rows, and written already.

Other channels, such as mail, join here: they read the rows of those who are named.
"""

import json

from redis.asyncio import Redis

from siems.domain.events import EscalationRaised, IncidentChanged

CHANNEL = "siems:notifications"


class NotifyObserver:
    """Publishes for whom there is more to read. A lost wake-up costs a poll interval, never a notification."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def incident_changed(self, event: IncidentChanged) -> None:
        """Nobody is notified of a change as such."""

    async def escalation_raised(self, event: EscalationRaised) -> None:
        if event.notified:
            people = [str(person) for person in event.notified]
            await self._redis.publish(
                CHANNEL, json.dumps({"organization": str(event.organization_id), "users": people})
            )
