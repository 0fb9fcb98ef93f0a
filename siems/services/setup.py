"""Setting up an installation from the command line: its organizations and their first admins."""

from siems.domain.errors import ValidationFailed
from siems.domain.log import Act, Actor, ActorKind, ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks
from siems.domain.users import Role
from siems.models import Organization, User
from siems.repositories.unit_of_work import UnitsOfWork
from siems.security import Passwords
from siems.services.newcomers import Newcomer, add

OPERATOR = Actor(ActorKind.SYSTEM, "operator (command line)")


class SetupService:
    """What only the operator of the machine may do: the command line is its only caller."""

    def __init__(self, units: UnitsOfWork, passwords: Passwords) -> None:
        self._units = units
        self._passwords = passwords

    async def organizations(self) -> list[Organization]:
        async with self._units.across_organizations() as work:
            return await work.organizations.all()

    async def anybody(self) -> bool:
        """Whether there is anybody who could log in."""
        async with self._units.across_organizations() as work:
            return await work.accounts.any_who_can_log_in()

    async def organization(self, name: str | None) -> Organization:
        """The one with this name, or the only one there is. Raises ValidationFailed, naming those that exist."""
        organizations = await self.organizations()
        if name is None and not organizations:
            raise ValidationFailed.of("organization", "There is no organization yet. Create one first.")
        if name is None and len(organizations) == 1:
            return organizations[0]
        for organization in organizations:
            if organization.name == name:
                return organization
        names = ", ".join(f'"{organization.name}"' for organization in organizations) or "none yet"
        problem = (
            "There is more than one organization: name one" if name is None else f'There is no organization "{name}"'
        )
        raise ValidationFailed.of("organization", f"{problem}. Organizations: {names}.")

    async def create_organization(self, name: str) -> Organization:
        checks = Checks()
        name = checks.text("name", name, NAME)
        checks.done()
        async with self._units.across_organizations() as work:
            organization = await work.organizations.create(name)
        await self._log(organization, SubjectKind.ORGANIZATION, ConfigurationAction.CREATED, {"name": name})
        return organization

    async def create_admin(self, organization: Organization, email: str, name: str, password: str) -> User:
        """Adds an admin who can log in. Raises ValidationFailed with everything that is wrong."""
        return await self.create_user(organization, email, name, password, Role.ADMIN)

    async def create_user(self, organization: Organization, email: str, name: str, password: str, role: Role) -> User:
        newcomer = Newcomer(email, name, role, password).checked()
        hash = await self._passwords.hash(password)
        async with self._units.of(organization.id) as work:
            return await add(work, OPERATOR, newcomer, hash)

    async def _log(
        self, organization: Organization, kind: SubjectKind, action: ConfigurationAction, after: dict[str, str]
    ) -> None:
        async with self._units.of(organization.id) as work:
            await work.configuration_log.append(kind, organization.id, Act(action, OPERATOR, work.now, {}, after))
