"""Wakes whoever follows the feed, through Redis pub/sub. A lost wake-up costs a poll interval, never an event."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator

from redis.asyncio import Redis
from redis.exceptions import RedisError

from siems.domain.events import EscalationRaised, IncidentChanged

log = logging.getLogger(__name__)

CHANNEL = "siems:incidents"
_LISTEN_SECONDS = 30.0
_PAUSE_SECONDS = 1.0


class LiveObserver:
    """Publishes that there is more to read in the incident log."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def incident_changed(self, event: IncidentChanged) -> None:
        wake_up = {"organization": str(event.organization_id), "incident": str(event.incident_id)}
        await self._redis.publish(CHANNEL, json.dumps(wake_up))

    async def escalation_raised(self, event: EscalationRaised) -> None:
        """Nothing more to say: its entries in the log have been announced."""


class RedisWakeUps:
    """Listens to what LiveObserver publishes in any process."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def listen(self) -> AsyncGenerator[None, None]:
        """Yields whenever there may be more to read, until cancelled. While Redis is away it says nothing."""
        away = False
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    if away:
                        log.info("Redis is back: it wakes the live feed again.")
                        away = False
                    yield  # for what was published before
                    while True:
                        if await channel.get_message(timeout=_LISTEN_SECONDS) is not None:
                            yield
            except (OSError, RedisError) as error:
                if not away:
                    log.warning("Redis is away, so the live feed polls: %s", error)
                away = True
            await asyncio.sleep(_PAUSE_SECONDS)
