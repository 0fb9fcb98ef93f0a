"""Whom a step addresses: the people behind its targets, and who is told when there is nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siems.domain.escalation.rules import Target, TargetKind
from siems.domain.users import Role
from siems.models import Incident, User
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.escalation_on_call import DutyRoster, OnCall


@dataclass(frozen=True)
class Addressed:
    """Active people, each once. `fallback` says who was taken because none of the targets was anybody."""

    people: tuple[User, ...]
    fallback: str | None = None
    on_call: OnCall | None = None
    """If whoever is on call was among the targets: who that was."""


class Addresses:
    """Finds people in one transaction, and remembers whom it has found for the next incident."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._roster = DutyRoster(work)
        self._by_role: dict[Role, list[User]] = {}

    async def of(
        self, incident: Incident, targets: Iterable[Target], at: datetime, besides: UUID | None = None
    ) -> Addressed:
        """The people behind the targets at a moment, without whoever knows already (`besides`).

        Nobody at all: all managers, and if there is none, all admins.
        """
        found: dict[UUID, User] = {}
        on_call: OnCall | None = None
        for target in targets:
            if target.kind is TargetKind.ON_CALL:
                on_call = await self.on_call(incident, at)
                found |= {user.id: user for user, _ in on_call.shifts}
            else:
                found |= {user.id: user for user in await self._behind(incident, target)}
        if people := _without(found.values(), besides):
            return Addressed(people, None, on_call)
        for role, fallback in ((Role.MANAGER, "ALL_MANAGERS"), (Role.ADMIN, "ALL_ADMINS")):
            if people := _without(await self._with(role), besides):
                return Addressed(people, fallback, on_call)
        return Addressed((), "NOBODY", on_call)

    async def on_call(self, incident: Incident, at: datetime) -> OnCall:
        """Who is on call for the incident's team at a moment."""
        return await self._roster.at(incident.team_id, at)

    async def _behind(self, incident: Incident, target: Target) -> list[User]:
        """The people behind any target but ON_CALL."""
        match target.kind:
            case TargetKind.ALL_MANAGERS:
                return await self._with(Role.MANAGER)
            case TargetKind.ASSIGNEE:
                id = incident.assignee_id
            case TargetKind.USER:
                id = target.user_id
            case TargetKind.TEAM_MANAGER:
                team = None if incident.team_id is None else await self._work.teams.find(incident.team_id)
                id = None if team is None else team.manager_id
            case _:
                id = None
        user = None if id is None else await self._work.users.active(id)
        return [] if user is None else [user]

    async def _with(self, role: Role) -> list[User]:
        if role not in self._by_role:
            self._by_role[role] = await self._work.users.active_with(role)
        return self._by_role[role]


def _without(people: Iterable[User], besides: UUID | None) -> tuple[User, ...]:
    return tuple(person for person in people if person.id != besides)
