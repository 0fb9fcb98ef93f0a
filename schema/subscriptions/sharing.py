"""What a subscription makes of its events, worked out once for all who ask the same and may see the same."""

import asyncio
import json
import logging
from typing import Any, Self
from uuid import UUID

from graphql import ExecutionResult, execute_subscription_event
from strawberry.utils.await_maybe import await_maybe

from schema.context import Context
from schema.errors import translated
from siems.domain.callers import Caller
from siems.domain.users import Integration, Power
from siems.services.live.events import FeedEvent
from siems.services.live.streams import OUTAGES

log = logging.getLogger(__name__)

NOBODY = UUID(int=0)
_PAUSE_SECONDS = 0.5
_PATIENCE = 240  # pauses while the database is away


class Results:
    """The results of one subscription, each as JSON.

    An event is executed once for everybody with the same role, document and variables, and then by somebody with
    that role who takes part in nothing: so nobody is shown what another may see as a participant. What is restricted
    is executed for each viewer alone, unless the role sees all of it anyway; so is what has no `feed_event`.
    """

    def __init__(self, executor: Any, source: Any, context: Context, shape: tuple[Any, ...]) -> None:
        self._executor = executor
        self._source = source
        self._context = context
        self._everyman = everyman(context.caller)
        self._shape = (*shape, self._everyman)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        shown = await anext(self._source)
        event: FeedEvent | None = shown.feed_event
        if event is None or (event.restricted and not self._everyman.user.may(Power.SEE_RESTRICTED)):
            return await self._executed(shown, self._context.anew())
        key = (id(shown), *self._shape)
        found = event.prepared.get(key)
        if found is None:
            # A task of its own, which goes on for the others if this subscriber leaves.
            found = event.prepared[key] = asyncio.create_task(self._shared(shown, event))
        text: str | None = found.result() if found.done() else await asyncio.shield(found)
        return text if text is not None else await self._executed(shown, self._context.anew())

    async def aclose(self) -> None:
        await self._source.aclose()

    async def _shared(self, shown: Any, event: FeedEvent) -> str | None:
        """The result for everybody; None if the incident has become restricted by now."""
        if not self._everyman.user.may(Power.SEE_RESTRICTED):
            incidents = self._context.app.incident_lists
            if await incidents.find(self._everyman, event.entry.subject_id) is None:
                return None
        return await self._executed(shown, self._context.anew(self._everyman))

    async def _executed(self, shown: Any, context: Context) -> str:
        """The result as JSON. While the database is away it is waited for, so that no event comes half empty."""
        for attempt in range(_PATIENCE + 1):
            executor = self._executor.build_per_event_executor(shown)
            executor.context_value = context.anew()
            result: ExecutionResult = await await_maybe(execute_subscription_event(executor))
            if attempt == _PATIENCE or not any(_is_outage(error) for error in result.errors or ()):
                break
            log.warning("An event cannot be worked out while the database is away; trying again.")
            await asyncio.sleep(_PAUSE_SECONDS)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [translated(error).formatted for error in result.errors]
        return json.dumps(answer, separators=(",", ":"))


def everyman(caller: Caller) -> Caller:
    """Somebody with the caller's role who takes part in nothing; an integration stays itself."""
    user = caller.user
    if isinstance(user, Integration):
        return Caller(user)
    return Caller(type(user)(id=NOBODY, organization_id=user.organization_id, name=""))


def _is_outage(error: Any) -> bool:
    cause = error
    while cause is not None:
        if isinstance(cause, OUTAGES):
            return True
        cause = getattr(cause, "original_error", None)
    return False
