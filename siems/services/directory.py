"""Who and what there is in the organization: people, teams, services, categories."""

from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.text import storable
from siems.domain.users import Power
from siems.models import Category, Service, Team, User
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork
from siems.repositories.users import PeopleCriteria

__all__ = ["DirectoryService", "PeopleCriteria"]


class DirectoryService:
    """Every person may read the directory of their organization; an integration sees what its incidents point at."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    def is_open_to(self, caller: Caller) -> bool:
        """Whether the caller may look anything up in it."""
        return caller.user.may(Power.SEE_DIRECTORY)

    async def users(self, caller: Caller, request: PageRequest, criteria: PeopleCriteria) -> Page[User]:
        caller.user.must(Power.SEE_DIRECTORY)
        if criteria.search is not None and not storable(criteria.search):
            raise ValidationFailed.of("search", "This contains something that no name can contain.")
        async with self._units.of(caller.user.organization_id) as work:
            return await work.users.page(request, criteria)

    async def members_of(self, caller: Caller, team_ids: list[UUID]) -> dict[UUID, list[User]]:
        """The active members of each team that has any."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.users.in_teams(team_ids)

    async def teams_of(self, caller: Caller, user_ids: list[UUID]) -> dict[UUID, list[Team]]:
        """The teams of each person who is in any."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.teams.with_members(user_ids)

    async def users_by_id(self, caller: Caller, ids: list[UUID]) -> dict[UUID, User]:
        async with self._units.of(caller.user.organization_id) as work:
            return await work.users.by_ids(ids)

    async def teams(self, caller: Caller) -> list[Team]:
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.teams.by_name()

    async def teams_by_id(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Team]:
        async with self._units.of(caller.user.organization_id) as work:
            return await work.teams.by_ids(ids)

    async def services(self, caller: Caller) -> list[Service]:
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.services.by_name()

    async def services_by_id(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Service]:
        async with self._units.of(caller.user.organization_id) as work:
            return await work.services.by_ids(ids)

    async def categories(self, caller: Caller) -> list[Category]:
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.categories.by_name()

    async def categories_by_id(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Category]:
        async with self._units.of(caller.user.organization_id) as work:
            return await work.categories.by_ids(ids)
