"""Keyset pagination: a page is found by where the last one ended, never by counting rows."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pypika_tortoise.terms import Tuple
from tortoise import Model
from tortoise.expressions import Q, ResolveContext
from tortoise.query_utils import QueryModifier
from tortoise.queryset import QuerySet

from siems.domain.errors import ValidationFailed
from siems.domain.incidents import Severity
from siems.domain.text import storable

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")
_LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class PageRequest:
    """Up to `limit` rows behind the cursor `after`, or the last ones before the cursor `before` when `backwards`."""

    limit: int
    after: str | None = None
    before: str | None = None
    backwards: bool = False


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Rows in their order, the cursor of each, and whether there are more on either side."""

    rows: list[Item]
    cursors: list[str]
    has_next: bool
    has_previous: bool


class _Beyond(Q):
    """What comes behind a place, compared as a row, so that an index is read from that place on: given as "greater, or
    equal and ...", PostgreSQL would read it from its beginning."""

    __slots__ = ("_column", "_greater", "_place")

    def __init__(self, column: str, value: Any, id: UUID, *, greater: bool) -> None:
        super().__init__()
        self._column, self._place, self._greater = column, Tuple(value, id), greater

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        table = resolve_context.table
        row = Tuple(table[self._column], table["id"])
        return QueryModifier(where_criterion=row > self._place if self._greater else row < self._place)


@dataclass(frozen=True)
class Keyset:
    """An order by one column, with the id to tell equal values apart."""

    column: str
    descending: bool = False

    async def page(self, rows: QuerySet[Row], request: PageRequest) -> Page[Row]:
        """One page of `rows`. Raises ValidationFailed if a cursor is not one of this order."""
        for name, cursor, follow in (("after", request.after, True), ("before", request.before, False)):
            if cursor is not None:
                rows = rows.filter(_Beyond(self.column, *self._read(cursor, name), greater=follow != self.descending))
        descending = self.descending != request.backwards
        sign = "-" if descending else ""
        found = await rows.order_by(f"{sign}{self.column}", f"{sign}id").limit(request.limit + 1)
        more, found = len(found) > request.limit, found[: request.limit]
        if request.backwards:
            found.reverse()
        return Page(
            rows=found,
            cursors=[self._write(row) for row in found],
            has_next=request.before is not None if request.backwards else more,
            has_previous=more if request.backwards else request.after is not None,
        )

    def _write(self, row: Row) -> str:
        value = getattr(row, self.column)
        plain = value.isoformat() if isinstance(value, datetime) else value
        return base64.urlsafe_b64encode(json.dumps([self.column, plain, str(row.pk)]).encode()).decode()

    def _read(self, cursor: str, name: str) -> tuple[Any, UUID]:
        try:
            column, value, id = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            if column != self.column:
                raise ValueError(column)
            return self._parse(value), UUID(id)
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error):
            raise ValidationFailed.of(
                name, "This is not a cursor of this list in this order. Use one from its edges or its pageInfo."
            ) from None

    def _parse(self, value: Any) -> Any:
        if self.column.endswith("_at"):
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError(value)
            return moment.astimezone(UTC)  # raises OverflowError for what the database could not hold
        if self.column == "name":
            if not isinstance(value, str) or not storable(value):
                raise ValueError(value)
            return value
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST_INTEGER:
            raise ValueError(value)
        return Severity(value) if self.column == "severity" else value
