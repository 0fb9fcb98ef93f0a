"""Organizations, teams, services and categories."""

from collections import defaultdict
from uuid import UUID

from siems.domain.errors import ValidationFailed
from siems.models import Category, Organization, Service, Team, TeamMember
from siems.models.base import new_id
from siems.repositories.base import NamedRepository, Transaction, unique


class OrganizationRepository:
    """Organizations themselves: the only rows that belong to none."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def all(self) -> list[Organization]:
        return await Organization.all().order_by("name").using_db(self._transaction.connection)

    async def named(self, id: UUID) -> str:
        """What the organization is called."""
        [row] = await self._transaction.rows("SELECT name FROM organizations WHERE id = $1", id)
        name: str = row["name"]
        return name

    async def create(self, name: str, id: UUID | None = None) -> Organization:
        """Adds an organization, with its numbers starting at 1. Raises ValidationFailed if the name is taken."""
        organization = Organization(id=id or new_id(), name=name, created_at=self._transaction.now)
        taken = ValidationFailed.of("name", f'There is an organization "{name}" already.')
        with unique("organizations_name_key", taken):
            await organization.save(using_db=self._transaction.connection, force_create=True)
        await self._transaction.rows(
            "INSERT INTO incident_counters (organization_id, last_number) VALUES ($1, 0) RETURNING last_number",
            organization.id,
        )
        await self._transaction.rows(
            "INSERT INTO escalation_planning (organization_id, revision, planned_revision, changed_at, done, total) "
            "VALUES ($1, 0, 0, $2, 0, 0) RETURNING revision",
            organization.id,
            organization.created_at,
        )
        return organization


class TeamRepository(NamedRepository[Team]):
    model = Team
    noun = "team"
    unique_name = "teams_organization_id_name_key"

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

    async def locked_managed_by(self, user_id: UUID) -> list[Team]:
        """The teams that the person manages, locked in the order of their ids."""
        return await self._rows().filter(manager_id=user_id).order_by("id").select_for_update(no_key=True)

    async def member_ids(self, team_id: UUID) -> set[UUID]:
        """Who belongs to the team, active or not."""
        rows = TeamMember.filter(organization_id=self._organization_id, team_id=team_id)
        return {row.user_id for row in await rows.using_db(self._transaction.connection)}

    async def remove_members(self, team_id: UUID, user_ids: list[UUID]) -> None:
        """Makes the users members no longer."""
        rows = TeamMember.filter(organization_id=self._organization_id, team_id=team_id, user_id__in=user_ids)
        await rows.using_db(self._transaction.connection).delete()

    async def with_members(self, user_ids: list[UUID]) -> dict[UUID, list[Team]]:
        """The teams of each of the users who is in any, in the order of their names."""
        memberships = await TeamMember.filter(organization_id=self._organization_id, user_id__in=user_ids).using_db(
            self._transaction.connection
        )
        members = defaultdict(list)
        for membership in memberships:
            members[membership.team_id].append(membership.user_id)
        teams = defaultdict(list)
        for team in await self._rows().filter(id__in=list(members)).order_by("name"):
            for user_id in members[team.id]:
                teams[user_id].append(team)
        return teams

    async def add_members(self, team_id: UUID, user_ids: list[UUID]) -> None:
        """Makes the users members; those who are already stay so."""
        members = [
            TeamMember(organization_id=self._organization_id, team_id=team_id, user_id=user_id) for user_id in user_ids
        ]
        await TeamMember.bulk_create(members, ignore_conflicts=True, using_db=self._transaction.connection)


class ServiceRepository(NamedRepository[Service]):
    model = Service
    noun = "service"
    unique_name = "services_organization_id_name_key"

    async def by_name(self) -> list[Service]:
        """All services in the order of their names."""
        return await self._rows().order_by("name")

    async def id_named(self, name: str) -> UUID | None:
        """Which service is called so, written exactly so or else in another case."""
        rows = await self._transaction.rows(
            "SELECT id FROM services WHERE organization_id = $1 AND lower(name) = lower($2::text) "
            "ORDER BY name <> $2, id LIMIT 1",
            self._organization_id,
            name,
        )
        return rows[0]["id"] if rows else None

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


class CategoryRepository(NamedRepository[Category]):
    model = Category
    noun = "category"
    unique_name = "categories_organization_id_name_key"

    async def by_name(self) -> list[Category]:
        """All categories in the order of their names."""
        return await self._rows().order_by("name")

    async def create(self, name: str) -> Category:
        return await self.insert(
            Category(organization_id=self._organization_id, name=name, created_at=self._transaction.now)
        )
