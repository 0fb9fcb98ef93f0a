"""Queries on incidents."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.moments import in_utc
from schema.paging import Connection, Edge, PageInfo, page_info, page_request
from schema.permissions import IsSignedIn, allow
from schema.types.enums import IncidentOrderField, IncidentStatus, Severity, SlaState
from schema.types.incidents import (
    Incident,
    IncidentLogEntry,
    incident_of,
    log_entry_of,
)
from siems.domain.errors import ValidationFailed
from siems.models import IncidentLog
from siems.services.incident_lists import IncidentCriteria, Keyset, Page, PageRequest
from siems.services.search import TextQuery


@strawberry.enum(description="Which end comes first.")
class OrderDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="The least first.")
    DESC = strawberry.enum_value("DESC", description="The greatest first.")


@strawberry.input(description="The order of a list of incidents.")
class IncidentOrder:
    field: IncidentOrderField = strawberry.field(default=IncidentOrderField.CREATED_AT, description="By what.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Which end comes first.")


@strawberry.input(description="Which incidents a list holds; several criteria must all hold.")
class IncidentFilter:
    status: list[IncidentStatus] | None = strawberry.field(default=None, description="In any of these states.")
    severity: list[Severity] | None = strawberry.field(default=None, description="Of any of these severities.")
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="Assigned to this person.")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="Of this team.")
    service_id: strawberry.ID | None = strawberry.field(default=None, description="About this service.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="Of this category.")
    reporter_id: strawberry.ID | None = strawberry.field(default=None, description="Reported by this person.")
    created_after: datetime | None = strawberry.field(default=None, description="Reported at or after this moment.")
    created_before: datetime | None = strawberry.field(default=None, description="Reported before this moment.")
    sla: list[SlaState] | None = strawberry.field(
        default=None, description="Whose service level stands like any of these; without one is like none."
    )
    mine: bool | None = strawberry.field(default=None, description="True: assigned to whoever asks.")
    text: str | None = strawberry.field(
        default=None,
        description="Found by `searchIncidents` with this text, in the order of the list. A blank text means any.",
    )


@strawberry.type(description="A page of incidents.")
class IncidentConnection:
    edges: list[Edge[Incident]] = strawberry.field(description="The page, in order.")
    page_info: PageInfo = strawberry.field(description="Where it stands.")
    criteria: strawberry.Private[IncidentCriteria]

    @strawberry.field(description="How many incidents match, on all pages.")
    async def total_count(self, info: Info) -> int:
        return await info.context.app.incident_lists.count(info.context.caller, self.criteria)


@strawberry.type
class IncidentQueries:
    @strawberry.field(
        description="The incident with this id, or null if there is none that you may see.",
        extensions=[allow(IsSignedIn)],
    )
    async def incident(self, info: Info, id: strawberry.ID) -> Incident | None:
        row = await info.context.app.incident_lists.find(info.context.caller, ids.decode("Incident", id, "id"))
        return None if row is None else incident_of(row)

    @strawberry.field(
        description="The incidents that you may see, newest first unless ordered otherwise.",
        extensions=[allow(IsSignedIn)],
    )
    async def incidents(
        self,
        info: Info,
        filter: IncidentFilter | None = None,
        order_by: IncidentOrder | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> IncidentConnection | None:
        criteria = criteria_of(info, filter or IncidentFilter())
        request, order = page_request(first, after, last, before), _keyset(order_by or IncidentOrder())
        page = await info.context.app.incident_lists.page(info.context.caller, request, criteria, order)
        edges = [
            Edge(cursor=cursor, node=incident_of(row)) for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]
        return IncidentConnection(edges=edges, page_info=page_info(page, page.cursors), criteria=criteria)

    @strawberry.field(
        description="The log of an incident, oldest entry first. A cursor is an entry's sequence.",
        extensions=[allow(IsSignedIn)],
    )
    async def incident_log(
        self,
        info: Info,
        incident_id: strawberry.ID,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[IncidentLogEntry] | None:
        request = page_request(first, after, last, before)
        page = await _log_page(info, ids.decode("Incident", incident_id, "incidentId"), request)
        edges = [
            Edge(cursor=cursor, node=log_entry_of(info, row))
            for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]
        return Connection(edges=edges, page_info=page_info(page, page.cursors))


async def _log_page(info: Info, id: UUID, request: PageRequest) -> Page[IncidentLog]:
    """A page of the incident's log, by the sequences that its cursors are."""
    start, end = _sequence(request.after, "after") or 0, _sequence(request.before, "before")
    limit, backwards = request.limit, request.backwards
    rows = await info.context.app.incident_lists.log(
        info.context.caller, id, start, limit + 1, before=end, backwards=backwards
    )
    more, rows = len(rows) > limit, rows[-limit:] if backwards else rows[:limit]
    has_next, has_previous = end is not None or (more and not backwards), start > 0 or (more and backwards)
    return Page(rows, [str(row.sequence) for row in rows], has_next, has_previous)


def criteria_of(info: Info, given: IncidentFilter) -> IncidentCriteria:
    """What a filter asks for. Raises ValidationFailed."""
    return IncidentCriteria(
        statuses=given.status,
        severities=given.severity,
        assignee_id=asked_assignee(info, given.assignee_id, given.mine),
        team_id=ids.decode_optional("Team", given.team_id, "teamId"),
        service_id=ids.decode_optional("Service", given.service_id, "serviceId"),
        category_id=ids.decode_optional("Category", given.category_id, "categoryId"),
        reporter_id=ids.decode_optional("User", given.reporter_id, "reporterId"),
        created_after=in_utc(given.created_after, "createdAfter"),
        created_before=in_utc(given.created_before, "createdBefore"),
        sla=given.sla,
        text=TextQuery.parse(given.text, "text") if given.text and given.text.strip() else None,
    )


def asked_assignee(info: Info, id: strawberry.ID | None, mine: bool | None) -> UUID | None:
    """Whose incidents are asked for by a filter's `assigneeId` and `mine`."""
    assignee_id = ids.decode_optional("User", id, "assigneeId")
    if not mine:
        return assignee_id
    if assignee_id not in (None, info.context.caller.user.id):
        raise ValidationFailed.of("mine", "`mine` and another person's `assigneeId` exclude one another.")
    return info.context.caller.user.id


def _keyset(order: IncidentOrder) -> Keyset:
    return Keyset(order.field.value, descending=order.direction is OrderDirection.DESC)


def _sequence(cursor: str | None, name: str) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise ValidationFailed.of(name, "This is not a cursor of an incident's log. Use one from its edges.")
    return int(cursor)
