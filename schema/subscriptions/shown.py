"""Streams of the feed as the API shows them."""

from collections.abc import AsyncGenerator, Callable
from typing import Any, Self, cast

from siems.services.live.events import FeedEvent, Glimpse
from siems.services.live.streams import LiveStream
from siems.services.live.subscribers import Prepare

Show = Callable[[FeedEvent, Glimpse, str], Any]
"""Makes what a subscription yields of an event of the feed, of how much of it is told, and of its cursor."""


class Shown:
    """A stream whose events are made into objects of the API, once for all who are told the same.

    Each has the attribute `feed_event`, by which it is executed once for all who ask the same.
    """

    def __init__(self, stream: LiveStream, show: Show) -> None:
        self._stream = stream
        self._show = show

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        return self.shown(*await anext(self._stream))

    def shown(self, event: FeedEvent, glimpse: Glimpse) -> Any:
        """What is shown of an event."""
        key = self._show, glimpse, self._stream.kind_of_cursor
        if (shown := event.prepared.get(key)) is None:
            shown = event.prepared[key] = self._show(event, glimpse, self._stream.cursor(event))
        return shown

    def prepare_with(self, prepare: Prepare) -> None:
        """Lets events be worked out before whoever waits for them is woken."""
        self._stream.prepare_with(prepare)

    async def aclose(self) -> None:
        await self._stream.aclose()


def shown(stream: LiveStream, show: Show) -> AsyncGenerator[Any, None]:
    """What a subscription's resolver returns. Of a generator nobody needs more than `Shown` has."""
    return cast(AsyncGenerator[Any, None], Shown(stream, show))
