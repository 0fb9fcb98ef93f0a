"""Who has how much to do."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import NotFound
from siems.domain.users import Power, Role
from siems.domain.workload import Workload
from siems.models import User
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork
from siems.repositories.users import PeopleCriteria


@dataclass(frozen=True)
class TeamWorkload:
    team_id: UUID
    workload: Workload


@dataclass(frozen=True)
class EngineerWorkload:
    user: User
    workload: Workload


class WorkloadService:
    """Managers and admins see everybody's figures, of restricted incidents too; an engineer sees their own."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def teams(self, caller: Caller, team_ids: Collection[UUID] | None = None) -> list[TeamWorkload]:
        """Each of these teams, or all, in the order of their names. Raises NotFound if one of them is not there."""
        caller.user.must(Power.SEE_WORKLOAD)
        async with self._units.of(caller.user.organization_id) as work:
            found = await work.workload.of_teams(team_ids, work.now)
        if team_ids is not None and not set(team_ids) <= set(found):
            raise NotFound("team", "teamIds")
        return [TeamWorkload(id, workload) for id, workload in found.items()]

    async def people(self, caller: Caller, request: PageRequest, team_id: UUID | None = None) -> Page[EngineerWorkload]:
        """The active members of the team, or without one all active engineers, in the order of their names.

        Their figures are of everything in their hands, whatever team's it is. Whoever may not see the workload of
        others is shown nobody else. Raises NotFound if there is no such team.
        """
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            if team_id is not None:
                await work.teams.get(team_id, "teamId")
            page = await work.users.page(request, _criteria(caller, team_id))
            found = await work.workload.of_people([user.id for user in page.rows], work.now)
        rows = [EngineerWorkload(user, found[user.id]) for user in page.rows]
        return Page(rows, page.cursors, page.has_next, page.has_previous)


def _criteria(caller: Caller, team_id: UUID | None) -> PeopleCriteria:
    sees_others = caller.user.may(Power.SEE_WORKLOAD)
    return PeopleCriteria(
        roles=[Role.ENGINEER] if team_id is None else None,
        active=True,
        team_id=team_id,
        user_id=None if sees_others else caller.user.id,
    )
