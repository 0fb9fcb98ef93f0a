"""Subscriptions to what happens to incidents."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, allow
from schema.queries.incidents import asked_assignee
from schema.subscriptions.shown import shown
from schema.types.enums import Severity
from schema.types.incidents import Incident, load_incident
from schema.types.users import User, load_user
from siems.domain.errors import ValidationFailed
from siems.domain.visibility import as_read_by
from siems.services.live.events import KINDS, WITHDRAWN, EventCriteria, FeedEvent, Glimpse


@strawberry.type(description="What an event changed, as its entry in the incident's log says.")
class IncidentEventChange:
    sequence: int = strawberry.field(description="The entry's number in the incident's log.")
    before: JSON = strawberry.field(description="The fields that changed, as they were.")
    after: JSON = strawberry.field(description="The same fields, as they became.")
    reason: str | None = strawberry.field(description="Why, in the actor's words.")


@strawberry.type(description="Something happened to an incident.")
class IncidentEvent:
    cursor: str = strawberry.field(description="Where to go on after this event: send it back as `after`.")
    kind: str = strawberry.field(
        description="What was done, as in the incident's log: REPORTED, ASSIGNED ... Or WITHDRAWN: the incident is out "
        "of your sight from now on; then nothing is said but its id."
    )
    at: datetime = strawberry.field(description="When it happened.")
    actor_name: str | None = strawberry.field(description="The actor's name at the time.")
    incident_id: strawberry.ID = strawberry.field(description="Which incident it happened to.")
    actor_id: strawberry.Private[UUID | None]
    withdrawn: strawberry.Private[bool]
    feed_event: strawberry.Private[FeedEvent]

    @strawberry.field(description="What it changed.")
    def change(self, info: Info) -> IncidentEventChange | None:
        entry = self.feed_event.entry
        after: Any = as_read_by(info.context.caller.user, entry.after)
        said = IncidentEventChange(sequence=entry.sequence, before=entry.before, after=after, reason=entry.reason)
        return None if self.withdrawn else said

    @strawberry.field(description="The person who acted, as they are now; null if it was no person.")
    async def actor(self, info: Info) -> User | None:
        return await load_user(info, self.actor_id)

    @strawberry.field(
        description="The incident as it is now, which may be later than the event. Null if you no longer see it."
    )
    async def incident(self, info: Info) -> Incident | None:
        return None if self.withdrawn else await load_incident(info, self.feed_event.entry.subject_id)


@strawberry.input(
    description="Which events a stream holds; several criteria must all hold. Where they are about the incident, they "
    "must have held just after the event or just before it."
)
class IncidentEventFilter:
    kinds: list[str] | None = strawberry.field(default=None, description="Of any of these kinds.")
    severity: list[Severity] | None = strawberry.field(default=None, description="Of any of these severities.")
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="Assigned to this person.")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="Of this team.")
    service_id: strawberry.ID | None = strawberry.field(default=None, description="About this service.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="Of this category.")
    mine: bool | None = strawberry.field(default=None, description="True: assigned to whoever asks.")


@strawberry.type
class IncidentSubscriptions:
    @strawberry.subscription(
        description="Everything that happens to the incidents that you see, in order, each event once.",
        extensions=[allow(IsSignedIn)],
    )
    async def incident_events(
        self, info: Info, after: str | None = None, filter: IncidentEventFilter | None = None
    ) -> AsyncGenerator[IncidentEvent | None, None]:
        criteria = _criteria(info, filter or IncidentEventFilter())
        return shown(await info.context.app.live.follow(info.context.caller, after, criteria), incident_event_of)

    @strawberry.subscription(
        description="Everything that happens to one incident, in order, each event once.",
        extensions=[allow(IsSignedIn)],
    )
    async def incident_changed(
        self, info: Info, id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[IncidentEvent | None, None]:
        criteria = EventCriteria(incident_id=ids.decode("Incident", id, "id"))
        return shown(await info.context.app.live.follow(info.context.caller, after, criteria), incident_event_of)


def incident_event_of(event: FeedEvent, glimpse: Glimpse, cursor: str) -> IncidentEvent:
    """An event, or no more than that the incident is out of sight."""
    entry, withdrawn = event.entry, glimpse is Glimpse.WITHDRAWN
    return IncidentEvent(
        cursor=cursor,
        kind=WITHDRAWN if withdrawn else entry.action,
        at=entry.at,
        actor_name=None if withdrawn else entry.actor_name,
        incident_id=ids.encode("Incident", entry.subject_id),
        actor_id=None if withdrawn else entry.actor_id,
        withdrawn=withdrawn,
        feed_event=event,
    )


def _criteria(info: Info, given: IncidentEventFilter) -> EventCriteria:
    unknown = sorted(set(given.kinds or ()) - KINDS)
    if unknown:
        raise ValidationFailed.of(
            "kinds", f"{unknown[0][:40]} is no kind of event. There are: {', '.join(sorted(KINDS))}."
        )
    return EventCriteria(
        kinds=given.kinds,
        severities=given.severity,
        assignee_id=asked_assignee(info, given.assignee_id, given.mine),
        team_id=ids.decode_optional("Team", given.team_id, "teamId"),
        service_id=ids.decode_optional("Service", given.service_id, "serviceId"),
        category_id=ids.decode_optional("Category", given.category_id, "categoryId"),
    )
