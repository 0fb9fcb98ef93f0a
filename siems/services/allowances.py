"""How much one key may report. Counted in Redis; while Redis is away nothing is counted, and nothing refused."""

import logging
import math
import time
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from siems.domain.callers import Caller
from siems.domain.errors import RateLimited
from siems.domain.users import Integration

log = logging.getLogger(__name__)

_LEFT_ALONE_SECONDS = 5.0
"""So long Redis is not asked again after it was away: a storm does not wait for it event by event."""
_TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = due + interval - burst * interval - now
if wait > 0 then
    return tostring(wait)
end
redis.call('SET', KEYS[1], string.format('%.6f', due + interval), 'PX', math.ceil((due + interval - now) * 1000))
return false
"""
"""GCRA: the key holds when all that was taken would have been taken at the steady rate."""


@dataclass(frozen=True)
class Rate:
    """At most `burst` at once, and `per_minute` in the long run."""

    burst: int = 20_000
    per_minute: int = 6_000


GENEROUS = Rate()
"""A storm of ten thousand alerts passes."""


class Allowance(Protocol):
    """Bounds what machines report."""

    async def take(self, caller: Caller) -> None:
        """Counts one thing that a machine says. Raises RateLimited; people are not counted."""


class Unlimited:
    """Lets everything through."""

    async def take(self, caller: Caller) -> None:
        """Counts nothing."""


UNLIMITED = Unlimited()


class KeyAllowance:
    """One allowance for each key, by the clock of Redis."""

    def __init__(self, redis: Redis, rate: Rate) -> None:
        self._rate = rate
        self._take = redis.register_script(_TAKE)
        self._away_until = 0.0

    async def take(self, caller: Caller) -> None:
        if not isinstance(caller.user, Integration) or time.monotonic() < self._away_until:
            return
        try:
            wait = await self._take(
                keys=[f"siems:allowance:{caller.user.id}"], args=[60 / self._rate.per_minute, self._rate.burst]
            )
        except (OSError, RedisError):
            log.warning("Redis is away: what keys report is not counted")
            self._away_until = time.monotonic() + _LEFT_ALONE_SECONDS
            return
        if wait is not None:
            raise RateLimited("events with this key", max(1, math.ceil(float(wait))))
