"""A text query as a condition of PostgreSQL, in statements of the ORM and in those written by hand."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from pypika_tortoise.context import SqlContext
from pypika_tortoise.dialects import PostgreSQLQuery
from pypika_tortoise.terms import Parameterizer, Term
from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet, ValuesQuery

from siems.domain.search import TextQuery


class Values(Parameterizer):
    """The values of one statement, in the order of their places."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def add(self, value: Any) -> str:
        """The place of one more value."""
        return str(self.create_param(value).get_sql(PostgreSQLQuery.SQL_CONTEXT))


def statement(rows: QuerySet[Any] | ValuesQuery[Any], values: Values) -> str:
    """The SQL of a query, for use within another, with its values added to those of that one."""
    return Subquery(rows).get_sql(PostgreSQLQuery.SQL_CONTEXT.copy(parameterizer=values))


def asked(query: TextQuery, place: Callable[[Any], str]) -> str:
    """The query as a `tsquery`. `place` takes a value and gives the SQL that stands for it."""
    texts = [f"websearch_to_tsquery('english', {place(text)})" for text in (query.earlier, query.words, query.last)]
    earlier, words, last = texts
    if query.prefix is not None:
        quoted = query.prefix.replace("\\", "\\\\").replace("'", "''")
        beginning = f"'{quoted}':*"
        last = f"({last} || to_tsquery('public.siems_words', {place(beginning)}))"
    return f"({earlier} || ({words} && {last}))"


class MatchingIds(Term):
    """The ids of the incidents of an organization that match a text query, for the ORM's `id__in`."""

    def __init__(self, organization_id: UUID, query: TextQuery) -> None:
        super().__init__()
        self._organization_id = organization_id
        self._query = query

    def get_sql(self, ctx: SqlContext) -> str:
        assert ctx.parameterizer is not None
        parameterizer = ctx.parameterizer

        def place(value: Any) -> str:
            return str(parameterizer.create_param(value).get_sql(ctx))

        organization_id = place(self._organization_id)
        found = (
            f"SELECT incident_id FROM incident_search WHERE organization_id = {organization_id} "
            f"AND document @@ {asked(self._query, place)}"
        )
        if self._query.number is not None:
            numbered = f"organization_id = {organization_id} AND number = {place(self._query.number)}"
            found += f" UNION ALL SELECT id FROM incidents WHERE {numbered}"
        return f"({found})"
