"""Relay connections over keyset pages."""

from typing import Generic, TypeVar

import strawberry

from siems.domain.errors import ValidationFailed
from siems.services.incident_lists import Page, PageRequest

LARGEST_PAGE = 100
DEFAULT_PAGE = 50
Node = TypeVar("Node")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="There are more behind this page.")
    has_previous_page: bool = strawberry.field(description="There are more before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.")


@strawberry.type(description="One thing in a list, with its place.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The place, for `after` and `before`.")
    node: Node = strawberry.field(description="The thing.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="The page, in order.")
    page_info: PageInfo = strawberry.field(description="Where it stands.")


def page_request(first: int | None, after: str | None, last: int | None, before: str | None) -> PageRequest:
    """What was asked for. Raises ValidationFailed, naming the argument."""
    if first is not None and last is not None:
        raise ValidationFailed.of("last", "Give `first` or `last`, not both.")
    name, limit = ("last", last) if last is not None else ("first", DEFAULT_PAGE if first is None else first)
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValidationFailed.of(name, f"`{name}` must be between 1 and {LARGEST_PAGE}; it is {limit}.")
    return PageRequest(limit, after, before, backwards=last is not None)


def page_info(page: Page, cursors: list[str]) -> PageInfo:  # type: ignore[type-arg]  # any page
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
