"""Who and what there is in the organization: people, teams, services, categories."""

from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.users import Power, Role
from siems.models import Category, Service, Team, User
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork


class DirectoryService:
    """Every person may read the directory of their organization; an integration sees what its incidents point at."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def users(self, caller: Caller, request: PageRequest, roles: list[Role] | None) -> Page[User]:
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.users.page(request, roles)

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
