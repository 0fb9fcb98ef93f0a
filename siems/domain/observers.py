"""The table of observers. Each has a queue and a task of its own, so that one that fails or is slow delays no other."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

from siems.domain.events import Event, IncidentChanged, Observer

PAUSES = (0.1, 0.5, 2.0)
"""Seconds before each further attempt to tell one observer of one event."""
LONGEST_QUEUE = 10_000
_LONGEST_CALL = 10.0  # seconds
_PATIENCE = 5.0  # seconds

log = logging.getLogger(__name__)


class Observers:
    """Tells everybody in the table of every event, in order, and soon. Nobody waits for it but `close`."""

    def __init__(self, table: Mapping[str, Observer]) -> None:
        self._queues = [_Queue(name, observer) for name, observer in table.items()]

    def tell_soon(self, events: Iterable[Event]) -> None:
        """To be called after the commit, inside a running event loop."""
        told = list(dict.fromkeys(events))
        for queue in self._queues:
            queue.add(told)

    async def close(self, patience: float = _PATIENCE) -> None:
        """Waits until all have been told everything, or `patience` is over."""
        tasks = {task for queue in self._queues if (task := queue.task) is not None and not task.done()}
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=patience)
        for task in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished)
        for queue in self._queues:
            queue.forget()


class _Queue:
    """What one observer has not been told yet. The same event is told once, however often it waits."""

    def __init__(self, name: str, observer: Observer) -> None:
        self.task: asyncio.Task[None] | None = None
        self._name = name
        self._observer = observer
        self._waiting: dict[Event, None] = {}
        self._full = False

    def add(self, events: Iterable[Event]) -> None:
        for event in events:
            if event in self._waiting or len(self._waiting) < LONGEST_QUEUE:
                self._waiting[event] = None
            elif not self._full:
                self._full = True
                log.error("the observer %s is %d events behind: it is not told of more", self._name, LONGEST_QUEUE)
        if self._waiting and (self.task is None or self.task.done()):
            # A task, since nobody's answer waits for a wake-up; made after the commit, so that it holds no transaction.
            self.task = asyncio.create_task(self._work_off(), name=f"observer {self._name}")

    def forget(self) -> None:
        """The process ends."""
        if self._waiting:
            log.warning("the observer %s was not told of %d events", self._name, len(self._waiting))
            self._waiting.clear()

    async def _work_off(self) -> None:
        while self._waiting:
            event = next(iter(self._waiting))
            del self._waiting[event]  # first, so that what happens from now on is told anew
            await self._tell(event)
        self._full = False

    async def _tell(self, event: Event) -> None:
        for pause in PAUSES:
            try:
                return await self._call(event)
            except Exception as error:  # noqa: BLE001  (whatever it is: the last attempt logs it whole)
                log.warning("the observer %s failed (%s); again in %.1f s", self._name, type(error).__name__, pause)
            await asyncio.sleep(pause)
        try:
            await self._call(event)
        except Exception:
            log.exception(
                "the observer %s failed %d times and is not told of this event; nothing is lost: the log holds it",
                self._name,
                len(PAUSES) + 1,
            )

    async def _call(self, event: Event) -> None:
        async with asyncio.timeout(_LONGEST_CALL):
            if isinstance(event, IncidentChanged):
                await self._observer.incident_changed(event)
            else:
                await self._observer.escalation_raised(event)
