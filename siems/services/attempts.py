"""Counting attempts, so that nobody tries passwords for long. In Redis, and in this process while Redis is away."""

import hashlib
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from siems.domain.errors import RateLimited

log = logging.getLogger(__name__)

_MOST_KEYS = 10_000
_TAKE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
    return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return false
"""


@dataclass(frozen=True)
class Limit:
    """At most `times` within `window`, for each of `whom`, whose name is hashed before it is stored."""

    kind: str
    whom: str
    times: int
    window: timedelta

    @property
    def key(self) -> str:
        return f"siems:attempts:{self.kind}:{hashlib.sha256(self.whom.encode('utf-8', 'replace')).hexdigest()[:32]}"


class Attempts:
    """Sliding windows: an attempt counts for exactly as long as its limit's window, by the clock of the database."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = redis.register_script(_TAKE)
        self._here: dict[str, dict[str, float]] = {}

    async def take(self, what: str, limits: Sequence[Limit], now: datetime) -> str:
        """Counts one attempt against every limit, before it is made, so that attempts at once count too.

        Returns its name, for `give_back`. Raises RateLimited with the time to wait; what was taken stays counted.
        """
        attempt = uuid4().hex
        for limit in limits:
            oldest = await self._oldest_if_full(limit, attempt, now.timestamp())
            if oldest is not None:
                until = oldest + limit.window.total_seconds()
                raise RateLimited(what, max(1, math.ceil(until - now.timestamp())))
        return attempt

    async def give_back(self, limits: Sequence[Limit], attempt: str) -> None:
        """An attempt that succeeded does not count."""
        for limit in limits:
            self._here.get(limit.key, {}).pop(attempt, None)
            try:
                await self._redis.zrem(limit.key, attempt)
            except (OSError, RedisError):
                log.warning("Redis is away: a successful attempt stays counted")

    async def _oldest_if_full(self, limit: Limit, attempt: str, now: float) -> float | None:
        window = limit.window.total_seconds()
        try:
            oldest = await self._take(
                keys=[limit.key], args=[now, now - window, limit.times, attempt, math.ceil(window * 1000)]
            )
        except (OSError, RedisError):
            log.warning("Redis is away: this process counts attempts by itself")
            return self._oldest_here_if_full(limit, attempt, now)
        return None if oldest is None else float(oldest)

    def _oldest_here_if_full(self, limit: Limit, attempt: str, now: float) -> float | None:
        if len(self._here) > _MOST_KEYS:
            self._here.clear()  # rather forget than grow without end
        since = now - limit.window.total_seconds()
        taken = {name: at for name, at in self._here.get(limit.key, {}).items() if at > since}
        self._here[limit.key] = taken
        if len(taken) >= limit.times:
            return min(taken.values())
        taken[attempt] = now
        return None
