"""Whose team it is: admins act for every team, managers for those that they manage, everybody for themselves."""

from collections.abc import Collection
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import Forbidden
from siems.domain.users import Power
from siems.models import Team
from siems.repositories.unit_of_work import UnitOfWork


def must_run(caller: Caller, team: Team) -> None:
    """Raises Forbidden unless the caller is an admin or the team's manager."""
    caller.user.must(Power.RUN_TEAMS)
    if not caller.user.may(Power.ADMINISTER) and team.manager_id != caller.user.id:
        raise Forbidden(f"Only an admin and the manager of {team.name} may do this.")


async def must_act_for(work: UnitOfWork, caller: Caller, user_id: UUID) -> None:
    """Raises Forbidden unless the caller is that person, an admin, or the manager of a team that the person is in."""
    if caller.user.id != user_id:
        await must_lead(work, caller, user_id)


async def must_lead(work: UnitOfWork, caller: Caller, user_id: UUID) -> None:
    """Raises Forbidden unless the caller is an admin or the manager of a team that the person is in."""
    caller.user.must(Power.RUN_TEAMS)
    if not await may_lead(work, caller, {user_id}):
        raise Forbidden("Only an admin and the manager of a team that they are in may do this for somebody.")


async def may_lead(work: UnitOfWork, caller: Caller, user_ids: Collection[UUID]) -> set[UUID]:
    """Those of the people for whom the caller may act: of an admin all, of a manager the members of their teams."""
    if caller.user.may(Power.ADMINISTER):
        return set(user_ids)
    if not caller.user.may(Power.RUN_TEAMS):
        return set()
    teams = await work.teams.with_members(list(user_ids))
    return {id for id, each in teams.items() if any(team.manager_id == caller.user.id for team in each)}
