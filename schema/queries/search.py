"""Queries that search."""

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import PageInfo, page_request
from schema.permissions import IsSignedIn, allow
from schema.queries.incidents import IncidentFilter, criteria_of
from schema.types.enums import SearchField
from schema.types.incidents import (
    DEFAULT_SIMILAR,
    Incident,
    SimilarIncident,
    incident_of,
    similar_limit,
    similar_of,
)
from siems.services.incident_lists import IncidentCriteria
from siems.services.search import Found, FoundPage, RankedPlace, TextQuery


@strawberry.type(
    description="A piece of an incident's text. It is what people wrote: escape it like any other text. "
    "What was found stands between \u27e6 and \u27e7 (U+27E6, U+27E7), which occur nowhere else in it."
)
class SearchHighlight:
    field: SearchField = strawberry.field(description="Where it stands.")
    text: str = strawberry.field(description="The piece, with \u2026 where the text goes on.")


@strawberry.type(description="An incident that was found.")
class SearchEdge:
    cursor: str = strawberry.field(description="The place, for `after`.")
    node: Incident = strawberry.field(description="The incident.")
    rank: float = strawberry.field(description="How well it matches; comparable within one search only.")
    highlights: list[SearchHighlight] = strawberry.field(description="Where the words stand, one a field.")


@strawberry.type(description="A page of what was found.")
class SearchConnection:
    edges: list[SearchEdge] = strawberry.field(description="The page, in order.")
    page_info: PageInfo = strawberry.field(description="Where it stands.")
    query: strawberry.Private[TextQuery]
    criteria: strawberry.Private[IncidentCriteria]

    @strawberry.field(description="How many incidents match, and are on the pages: the newest 1,000 at most.")
    async def total_count(self, info: Info) -> int:
        return await info.context.app.search.count(info.context.caller, self.query, self.criteria)


@strawberry.type
class SearchQueries:
    @strawberry.field(
        description="The incidents that you may see and that hold these words in title, description, resolution or "
        'comments: the best first, then the newest. Words must all occur, in any form; "quotes" keep them together, '
        "`or` lets one of two do, `-` excludes; the last word may be half typed. INC-42 or #42 finds that incident.",
        extensions=[allow(IsSignedIn)],
    )
    async def search_incidents(
        self, info: Info, text: str, filter: IncidentFilter | None = None, first: int | None = None,
        after: str | None = None,
    ) -> SearchConnection | None:  # fmt: skip
        query, criteria = TextQuery.parse(text, "text"), criteria_of(info, filter or IncidentFilter())
        limit = page_request(first, None, None, None).limit
        start = None if after is None else RankedPlace.decode(after)
        page = await info.context.app.search.page(info.context.caller, query, criteria, start, limit)
        return SearchConnection(
            edges=[_edge(found) for found in page.found],
            page_info=_page_info(page, start),
            query=query,
            criteria=criteria,
        )

    @strawberry.field(
        description="Incidents that you may see and that are like one that is being reported, likest first; "
        "`first` is 20 at most.",
        extensions=[allow(IsSignedIn)],
    )
    async def similar_incidents(
        self, info: Info, title: str, description: str | None = None, service_id: strawberry.ID | None = None,
        first: int = DEFAULT_SIMILAR,
    ) -> list[SimilarIncident] | None:  # fmt: skip
        limit, service = similar_limit(first), ids.decode_optional("Service", service_id, "serviceId")
        found = await info.context.app.search.similar(info.context.caller, title, description, service, limit)
        return [similar_of(similar) for similar in found]


def _edge(found: Found) -> SearchEdge:
    return SearchEdge(
        cursor=found.place.encode(),
        node=incident_of(found.incident),
        rank=found.place.rank / 1_000_000,
        highlights=[SearchHighlight(field=piece.field, text=piece.text) for piece in found.highlights],
    )


def _page_info(page: FoundPage, start: RankedPlace | None) -> PageInfo:
    cursors = [found.place.encode() for found in page.found]
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=start is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
