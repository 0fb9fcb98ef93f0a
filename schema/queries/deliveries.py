"""Queries on deliveries: all of the organization, for admins, and whom an incident has reached."""

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import Connection, Edge, page_info, page_request
from schema.permissions import IsSignedIn, MayAdminister, MaySeeDirectory, allow
from schema.types.delivery import Delivery, delivery_of
from schema.types.enums import Channel, DeliveryState
from siems import models
from siems.services.incident_lists import Page


@strawberry.type
class DeliveryQueries:
    @strawberry.field(
        description="What is and was to be sent, newest first; in these states, by this channel. `FAILED` are the dead "
        "letters, which `resendDelivery` sends again.",
        extensions=[allow(IsSignedIn, MayAdminister)],
    )
    async def deliveries(
        self,
        info: Info,
        state: list[DeliveryState] | None = None,
        channel: Channel | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Delivery] | None:
        request = page_request(first, after, last, before)
        return _connection(await info.context.app.delivery_lists.page(info.context.caller, request, state, channel))

    @strawberry.field(
        description="Whom an incident has reached, when and how, or not, newest first.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def incident_deliveries(
        self,
        info: Info,
        incident_id: strawberry.ID,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Delivery] | None:
        request, id = page_request(first, after, last, before), ids.decode("Incident", incident_id, "incidentId")
        return _connection(await info.context.app.delivery_lists.about(info.context.caller, request, id))


def _connection(page: Page[models.Delivery]) -> Connection[Delivery]:
    rows = zip(page.cursors, page.rows, strict=True)
    edges = [Edge(cursor=cursor, node=delivery_of(row)) for cursor, row in rows]
    return Connection(edges=edges, page_info=page_info(page, page.cursors))
