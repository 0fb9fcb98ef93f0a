"""Setting up an installation from the command line: its organizations and their first admins."""

from siems.domain.errors import ValidationFailed
from siems.domain.log import Act, Actor, ActorKind, ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks
from siems.domain.users import Role
from siems.models import Organization, User
from siems.models.base import new_id
from siems.repositories.organizations import OrganizationRepository
from siems.repositories.unit_of_work import UnitsOfWork
from siems.security import Passwords
from siems.services.escalation_defaults import add_default_rules
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

    async def create_organization(self, name: str, *, with_defaults: bool = True) -> Organization:
        """Adds an organization, with the default escalation rules unless said otherwise."""
        checks = Checks()
        name = checks.text("name", name, NAME)
        checks.done()
        async with self._units.of(new_id()) as work:
            organization = await OrganizationRepository(work).create(name, work.organization_id)
            act = Act(ConfigurationAction.CREATED, OPERATOR, work.now, {}, {"name": name})
            await work.configuration_log.append(SubjectKind.ORGANIZATION, organization.id, act)
            if with_defaults:
                await add_default_rules(work, OPERATOR)
        return organization

    async def create_admin(self, organization: Organization, email: str, name: str, password: str) -> User:
        """Adds an admin who can log in. Raises ValidationFailed with everything that is wrong."""
        return await self.create_user(organization, email, name, password, Role.ADMIN)

    async def create_user(self, organization: Organization, email: str, name: str, password: str, role: Role) -> User:
        newcomer = Newcomer(email, name, role, password).checked()
        hash = await self._passwords.hash(password)
        async with self._units.of(organization.id) as work:
            return await add(work, OPERATOR, newcomer, hash)
