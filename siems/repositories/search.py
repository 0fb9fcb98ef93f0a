"""Full text search by PostgreSQL. The documents are kept by triggers (migrations 10 and 15)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from siems.domain.search import BEGIN_HIT, END_HIT, Highlight, RankedPlace, SearchField, TextQuery, excerpt
from siems.domain.visibility import Visibility
from siems.repositories.base import OrganizationTransaction
from siems.repositories.incidents import IncidentCriteria, IncidentRepository
from siems.repositories.search_index import Likeness, Subject
from siems.repositories.search_matching import Values, asked, statement

NUMBER_RANK = 1_000_000_000
"""Of the incident whose number was asked for: above every other."""
COMMENTS = 20
"""So many of the newest comments are looked through for a highlight, each up to COMMENT_LENGTH."""
COMMENT_LENGTH = 5_000
CANDIDATES = 500
"""So many of the newest incidents that share a word with a subject's title are compared with it."""
LEAST_LIKENESS = 40
_MARKED = (
    "ts_headline('public.siems_words', ts_headline('english', translate(body, '{begin}{end}', '[]'), {query}, {how}), "
    "{query}, {how})"
)
_HOW = f"'HighlightAll=true, StartSel={BEGIN_HIT}, StopSel={END_HIT}'"
_PARTS = f"""
    SELECT 1 AS place, 0 AS sequence, '{SearchField.TITLE}' AS field, incident.title::text AS body
    UNION ALL SELECT 2, 0, '{SearchField.DESCRIPTION}', incident.description
    UNION ALL SELECT 3, 0, '{SearchField.RESOLUTION}', incident.resolution
    UNION ALL (
        SELECT 4, sequence, '{SearchField.COMMENT}', left(after ->> 'body', {COMMENT_LENGTH}) FROM incident_log
        WHERE subject_id = incident.id AND action = 'COMMENTED' ORDER BY sequence DESC LIMIT {COMMENTS}
    )
"""
_LEXEMES = """
    SELECT array_agg('''' || replace(replace(lexeme, E'\\\\', E'\\\\\\\\'), '''', '''''') || '''') AS lexemes
    FROM unnest(to_tsvector('english', {text}))
"""
_SHARE = """
    (SELECT count(*) FILTER (WHERE document @@ lexeme::tsquery)::float8 / count(*) FROM unnest({lexemes}) AS lexeme)
"""


class PostgresSearch:
    """A `SearchIndex`: matching, ranking and who sees what are one statement."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction
        self._incidents = IncidentRepository(transaction)

    async def page(
        self,
        query: TextQuery,
        criteria: IncidentCriteria,
        visibility: Visibility,
        after: RankedPlace | None,
        limit: int,
    ) -> list[RankedPlace]:
        values, matches = Values(), await self._incidents.found(query, criteria, visibility)
        rank = f"round(ts_rank(document, {asked(query, values.add)}, 1) * 1000000)::bigint"
        rows = await self._transaction.rows(
            f"""
            SELECT id, rank FROM (
                SELECT id, max(CASE WHEN meant THEN {NUMBER_RANK} ELSE {rank} END) AS rank
                FROM ({matches.sql(values)}) AS found GROUP BY id
            ) AS ranked
            WHERE (rank, id) < ({values.add(after and after.rank)}::bigint, {values.add(after and after.id)}::uuid)
                OR {values.add(after is None)}::bool
            ORDER BY rank DESC, id DESC LIMIT {values.add(limit)}
            """,
            *values,
        )
        return [RankedPlace(row["rank"], row["id"]) for row in rows]

    async def count(self, query: TextQuery, criteria: IncidentCriteria, visibility: Visibility) -> int:
        return await self._incidents.count(replace(criteria, text=query), visibility)

    async def highlights(
        self, query: TextQuery, ids: Sequence[UUID], visibility: Visibility
    ) -> dict[UUID, list[Highlight]]:
        seen = self._incidents.all_seen(visibility).filter(id__in=list(ids))
        values = Values()
        marked = _MARKED.format(begin=BEGIN_HIT, end=END_HIT, query=asked(query, values.add), how=_HOW)
        rows = await self._transaction.rows(
            f"""
            SELECT DISTINCT ON (id, place) id, field, marked FROM (
                SELECT incident.id, place, field, sequence, {marked} AS marked
                FROM ({statement(seen.values("id", "title", "description", "resolution"), values)}) AS incident
                CROSS JOIN LATERAL ({_PARTS}) AS part
            ) AS found
            WHERE strpos(marked, '{BEGIN_HIT}') > 0
            ORDER BY id, place, sequence DESC
            """,
            *values,
        )
        by_incident = groupby(rows, key=lambda row: row["id"])
        return {
            id: [Highlight(SearchField(row["field"]), excerpt(row["marked"])) for row in parts]
            for id, parts in by_incident
        }

    async def similar(
        self, subjects: Sequence[Subject], visibility: Visibility, limit: int
    ) -> dict[UUID, list[Likeness]]:
        values = Values()
        columns = ", ".join(
            f"{values.add([getattr(subject, name) for subject in subjects])}::{type}[]"
            for name, type in (("id", "uuid"), ("title", "text"), ("description", "text"), ("service_id", "uuid"))
        )
        seen = self._incidents.all_seen(visibility).values("id", "service_id", "status")
        rows = await self._transaction.rows(
            f"""
            SELECT subject.id AS subject, likest.id, likest.score
            FROM unnest({columns}) AS subject (id, title, description, service_id)
            CROSS JOIN LATERAL ({_LEXEMES.format(text="subject.title")}) AS title
            CROSS JOIN LATERAL ({_LEXEMES.format(text="left(subject.description, 2000)")}) AS description
            CROSS JOIN LATERAL (
                SELECT id, least(100, round(
                    CASE WHEN description.lexemes IS NULL THEN 100 * {_SHARE.format(lexemes="title.lexemes")}
                    ELSE 80 * {_SHARE.format(lexemes="title.lexemes")}
                        + 20 * {_SHARE.format(lexemes="description.lexemes")} END
                ) + CASE WHEN service_id IS DISTINCT FROM subject.service_id OR service_id IS NULL THEN 0
                    WHEN status IN ('RESOLVED', 'CLOSED') THEN 5 ELSE 15 END)::int AS score
                FROM (
                    SELECT seen.*, document FROM ({statement(seen, values)}) AS seen
                    JOIN incident_search ON incident_id = seen.id
                    WHERE document @@ array_to_string(title.lexemes, ' | ')::tsquery AND seen.id <> subject.id
                    ORDER BY seen.id DESC LIMIT {CANDIDATES}
                ) AS candidate
                ORDER BY score DESC, id DESC LIMIT {values.add(limit)}
            ) AS likest
            WHERE likest.score >= {LEAST_LIKENESS}
            ORDER BY subject.id, likest.score DESC, likest.id DESC
            """,
            *values,
        )
        by_subject = groupby(rows, key=lambda row: row["subject"])
        return {subject: [Likeness(row["id"], row["score"]) for row in found] for subject, found in by_subject}
