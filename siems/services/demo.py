"""Demo data: a small believable organization for a fresh installation. Pages nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from siems.domain.errors import ValidationFailed
from siems.domain.incidents import IncidentStatus
from siems.domain.lifecycle import Move, state_of
from siems.domain.log import Act, Action, Actor, ActorKind, Origin
from siems.domain.moments import moments_of
from siems.domain.text import HALF_A_PAIR, has_half_a_pair
from siems.domain.users import Role
from siems.models import Incident, Service, User
from siems.models.base import new_id
from siems.repositories.organizations import OrganizationRepository
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import LONGEST_PASSWORD, Passwords
from siems.services.demo_cast import CATEGORIES, CHARACTERS, ORGANIZATION, SERVICES, TEAMS, Character
from siems.services.demo_plot import Crew, Step, course, schedule, told
from siems.services.demo_stories import Story
from siems.services.escalation_defaults import add_default_rules
from siems.services.escalation_planning import settle_imported
from siems.services.incident_changes import snapshot
from siems.services.incidents import REPORTED_COLUMNS

DEMO = Actor(ActorKind.SYSTEM, "demo data")
DOMAIN = "example.com"
_SEED = 20
_MOVES = {
    Action.ASSIGNED: Move.ASSIGN,
    Action.REASSIGNED: Move.ASSIGN,
    Action.CLAIMED: Move.CLAIM,
    Action.UNASSIGNED: Move.UNASSIGN,
    Action.STARTED: Move.START,
    Action.RESOLVED: Move.RESOLVE,
    Action.REOPENED: Move.REOPEN,
    Action.CLOSED: Move.CLOSE,
}


class DemoData:
    """What only the operator of the machine may do: the command line is its only caller."""

    def __init__(self, units: UnitsOfWork, passwords: Passwords) -> None:
        self._units = units
        self._passwords = passwords

    async def needed(self) -> bool:
        """True if the installation has no organization at all."""
        async with self._units.across_organizations() as work:
            return not await work.organizations.all()

    async def fill(self, password: str) -> None:
        """Adds the organization and everything in it, in one transaction; everybody logs in with `password`.

        The password may be short, since the operator chooses it. Raises ValidationFailed, having changed nothing,
        if there is an organization already or nobody could log in with the password.
        """
        _check_password(password)
        hash = await self._passwords.hash(password)
        async with self._units.of(new_id()) as work:
            organizations = OrganizationRepository(work)
            if await organizations.all():
                raise ValidationFailed.of(
                    "organization", "There is an organization already: demo data are for an empty installation."
                )
            await organizations.create(ORGANIZATION, work.organization_id)
            after = {"name": ORGANIZATION}
            await work.configuration_log.append(
                "organization", work.organization_id, Act("CREATED", DEMO, work.now, {}, after)
            )
            await add_default_rules(work, DEMO)
            await populate(work, hash)


def _check_password(password: str) -> None:
    if has_half_a_pair(password):
        raise ValidationFailed.of("password", HALF_A_PAIR)
    if not 1 <= len(password) <= LONGEST_PASSWORD:
        raise ValidationFailed.of("password", f"A demo password has 1 to {LONGEST_PASSWORD} characters.")


async def populate(work: UnitOfWork, password_hash: str, domain: str = DOMAIN) -> None:
    """Puts people, teams, services, categories and incidents into an organization that has none."""
    cast = Cast()
    for character in CHARACTERS:
        await cast.hire(work, character, password_hash, domain)
    await cast.form_teams(work)
    await cast.launch(work)
    dice = Random(_SEED)
    filings = []
    for reported_at, goal, story in schedule(work.now, dice):
        crew = cast.crew(story, goal, dice)
        steps = told(story, course(goal, story), crew, reported_at, work.now)
        filings.append(await _filing(work, cast, story, steps))
    for incident, acts in filings:
        await work.incidents.file(incident, *acts)


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
        await self._created(work, "user", user, {"email": email, "role": user.role.value})

    async def form_teams(self, work: UnitOfWork) -> None:
        for name, manager in TEAMS.items():
            team = await work.teams.create(name, self.people[manager].id)
            self.teams[name] = team.id
            await self._created(work, "team", team, {"manager": self._reference(self.people[manager].id)})
            members = [self.people[character.mailbox].id for character in CHARACTERS if character.team == name]
            await work.teams.add_members(team.id, members)
            joined = [Act("MEMBER_ADDED", DEMO, work.now, {}, {"member": self._reference(id)}) for id in members]
            await work.configuration_log.append("team", team.id, *joined)

    async def launch(self, work: UnitOfWork) -> None:
        """Adds what incidents are about: services, each its team's, and categories."""
        for name, (description, team) in SERVICES.items():
            service = await work.services.create(name, description, self.teams[team])
            self.services[name] = service
            more = {"description": description, "team": self._reference(self.teams[team])}
            await self._created(work, "service", service, more)
        for name in CATEGORIES:
            category = await work.categories.create(name)
            self.categories[name] = category.id
            await self._created(work, "category", category, {})

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

    def _reference(self, id: UUID) -> dict[str, str]:
        return {"id": str(id), "name": self._names[id]}

    async def _created(self, work: UnitOfWork, kind: str, row: Any, more: Mapping[str, Any]) -> None:
        self._names[row.id] = row.name
        after = {"name": row.name, **more}
        await work.configuration_log.append(kind, row.id, Act("CREATED", DEMO, work.now, {}, after))


async def _filing(work: UnitOfWork, cast: Cast, story: Story, steps: list[Step]) -> tuple[Incident, list[Act]]:
    """The incident as its last step leaves it, and its log."""
    service = cast.services[story.service]
    incident = Incident(
        id=new_id(),
        organization_id=work.organization_id,
        title=story.title,
        description=story.description,
        severity=story.severity,
        category_id=cast.categories[story.category],
        service_id=service.id,
        team_id=service.team_id,
        reporter_id=steps[0].actor,
        restricted=story.restricted,
        created_at=steps[0].at,
        updated_at=steps[0].at,
    )
    acts = [await _take(cast, incident, step) for step in steps]
    await settle_imported(work, incident, acts)
    return incident, acts


async def _take(cast: Cast, incident: Incident, step: Step) -> Act:
    """Applies the step to the incident as the service would have, had it happened here."""
    actor = cast.actor(step.actor)
    if step.action is Action.REPORTED:
        after = await snapshot(cast, incident, REPORTED_COLUMNS)
        return Act(step.action, actor, step.at, {}, after, None, Origin.IMPORTED)
    incident.updated_at = step.at
    if step.action is Action.COMMENTED:
        return Act(step.action, actor, step.at, {}, {"body": step.text}, None, Origin.IMPORTED)
    changes = dict(step.changes)
    if move := _MOVES.get(step.action):
        changes = {"status": state_of(incident.status).after(move), **changes}
    before = await snapshot(cast, incident, changes)
    for column, value in {**changes, **moments_of(step.action, step.at, incident)}.items():
        setattr(incident, column, value)
    incident.version += 1
    after = await snapshot(cast, incident, changes)
    return Act(step.action, actor, step.at, before, after, step.text, Origin.IMPORTED)
