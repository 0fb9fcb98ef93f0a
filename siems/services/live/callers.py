"""Everybody who is connected, looked at again and again: whoever may no longer ask is told so, and cut off."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import CursorExpired, SiemsError, TooManyStreams, Unauthenticated
from siems.domain.users import Integration, Role, User
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.live.feed import ended
from siems.services.live.outages import LONGEST_READ

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
STREAMS_OF_ONE = 100
CONNECTIONS_OF_ONE = 100
"""At once, in one process, for one person or one key."""
OVER = "The session, the account or the key is over. Log in again."
EXPIRED = "The access token has expired. Log in again, or refresh it."
ANOTHER_ROLE = "Your role has changed"


class Endable(Protocol):
    """Something that somebody keeps open."""

    def end(self, because: SiemsError) -> None: ...


class ConnectedCallers:
    """Knows who keeps what open in this process, and asks the database about all of them in one query."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units
        self._open: dict[Endable, Caller] = {}
        self._counts: Counter[tuple[str, UUID]] = Counter()
        self._looking: asyncio.Task[None] | None = None
        self._clock: tuple[datetime, float] | None = None
        """What time it was, and on this machine's monotonic clock."""

    @contextmanager
    def stream(self, caller: Caller, stream: Endable) -> Iterator[None]:
        """A subscription is open for as long as the block lasts. Raises TooManyStreams."""
        with self._kept(caller, stream, "subscriptions", STREAMS_OF_ONE):
            yield

    @contextmanager
    def connection(self, caller: Caller, connection: Endable) -> Iterator[None]:
        """A connection is open for as long as the block lasts. Raises TooManyStreams."""
        with self._kept(caller, connection, "connections", CONNECTIONS_OF_ONE):
            yield

    async def look(self) -> None:
        """Ends what is open of those who were deactivated, logged out, revoked or given another role, or whose access
        token has expired."""
        callers = set(self._open.values())
        people = {(caller.user.id, caller.session_id) for caller in callers if isinstance(caller.user, User)}
        keys = {caller.user.id for caller in callers if isinstance(caller.user, Integration)}
        async with self._units.across_organizations() as work:
            welcome = await work.accounts.still_welcome(people, keys)
            self._clock = work.now, time.monotonic()
        self._end_those(lambda caller: _ending(caller, welcome) if caller in callers else None)
        self._end_expired()

    async def stop(self) -> None:
        """Looks no more, with the application."""
        if self._looking is not None:
            await ended(self._looking)

    @contextmanager
    def _kept(self, caller: Caller, thing: Endable, noun: str, most: int) -> Iterator[None]:
        counted = noun, caller.user.id
        if self._counts[counted] >= most:
            raise TooManyStreams(noun, most)
        self._counts[counted] += 1
        self._open[thing] = caller
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            del self._open[thing]
            self._counts[counted] -= 1
            if not self._counts[counted]:
                del self._counts[counted]

    async def _keep_looking(self) -> None:
        """Until nobody is left."""
        while self._open:
            try:
                async with asyncio.timeout(LONGEST_READ):
                    await self.look()
            except Exception as error:  # noqa: BLE001  (nobody may stay connected for ever because of it)
                log.warning("Connected callers cannot be looked at: %s", error or type(error).__name__)
                self._end_expired()
            await asyncio.sleep(self._pause())

    def _pause(self) -> float:
        """Until the next look: shorter if a token expires before."""
        now = self._now()
        ends = [caller.expires_at for caller in self._open.values() if caller.expires_at is not None]
        if now is None or not ends:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.05, (min(ends) - now).total_seconds()))

    def _now(self) -> datetime | None:
        """The database's time, as far as it was ever known."""
        return self._clock[0] + timedelta(seconds=time.monotonic() - self._clock[1]) if self._clock else None

    def _end_expired(self) -> None:
        """Also while the database is away."""
        now = self._now()
        if now is not None:
            self._end_those(
                lambda caller: Unauthenticated(EXPIRED) if caller.expires_at and caller.expires_at <= now else None
            )

    def _end_those(self, ending: "Ending") -> None:
        for thing, caller in list(self._open.items()):
            if (because := ending(caller)) is not None:
                thing.end(because)


class Ending(Protocol):
    """Why what this caller keeps open ends, or None."""

    def __call__(self, caller: Caller) -> SiemsError | None: ...


def _ending(caller: Caller, welcome: dict[tuple[UUID, UUID | None], Role | None]) -> SiemsError | None:
    standing = (caller.user.id, caller.session_id)
    if standing not in welcome:
        return Unauthenticated(OVER)
    if isinstance(caller.user, User) and welcome[standing] is not caller.user.role:
        return CursorExpired(ANOTHER_ROLE)
    return None
