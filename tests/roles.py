"""Everybody around one incident, and what each of them is told by a field of the schema."""

from collections.abc import Callable
from dataclasses import dataclass, field

from factories import Person, World
from graphql_client import Asker, global_id, user_id

from siems.models import Incident
from siems.services.incidents import Decision

ASKERS = ("nobody", "integration", "bystander", "assignee", "manager", "admin", "stranger")
"""Nobody; an API key; an engineer without a part; the engineer whose it is; and an admin of another organization."""


@dataclass(frozen=True)
class Scene:
    """Everybody, around one incident that the manager reported."""

    people: dict[str, Person]
    key: str
    key_id: str
    incident: Incident
    escalation_id: str | None
    template_id: str | None

    def asker(self, name: str) -> Asker:
        return self.key if name == "integration" else self.people.get(name)

    @property
    def id(self) -> str:
        return global_id(self.incident)

    def about(self, part: str) -> str:
        """The input of a mutation on what somebody has to do with the incident."""
        return f'(input: {{incidentId: "{self.id}" userId: "{user_id(self.people[part])}"}})'


@dataclass(frozen=True)
class Row:
    """How a field is called, and what each of ASKERS is told: yes, null, or the code of a refusal."""

    answers: str
    selection: str = ""
    arguments: Callable[[Scene], str] = lambda scene: ""
    status: str = "ASSIGNED"
    escalated: bool = False
    templated: bool = False


@dataclass(frozen=True)
class Change(Row):
    """A mutation of the incident, which takes its id and `more`."""

    more: str = field(default="", kw_only=True)
    selection: str = field(default="{ errors { code } }", kw_only=True)

    def __post_init__(self) -> None:
        text = self.more
        object.__setattr__(self, "arguments", lambda scene: f'(input: {{incidentId: "{scene.id}" {text}}})')


U, F, N = "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"
EVERYBODY = f"{U} yes yes yes yes yes yes"
PEOPLE = f"{U} {F} yes yes yes yes yes"
RUNNERS = f"{U} {F} {F} {F} yes yes {N}"
RUNNERS_AND_ASSIGNEE = f"{U} {N} {F} yes yes yes {N}"
ALL_OF_THE_ORGANIZATION = f"{U} {N} yes yes yes yes {N}"
ADMINS = f"{U} {F} {F} {F} {F} yes yes"
ADMINS_OF_IT = f"{U} {F} {F} {F} {F} {N} {N}"
ERRORS = "{ errors { code } }"


async def the_scene(
    world: World, other_world: World, status: str, escalated: bool = False, templated: bool = False
) -> Scene:
    bystander, assignee, manager = await world.engineer(), await world.engineer(), await world.manager()
    participant = await world.engineer()
    admin = await world.admin()
    key = await world.app.api_keys.create(admin, "Alertmanager", None)
    people = {
        "bystander": bystander,
        "assignee": assignee,
        "manager": manager,
        "admin": admin,
        "stranger": await other_world.admin(),
        "participant": participant,
    }
    incident = await world.incident_in(status, manager, assignee, dedup_key="disk")
    await world.app.participants.add(manager, Decision(incident.id), participant.id)
    await world.checklist(incident, "Look")
    escalation_id = None
    if escalated:
        incident, escalation = await world.app.escalations.escalate(admin, Decision(incident.id))
        escalation_id = global_id(escalation)
    template_id = global_id(await world.template()) if templated else None
    return Scene(people, key.secret, global_id(key.row), incident, escalation_id, template_id)
