"""When people are away."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from siems.domain.hours import Span, days, merged
from siems.models import Absence, TeamMember
from siems.repositories.base import Repository

_ZONES_APART = timedelta(days=1)
"""Local days begin up to 14 hours before or after those of UTC."""


class AbsenceRepository(Repository[Absence]):
    model = Absence
    noun = "absence"

    async def add(self, user_id: UUID, starts_on: date, ends_on: date, note: str) -> Absence:
        return await self.insert(
            Absence(
                organization_id=self._organization_id,
                user_id=user_id,
                starts_on=starts_on,
                ends_on=ends_on,
                note=note,
                created_at=self._transaction.now,
            )
        )

    async def remove(self, absence: Absence) -> None:
        await self._rows().filter(id=absence.id).delete()

    async def touching(
        self, first: date, last: date, user_ids: Collection[UUID] | None = None, team_id: UUID | None = None
    ) -> list[Absence]:
        """The absences of these people, or of a team's members, or of all, that have a day from `first` to `last`."""
        rows = self._rows().filter(starts_on__lte=last, ends_on__gte=first)
        if user_ids is not None:
            rows = rows.filter(user_id__in=list(user_ids))
        if team_id is not None:
            members = TeamMember.filter(organization_id=self._organization_id, team_id=team_id)
            people = await members.using_db(self._transaction.connection).values_list("user_id", flat=True)
            rows = rows.filter(user_id__in=list(people))
        return await rows.order_by("starts_on", "id")

    async def spans(self, zones: Mapping[UUID, ZoneInfo], within: Span) -> dict[UUID, list[Span]]:
        """When each of these people is absent, as far as it touches `within`: by the days of the zone given for each.

        Absences that follow on one another are one.
        """
        first, last = within.start.date() - _ZONES_APART, within.end.date() + _ZONES_APART
        found: dict[UUID, list[Span]] = defaultdict(list)
        for row in await self.touching(first, last, list(zones)):
            found[row.user_id].append(days(row.starts_on, row.ends_on, zones[row.user_id]))
        return {id: merged(spans) for id, spans in found.items()}

    async def from_day_on(self, user_ids: Collection[UUID], day: date) -> dict[UUID, list[Absence]]:
        """The absences of each of these people that are not over on that day, in order."""
        found: dict[UUID, list[Absence]] = defaultdict(list)
        rows = self._rows().filter(user_id__in=list(user_ids), ends_on__gte=day)
        for row in await rows.order_by("starts_on", "id"):
            found[row.user_id].append(row)
        return found
