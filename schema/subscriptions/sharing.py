"""What a subscription makes of its events, worked out once for all who ask the same and may see the same."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any, Self
from uuid import UUID

from graphql import ExecutionResult, execute_subscription_event
from strawberry.utils.await_maybe import await_maybe

from schema.context import Context
from schema.errors import translated
from schema.subscriptions.shown import Shown
from siems.domain.callers import Caller
from siems.domain.users import Integration, Power
from siems.services.live.events import FeedEvent, Glimpse
from siems.services.live.streams import OUTAGES

log = logging.getLogger(__name__)

NOBODY = UUID(int=0)
_PAUSE_SECONDS = 0.5
_PATIENCE = 240  # pauses while the database is away


class Results:
    """The results of one subscription, each as JSON.

    An event is executed once for everybody with the same role, document and variables, and then by somebody with
    that role who takes part in nothing: so nobody is shown what another may see as a participant. What is restricted
    is executed for each viewer alone, unless the role sees all of it anyway; so is what is not of the feed.
    """

    def __init__(self, executor: Any, source: Any, context: Context, shape: tuple[Any, ...]) -> None:
        self._executor = executor
        self._source = source
        self._context = context
        self._everyman = everyman(context.caller)
        self._sees_restricted = self._everyman.user.may(Power.SEE_RESTRICTED)
        user = self._everyman.user
        self._shape = json.dumps([*shape, type(user).__name__, str(user.organization_id), str(user.id)])
        if isinstance(source, Shown):
            source.prepare_with(self._prepare)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        shown = await anext(self._source)
        event: FeedEvent | None = shown.feed_event
        if event is not None and self._may_share(event):
            result = self._of_all(shown, event)
            if not result.is_made:
                await result.made()
            if result.text is not None:
                return result.text
        return await self._executed(shown, self._context)

    async def aclose(self) -> None:
        await self._source.aclose()

    def _prepare(self, event: FeedEvent, glimpse: Glimpse, when_ready: Callable[[], None]) -> bool:
        """Begins to work an event out as soon as it is there, so that its subscribers wake once it is ready.

        Whether there is nothing to wait for; else `when_ready` is called.
        """
        if not self._may_share(event):
            return True
        result = self._of_all(self._source.shown(event, glimpse), event)
        if not result.is_made:
            result.waiting.append(when_ready)
        return result.is_made

    def _may_share(self, event: FeedEvent) -> bool:
        return self._sees_restricted or not event.restricted

    def _of_all(self, shown: Any, event: FeedEvent) -> "SharedResult":
        key = id(shown), self._shape
        result: SharedResult | None = event.prepared.get(key)
        if result is None:
            result = event.prepared[key] = SharedResult()
            # A task of its own, which goes on for the others if this subscriber leaves.
            result.making = asyncio.create_task(self._make(result, shown, event))
        return result

    async def _make(self, result: "SharedResult", shown: Any, event: FeedEvent) -> None:
        try:
            if await self._is_still_open(event):
                result.text = await self._executed(shown, self._context.anew(self._everyman))
        except Exception:
            log.exception("a result for many could not be made; each makes their own")
        finally:
            result.is_ready()

    async def _is_still_open(self, event: FeedEvent) -> bool:
        """Whether the incident has not become restricted by now: its participants still see it, and nobody else."""
        if self._sees_restricted:
            return True
        found = await self._context.app.incident_lists.find(self._everyman, event.entry.subject_id)
        return found is not None

    async def _executed(self, shown: Any, context: Context) -> str:
        """The result as JSON. While the database is away it is waited for, so that no event comes half empty.

        After some minutes the outage is raised: whoever comes back behind their last event gets this one whole.
        """
        for attempt in range(_PATIENCE + 1):
            executor = self._executor.build_per_event_executor(shown)
            executor.context_value = context.anew()
            result: ExecutionResult = await await_maybe(execute_subscription_event(executor))
            outage = next(filter(None, map(_outage, result.errors or ())), None)
            if outage is None:
                break
            if attempt == _PATIENCE:
                raise outage
            log.warning("An event cannot be worked out while the database is away; trying again.")
            await asyncio.sleep(_PAUSE_SECONDS)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [translated(error).formatted for error in result.errors]
        return json.dumps(answer, separators=(",", ":"))


class SharedResult:
    """A result for many, as JSON, once it is made. Without a text each has to make their own."""

    def __init__(self) -> None:
        self.is_made = False
        self.text: str | None = None
        self.waiting: list[Callable[[], None]] = []
        self.making: asyncio.Task[None] | None = None

    async def made(self) -> None:
        """Waits until it is."""
        ready = asyncio.Event()
        self.waiting.append(ready.set)
        await ready.wait()

    def is_ready(self) -> None:
        """Tells all who wait."""
        self.is_made = True
        waiting, self.waiting, self.making = self.waiting, [], None
        for tell in waiting:
            tell()


def everyman(caller: Caller) -> Caller:
    """Somebody with the caller's role who takes part in nothing; an integration stays itself."""
    user = caller.user
    if isinstance(user, Integration):
        return Caller(user)
    return Caller(type(user)(id=NOBODY, organization_id=user.organization_id, name=""))


def _outage(error: Any) -> Exception | None:
    """That of the database which the error comes of, if it does."""
    cause = error
    while cause is not None:
        if isinstance(cause, OUTAGES):
            return cause
        cause = getattr(cause, "original_error", None)
    return None
