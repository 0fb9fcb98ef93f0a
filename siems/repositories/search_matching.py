"""A text query as a condition of PostgreSQL, in statements of the ORM and in those written by hand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pypika_tortoise.context import SqlContext
from pypika_tortoise.dialects import PostgreSQLQuery
from pypika_tortoise.terms import Parameterizer, Term
from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet, ValuesQuery

from siems.domain.search import TextQuery

MOST_FOUND = 1_000
"""Of what matches the newest so many are found: what more there is takes too long to read."""
PARTS = (10_000, 100_000)
"""How many of the newest incidents are looked through first, and second, before all others."""

SEARCHING = {"max_parallel_workers_per_gather": "0", "plan_cache_mode": "force_custom_plan"}
"""What the database is told of a search. How it is best done depends on how common its words are: each is planned for
itself. It takes a rare word for a common one, and starting workers to share the work takes longer than the work."""


class Values(Parameterizer):
    """The values of one statement, in the order of their places."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def add(self, value: Any) -> str:
        """The place of one more value."""
        return _placed(value, self)


def statement(rows: QuerySet[Any] | ValuesQuery[Any], values: Parameterizer) -> str:
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


@dataclass(frozen=True)
class TextMatches:
    """What a text query finds of an organization's incidents: the newest MOST_FOUND that match, and the one meant.

    It is looked for among the newest incidents first, then among older ones, and so on until there are enough: so a
    common word is found soon, and a rare one in its index. Each part is planned for itself (MATERIALIZED), for all of
    it: told that the first few will do, the planner would walk through everything in search of a rare word.
    """

    organization_id: UUID
    query: TextQuery
    boundaries: Sequence[UUID]
    """Ids between the parts, the newest first."""
    meant: ValuesQuery[Any]
    """The id of the incident whose number was asked for."""
    among: ValuesQuery[Any] | None
    """The ids that it is looked for among; None: all but restricted ones."""
    restricted: ValuesQuery[Any] | None
    """With `among` None, the ids of the restricted ones that are looked at all the same; None: all of them."""

    def sql(self, values: Parameterizer) -> str:
        """A query of (id, document, meant): of the one that is meant there is a row without a document."""

        def place(value: Any) -> str:
            return _placed(value, values)

        joined, seen = "", "true"
        if self.among is not None:
            joined = f"JOIN ({statement(self.among, values)}) AS matching ON matching.id = incident_id"
        elif self.restricted is not None:
            seen = f"(NOT restricted OR incident_id = ANY (ARRAY({statement(self.restricted, values)})))"
        found = (
            f"SELECT incident_id AS id, document, false AS meant FROM incident_search {joined} WHERE organization_id = "
            f"{place(self.organization_id)} AND document @@ {asked(self.query, place)} AND {seen}"
        )
        bounds = [place(boundary) for boundary in self.boundaries]
        ranges = zip(
            [*(f"AND incident_id >= {bound}" for bound in bounds), ""],
            ["", *(f"AND incident_id < {bound}" for bound in bounds)],
            strict=True,
        )
        parts = [f"{found} {since} {until} ORDER BY incident_id DESC" for since, until in ranges]
        ctes = ", ".join(f"part_{number} AS MATERIALIZED ({part})" for number, part in enumerate(parts))
        every = " UNION ALL ".join(f"SELECT * FROM part_{number}" for number in range(len(parts)))
        return (
            f"WITH {ctes} (SELECT * FROM ({every}) AS parts LIMIT {MOST_FOUND}) "
            f"UNION ALL SELECT id, NULL, true FROM ({statement(self.meant, values)}) AS meant"
        )


class FoundIds(Term):
    """The ids that a text query finds, for the ORM's `id__in`."""

    def __init__(self, matches: TextMatches) -> None:
        super().__init__()
        self._matches = matches

    def get_sql(self, ctx: SqlContext) -> str:
        assert ctx.parameterizer is not None
        return f"(SELECT id FROM ({self._matches.sql(ctx.parameterizer)}) AS found)"


def _placed(value: Any, values: Parameterizer) -> str:
    return str(values.create_param(value).get_sql(PostgreSQLQuery.SQL_CONTEXT))
