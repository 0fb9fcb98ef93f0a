"""Those whom a person or a rule brought into an incident. Whoever adds or removes one holds the incident's lock."""

from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from siems.models import Incident, IncidentParticipant
from siems.repositories.base import Repository


class ParticipantRepository(Repository[IncidentParticipant]):
    model = IncidentParticipant
    noun = "participant"

    async def added_to(self, incident_id: UUID) -> tuple[UUID, ...]:
        """Who was added to the incident, oldest first."""
        rows = self._rows().filter(incident_id=incident_id).order_by("added_at", "id")
        return tuple(row.user_id for row in await rows)

    async def added_to_each(self, incidents: QuerySet[Incident]) -> dict[UUID, list[UUID]]:
        """Who was added to each of the incidents, oldest first. Incidents that nobody was added to are left out."""
        added: dict[UUID, list[UUID]] = {}
        rows = self._rows().filter(incident_id__in=Subquery(incidents.values("id")))
        for row in await rows.order_by("added_at", "id"):
            added.setdefault(row.incident_id, []).append(row.user_id)
        return added

    def incidents_with(self, user_id: UUID) -> Subquery:
        """The ids of the incidents that somebody was added to, for a condition of another query."""
        return Subquery(self._rows().filter(user_id=user_id).values("incident_id"))

    async def add(self, incident_id: UUID, user_id: UUID) -> None:
        """Adds somebody who was not added yet."""
        participant = IncidentParticipant(organization_id=self._organization_id, incident_id=incident_id)
        participant.user_id, participant.added_at = user_id, self._transaction.now
        await self.insert(participant)

    async def join(self, incident_id: UUID, user_ids: list[UUID]) -> None:
        """Adds those of them who were not added yet."""
        rows = [
            IncidentParticipant(
                organization_id=self._organization_id,
                incident_id=incident_id,
                user_id=user_id,
                added_at=self._transaction.now,
            )
            for user_id in user_ids
        ]
        if rows:
            await IncidentParticipant.bulk_create(rows, ignore_conflicts=True, using_db=self._transaction.connection)

    async def remove(self, incident_id: UUID, user_id: UUID) -> None:
        """Takes somebody out who was added."""
        await self._rows().filter(incident_id=incident_id, user_id=user_id).delete()
