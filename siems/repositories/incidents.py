"""Incidents: finding, locking, filing, listing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from siems.domain.errors import NotFound
from siems.domain.incidents import UNRESOLVED, IncidentStatus, Severity
from siems.domain.log import Act, Link, chained
from siems.domain.search import TextQuery
from siems.domain.sla import SlaState
from siems.domain.visibility import Audience, Visibility, may_see
from siems.models import Incident
from siems.models.base import new_id
from siems.repositories.base import OrganizationTransaction, Repository
from siems.repositories.feed import CURRENT_EPOCH
from siems.repositories.keyset import Keyset, Page, PageRequest
from siems.repositories.logs import COLUMN_NAMES, column_arrays, log_columns
from siems.repositories.owing import DELIVERIES_TO_WEBHOOKS
from siems.repositories.participants import ParticipantRepository
from siems.repositories.search_matching import PARTS, FoundIds, TextMatches, Values, statement

_TO_WEBHOOKS = f", about AS (SELECT * FROM incident), {DELIVERIES_TO_WEBHOOKS}"
_UNRESOLVED = "status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS')"
"""As the index over dedup keys says it."""
FILED_COLUMNS = ("organization_id", *sorted(Incident._meta.db_fields - {"organization_id", "number"}))


class IncidentOrderField(Enum):
    """What a list of incidents can be ordered by; the value is the column."""

    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    SEVERITY = "severity"
    NUMBER = "number"


@dataclass(frozen=True)
class IncidentCriteria:
    """Which incidents a list holds. None means any; several criteria must all hold."""

    statuses: Sequence[IncidentStatus] | None = None
    severities: Sequence[Severity] | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    service_id: UUID | None = None
    category_id: UUID | None = None
    reporter_id: UUID | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    sla: Sequence[SlaState] | None = None
    text: TextQuery | None = None


class IncidentRepository(Repository[Incident]):
    model = Incident
    noun = "incident"

    def __init__(self, transaction: OrganizationTransaction) -> None:
        super().__init__(transaction)
        self._participants = ParticipantRepository(transaction)

    async def visible(self, id: UUID, visibility: Visibility) -> Incident | None:
        """The incident with this id, if these eyes may see it."""
        return await self._seen_by(visibility).get_or_none(id=id)

    async def id_of_number(self, number: int) -> UUID | None:
        """Which incident has this number, if any does."""
        row = await self._rows().get_or_none(number=number)
        return None if row is None else row.id

    async def visible_by_ids(self, ids: list[UUID], visibility: Visibility) -> dict[UUID, Incident]:
        """Those of the incidents that these eyes may see, by id."""
        return {row.id: row for row in await self._seen_by(visibility).filter(id__in=ids)}

    def seen(self, visibility: Visibility) -> Subquery | None:
        """The ids of the incidents that these eyes see, for a condition of another query; None if that is all."""
        if visibility.sees_restricted and not visibility.only_reported:
            return None
        return Subquery(self._seen_by(visibility).values("id"))

    async def locked(self, id: UUID, visibility: Visibility) -> Incident:
        """Takes the incident's row lock until the transaction ends. Raises NotFound for what is not visible.

        What is hidden from the beginning is not waited for, and not locked.
        """
        if (row := await self._locked(id, visibility)) is None:
            raise NotFound(self.noun, "incidentId")
        return row

    async def _locked(self, id: UUID, visibility: Visibility) -> Incident | None:
        row = await self._seen_by(visibility).select_for_update(no_key=True).get_or_none(id=id)
        # Looked at again: a statement that waited for the lock knows the row as it is by now, but the participants
        # only as they were before.
        hidden = row is not None and row.restricted and not may_see(visibility, await self.audience(row))
        return None if hidden else row

    async def locked_by_ids(self, ids: Collection[UUID]) -> dict[UUID, Incident]:
        """These incidents, locked in the order of their ids."""
        rows = self._rows().filter(id__in=list(ids)).order_by("id")
        return {row.id: row for row in await rows.select_for_update(no_key=True)} if ids else {}

    async def audience(self, incident: Incident) -> Audience:
        """What decides who sees the incident."""
        added = await self._participants.added_to(incident.id)
        return Audience(incident.restricted, incident.reporter_id, incident.assignee_id, added, incident.api_key_id)

    async def added_to(self, ids: list[UUID], visibility: Visibility) -> dict[UUID, list[UUID]]:
        """Who was added to each of those of the incidents that these eyes see and that anybody was added to."""
        return await self._participants.added_to_each(self._seen_by(visibility).filter(id__in=ids))

    async def locked_in_hands_of(self, user_id: UUID) -> list[Incident]:
        """What the person has to work on, locked in the order of the ids."""
        under_way = (IncidentStatus.ASSIGNED, IncidentStatus.IN_PROGRESS)
        rows = self._rows().filter(assignee_id=user_id, status__in=under_way)
        return await rows.order_by("id").select_for_update(no_key=True)

    async def keep_dedup_key(self, dedup_key: str) -> None:
        """Until the commit nobody else files or reopens an incident with this key. Before all row locks."""
        await self._transaction.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", f"dedup {self._organization_id} {dedup_key}"
        )

    async def keep_dedup_key_of(self, id: UUID, visibility: Visibility) -> None:
        """Like `keep_dedup_key`, for that of an incident that these eyes see, if it has one."""
        row = await self.visible(id, visibility)
        if row is not None and row.dedup_key is not None:
            await self.keep_dedup_key(row.dedup_key)

    async def locked_with(self, dedup_key: str, visibility: Visibility) -> Incident | None:
        """The oldest unresolved incident with this key that these eyes see, if there is one, and its row lock."""
        rows = await self._transaction.rows(
            f"SELECT id FROM incidents WHERE organization_id = $1 AND dedup_key = $2 AND {_UNRESOLVED} ORDER BY number",
            self._organization_id,
            dedup_key,
        )
        for row in rows:
            incident = await self._locked(row["id"], visibility)
            if incident is not None and incident.status in UNRESOLVED:
                return incident
        return None

    async def twin_of(self, incident: Incident) -> Incident | None:
        """Another unresolved incident that has the same key from the same source, whoever sees it."""
        if incident.dedup_key is None:
            return None
        source = {"api_key_id": incident.api_key_id, "reporter_id": incident.reporter_id}
        rows = self._rows().filter(dedup_key=incident.dedup_key, status__in=UNRESOLVED, **source)
        return await rows.exclude(id=incident.id).first()

    async def page(
        self, request: PageRequest, criteria: IncidentCriteria, order: Keyset, visibility: Visibility
    ) -> Page[Incident]:
        """One page of the incidents that match."""
        return await order.page(await self._listed(criteria, visibility), request)

    async def count(self, criteria: IncidentCriteria, visibility: Visibility) -> int:
        """How many incidents match.

        That is all that match, without those of the few restricted ones that these eyes do not see: so all can be
        counted in an index, none of which says what is restricted and who takes part.
        """
        if criteria.text is not None or visibility.only_reported:
            return await (await self._listed(criteria, visibility)).count()
        values = Values()
        count = self._count_of_all(criteria, values)
        if not visibility.sees_restricted:
            restricted = self._matching(self._restricted(), criteria)
            seen = restricted.filter(self._takes_part(visibility.viewer_id))
            count += f" - {_count_of(restricted, values)} + {_count_of(seen, values)}"
        [row] = await self._transaction.rows(f"SELECT {count} AS count", *values)
        return int(row["count"])

    def _count_of_all(self, criteria: IncidentCriteria, values: Values) -> str:
        """The SQL of how many match, whoever sees them. Numbers have no gaps, so that the last one says it of all."""
        if criteria != IncidentCriteria():
            return _count_of(self._matching(self._rows(), criteria), values)
        return (
            f"(SELECT last_number FROM incident_counters WHERE organization_id = {values.add(self._organization_id)})"
        )

    def all_seen(self, visibility: Visibility) -> QuerySet[Incident]:
        """What these eyes see, for a search."""
        return self._seen_by(visibility)

    async def found(self, query: TextQuery, criteria: IncidentCriteria, visibility: Visibility) -> TextMatches:
        """What the query finds of that which these eyes see and the other criteria let through."""
        rows = await self._transaction.rows(
            "SELECT id FROM incidents WHERE organization_id = $1 AND number = ANY (ARRAY("
            "SELECT last_number - part FROM incident_counters, unnest($2::int[]) AS part WHERE organization_id = $1"
            ")) ORDER BY id DESC",
            self._organization_id,
            list(PARTS),
        )
        seen = self._matching(self._seen_by(visibility), criteria)
        among = restricted = None
        if visibility.only_reported or replace(criteria, text=None) != IncidentCriteria():
            among = seen.values("id")
        elif not visibility.sees_restricted:
            restricted = self._restricted().filter(self._takes_part(visibility.viewer_id)).values("id")
        meant = seen.filter(number=query.number or 0).values("id")  # zero is the number of none
        return TextMatches(self._organization_id, query, [row["id"] for row in rows], meant, among, restricted)

    async def _listed(self, criteria: IncidentCriteria, visibility: Visibility) -> QuerySet[Incident]:
        if criteria.text is None:
            return self._matching(self._seen_by(visibility), criteria)
        return self._rows().filter(id__in=FoundIds(await self.found(criteria.text, criteria, visibility)))

    def _restricted(self) -> QuerySet[Incident]:
        return self._rows().filter(restricted=True)

    def _matching(self, rows: QuerySet[Incident], criteria: IncidentCriteria) -> QuerySet[Incident]:
        conditions = {
            "status__in": criteria.statuses,
            "severity__in": criteria.severities,
            "assignee_id": criteria.assignee_id,
            "team_id": criteria.team_id,
            "service_id": criteria.service_id,
            "category_id": criteria.category_id,
            "reporter_id": criteria.reporter_id,
            "created_at__gte": criteria.created_after,
            "created_at__lt": criteria.created_before,
            "sla__in": criteria.sla,
        }
        return rows.filter(**{name: value for name, value in conditions.items() if value is not None})

    async def file(
        self, incident: Incident, *acts: Act, checklist: Sequence[str] = (), to_webhooks: bool = False
    ) -> None:
        """Adds a new incident, its number, its checklist and the beginning of its log, which is owed to webhooks if
        that is said: the last statement before the commit.

        One statement, so that the counter's row lock is held for as short as can be; a transaction that fails
        gives its number back.
        """
        columns = Incident._meta.fields_map
        values = [columns[name].to_db_value(getattr(incident, name), incident) for name in FILED_COLUMNS]
        places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        after = len(values) + 1
        items = ([new_id() for _ in checklist], list(checklist))
        entries = log_columns(chained(self._organization_id, incident.id, acts, Link(), self._transaction.now))
        rows = await self._transaction.rows(
            f"""
            WITH counter AS (
                UPDATE incident_counters SET last_number = last_number + 1 WHERE organization_id = $1
                RETURNING last_number
            ), incident AS (
                INSERT INTO incidents ({", ".join(FILED_COLUMNS)}, number) SELECT {places}, last_number FROM counter
                RETURNING id, number, restricted
            ), items AS (
                INSERT INTO checklist_items (id, organization_id, incident_id, position, text)
                SELECT item.id, $1, incident.id, position, text FROM incident,
                    unnest(${after}::uuid[], ${after + 1}::text[]) WITH ORDINALITY AS item (id, text, position)
            ), entries AS (
                INSERT INTO incident_log ({COLUMN_NAMES}, feed_epoch, feed_xid)
                SELECT *, {CURRENT_EPOCH}, pg_current_xact_id() FROM unnest({column_arrays(after + 2)}) RETURNING *
            ){_TO_WEBHOOKS if to_webhooks else ""}
            SELECT number FROM incident
            """,
            *values,
            *items,
            *entries,
        )
        incident.number = rows[0]["number"]

    def _seen_by(self, visibility: Visibility) -> QuerySet[Incident]:
        """What these eyes see: `domain.visibility.may_see` in SQL, and the only place that says it so."""
        if visibility.only_reported:
            return self._rows().filter(api_key_id=visibility.viewer_id)
        if visibility.sees_restricted:
            return self._rows()
        return self._rows().filter(Q(restricted=False) | self._takes_part(visibility.viewer_id))

    def _takes_part(self, viewer: UUID) -> Q:
        return Q(reporter_id=viewer) | Q(assignee_id=viewer) | Q(id__in=self._participants.incidents_with(viewer))


def _count_of(rows: QuerySet[Incident], values: Values) -> str:
    """The SQL of how many rows there are, for use within a statement with these values."""
    return f"(SELECT count(*) FROM ({statement(rows.values('id'), values)}) AS counted)"
