"""The people, teams, services and categories of the demo, as they are made and logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from siems.domain.incidents import IncidentStatus
from siems.domain.log import Act, Actor, ActorKind, Snapshot
from siems.domain.users import Role
from siems.models import Service, User
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.demo_cast import CATEGORIES, CHARACTERS, SERVICES, TEAMS, Character
from siems.services.demo_plot import Crew
from siems.services.demo_stories import Story

DEMO = Actor(ActorKind.SYSTEM, "demo data")


@dataclass
class Cast:
    """Everybody and everything that the incidents refer to, by the name in the stories; knows the names of all ids."""

    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    categories: dict[str, UUID] = field(default_factory=dict)
    _names: dict[UUID, str] = field(default_factory=dict)
    _turns: dict[tuple[str, IncidentStatus], "count[int]"] = field(default_factory=dict)

    async def name_of(self, column: str, id: UUID) -> str:
        """For `snapshot`, which asks the database otherwise."""
        return self._names[id]

    def actor(self, id: UUID) -> Actor:
        return Actor(ActorKind.USER, self._names[id], id)

    async def hire(self, work: UnitOfWork, character: Character, password_hash: str, domain: str) -> None:
        email = f"{character.mailbox}@{domain}"
        user = await work.users.create(
            name=character.name, role=character.role, email=email, password_hash=password_hash
        )
        self.people[character.mailbox] = user
        await self.created(work, "user", user, {"email": email, "role": user.role.value})

    async def form_teams(self, work: UnitOfWork) -> None:
        for name, manager in TEAMS.items():
            team = await work.teams.create(name, self.people[manager].id)
            self.teams[name] = team.id
            await self.created(work, "team", team, {"manager": self.reference(self.people[manager].id)})
            members = [self.people[character.mailbox].id for character in CHARACTERS if character.team == name]
            await work.teams.add_members(team.id, members)
            joined = [Act("MEMBER_ADDED", DEMO, work.now, {}, {"member": self.reference(id)}) for id in members]
            await work.configuration_log.append("team", team.id, *joined)

    async def launch(self, work: UnitOfWork) -> None:
        """Adds what incidents are about: services, each its team's, and categories."""
        for name, (description, team) in SERVICES.items():
            service = await work.services.create(name, description, self.teams[team])
            self.services[name] = service
            more = {"description": description, "team": self.reference(self.teams[team])}
            await self.created(work, "service", service, more)
        for name in CATEGORIES:
            category = await work.categories.create(name)
            self.categories[name] = category.id
            await self.created(work, "category", category, {})

    def crew(self, story: Story, goal: IncidentStatus, dice: Random) -> Crew:
        """Who takes part: the engineers of the service's team take turns, in each state from the first one on."""
        team = SERVICES[story.service][1]
        engineers = [one.mailbox for one in CHARACTERS if one.team == team and one.role is Role.ENGINEER]
        turn = next(self._turns.setdefault((team, goal), count()))
        manager = self.people[TEAMS[team]].id
        crew = Crew(
            reporter=self.people[dice.choice([one.mailbox for one in CHARACTERS if one.role is not Role.ADMIN])].id,
            manager=manager,
            assignee=self.people[engineers[turn % len(engineers)]].id,
            successor=self.people[engineers[(turn + 1) % len(engineers)]].id,
            claims=dice.random() < 0.4,
        )
        return replace(crew, reporter=manager, claims=False) if story.restricted else crew

    def reference(self, id: UUID) -> dict[str, str]:
        """How the log speaks of it."""
        return {"id": str(id), "name": self._names[id]}

    async def created(self, work: UnitOfWork, kind: str, row: Any, more: Mapping[str, Any]) -> None:
        """Logs that a row was added, and remembers its name."""
        self._names[row.id] = row.name
        await self.log(work, kind, row, "CREATED", {}, {"name": row.name, **more})

    async def log(self, work: UnitOfWork, kind: str, row: Any, action: str, before: Snapshot, after: Snapshot) -> None:
        await work.configuration_log.append(kind, row.id, Act(action, DEMO, work.now, before, after))
