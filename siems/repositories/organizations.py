"""Organizations, teams, services and categories."""

from uuid import UUID

from siems.models import Category, Organization, Service, Team, TeamMember
from siems.models.base import new_id
from siems.repositories.base import Repository, Transaction


class OrganizationRepository:
    """Organizations themselves: the only rows that belong to none."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def all(self) -> list[Organization]:
        return await Organization.all().order_by("name").using_db(self._transaction.connection)

    async def named(self, name: str) -> Organization | None:
        return await Organization.filter(name=name).using_db(self._transaction.connection).get_or_none()

    async def create(self, name: str, id: UUID | None = None) -> Organization:
        """Adds an organization, with its incident numbers starting at 1."""
        organization = Organization(id=id or new_id(), name=name, created_at=self._transaction.now)
        await organization.save(using_db=self._transaction.connection, force_create=True)
        await self._transaction.rows(
            "INSERT INTO incident_counters (organization_id, last_number) VALUES ($1, 0) RETURNING last_number",
            organization.id,
        )
        return organization


class TeamRepository(Repository[Team]):
    model = Team
    noun = "team"

    async def by_name(self) -> list[Team]:
        """All teams in the order of their names."""
        return await self._rows().order_by("name")

    async def create(self, name: str, manager_id: UUID | None = None) -> Team:
        return await self.insert(
            Team(
                organization_id=self._organization_id,
                name=name,
                manager_id=manager_id,
                created_at=self._transaction.now,
            )
        )

    async def add_members(self, team_id: UUID, user_ids: list[UUID]) -> None:
        """Makes the users members; those who are already stay so."""
        members = [
            TeamMember(organization_id=self._organization_id, team_id=team_id, user_id=user_id) for user_id in user_ids
        ]
        await TeamMember.bulk_create(members, ignore_conflicts=True, using_db=self._transaction.connection)


class ServiceRepository(Repository[Service]):
    model = Service
    noun = "service"

    async def by_name(self) -> list[Service]:
        """All services in the order of their names."""
        return await self._rows().order_by("name")

    async def create(self, name: str, description: str = "", team_id: UUID | None = None) -> Service:
        return await self.insert(
            Service(
                organization_id=self._organization_id,
                name=name,
                description=description,
                team_id=team_id,
                created_at=self._transaction.now,
            )
        )


class CategoryRepository(Repository[Category]):
    model = Category
    noun = "category"

    async def by_name(self) -> list[Category]:
        """All categories in the order of their names."""
        return await self._rows().order_by("name")

    async def create(self, name: str) -> Category:
        return await self.insert(
            Category(organization_id=self._organization_id, name=name, created_at=self._transaction.now)
        )
