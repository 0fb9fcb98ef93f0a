"""Subscriptions to escalations, and to what one is told."""

from collections.abc import AsyncGenerator
from datetime import datetime
from functools import partial
from typing import Any, Self, cast
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.subscriptions.shown import shown
from schema.types.escalation import Escalation, Notification, load_escalation, notification_of
from siems import models
from siems.domain.callers import Caller
from siems.domain.log import Action
from siems.services.live.events import EventCriteria, FeedEvent, Glimpse
from siems.services.live.outages import once_back
from siems.services.live.streams import LiveStream
from siems.services.notifications import NotificationService

ESCALATIONS = EventCriteria(kinds=[Action.ESCALATED])
TELLING = EventCriteria(
    kinds=[
        *(Action.ESCALATED, Action.ASSIGNED, Action.REASSIGNED, Action.COMMENTED, Action.RESOLVED, Action.REOPENED),
        *(Action.SLA_AT_RISK, Action.SLA_BREACHED),
    ]
)
"""Which entries may owe somebody a notification."""


@strawberry.type(description="An incident was escalated.")
class EscalationEvent:
    cursor: str = strawberry.field(description="Where to go on after this event: send it back as `after`.")
    at: datetime = strawberry.field(description="When it happened.")
    incident_id: strawberry.ID = strawberry.field(description="Which incident.")
    escalation_id: strawberry.Private[UUID]
    feed_event: strawberry.Private[FeedEvent]

    @strawberry.field(description="The escalation as it is now. Null if you no longer see the incident.")
    async def escalation(self, info: Info) -> Escalation | None:
        return await load_escalation(info, self.escalation_id)


@strawberry.type(description="You are told something.")
class NotificationEvent:
    cursor: str = strawberry.field(description="Where to go on after this event: send it back as `after`.")
    notification: Notification = strawberry.field(description="What you are told.")
    feed_event: strawberry.Private[None] = None


class Told:
    """The notifications that the events of a stream owe to one person. Nobody shares what is made of them."""

    def __init__(self, stream: LiveStream, notifications: NotificationService, caller: Caller) -> None:
        self._stream = stream
        self._notifications = notifications
        self._caller = caller

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> NotificationEvent:
        while True:
            event, _ = await anext(self._stream)
            if (row := await self._owed(event)) is not None:
                return NotificationEvent(cursor=self._stream.cursor(event), notification=notification_of(row))

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def _owed(self, event: FeedEvent) -> models.Notification | None:
        """Waits while the database is away, or whoever has no cursor yet would miss it."""
        entry = event.entry
        asked = partial(self._notifications.owed_by, self._caller, entry.subject_id, entry.sequence)
        return await once_back("A notification", asked)


@strawberry.type
class EscalationSubscriptions:
    @strawberry.subscription(
        description="Every escalation of the incidents that you see, in order, each once.",
        extensions=[allow(IsSignedIn)],
    )
    async def escalation_raised(
        self, info: Info, after: str | None = None
    ) -> AsyncGenerator[EscalationEvent | None, None]:
        return shown(await info.context.app.live.follow(info.context.caller, after, ESCALATIONS), escalation_event_of)

    @strawberry.subscription(
        description="Every notification that you get, in order, each once.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def notification_received(
        self, info: Info, after: str | None = None
    ) -> AsyncGenerator[NotificationEvent | None, None]:
        app, caller = info.context.app, info.context.caller
        told = Told(await app.live.follow(caller, after, TELLING), app.notifications, caller)
        return cast(AsyncGenerator[NotificationEvent | None, None], told)


def escalation_event_of(event: FeedEvent, glimpse: Glimpse, cursor: str) -> EscalationEvent:
    """An entry ESCALATED, which names its row. Nobody who lost sight of the incident by it asks for its kind."""
    after: Any = event.entry.after
    return EscalationEvent(
        cursor=cursor,
        at=event.entry.at,
        incident_id=ids.encode("Incident", event.entry.subject_id),
        escalation_id=UUID(after["escalation"]["id"]),
        feed_event=event,
    )
