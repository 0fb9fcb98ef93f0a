"""Whom a step addresses: the people behind its targets, and who is told when there is nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from siems.domain.escalation.rules import Target, TargetKind
from siems.domain.users import Role
from siems.models import Incident, User
from siems.repositories.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Addressed:
    """Active people, each once. `fallback` says who was taken because none of the targets was anybody."""

    people: tuple[User, ...]
    fallback: str | None = None


class Addresses:
    """Finds people in one transaction, and remembers whom it has found for the next incident."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._by_role: dict[Role, list[User]] = {}

    async def of(self, incident: Incident, targets: Iterable[Target], besides: UUID | None = None) -> Addressed:
        """The people behind the targets, without whoever knows already (`besides`).

        Nobody at all: all managers, and if there is none, all admins.
        """
        found: dict[UUID, User] = {}
        for target in targets:
            found |= {user.id: user for user in await self._behind(incident, target)}
        if people := _without(found.values(), besides):
            return Addressed(people)
        for role, fallback in ((Role.MANAGER, "ALL_MANAGERS"), (Role.ADMIN, "ALL_ADMINS")):
            if people := _without(await self._with(role), besides):
                return Addressed(people, fallback)
        return Addressed((), "NOBODY")

    async def on_call(self, incident: Incident) -> User | None:
        """Who takes the incident now. As long as there are no schedules, the manager of its team."""
        return next(iter(await self._behind(incident, Target(TargetKind.ON_CALL))), None)

    async def _behind(self, incident: Incident, target: Target) -> list[User]:
        match target.kind:
            case TargetKind.ALL_MANAGERS:
                return await self._with(Role.MANAGER)
            case TargetKind.ASSIGNEE:
                id = incident.assignee_id
            case TargetKind.USER:
                id = target.user_id
            case TargetKind.ON_CALL | TargetKind.TEAM_MANAGER:
                team = None if incident.team_id is None else await self._work.teams.find(incident.team_id)
                id = None if team is None else team.manager_id
        user = None if id is None else await self._work.users.active(id)
        return [] if user is None else [user]

    async def _with(self, role: Role) -> list[User]:
        if role not in self._by_role:
            self._by_role[role] = await self._work.users.active_with(role)
        return self._by_role[role]


def _without(people: Iterable[User], besides: UUID | None) -> tuple[User, ...]:
    return tuple(person for person in people if person.id != besides)
