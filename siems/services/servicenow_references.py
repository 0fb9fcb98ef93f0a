"""Teams, engineers, categories and services of an import: found by name or added, and remembered for a while."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from siems.domain.log import Act, Action, Actor, ActorKind
from siems.domain.servicenow import UNKNOWN
from siems.domain.servicenow_walk import Step
from siems.domain.users import Role
from siems.models import Category, Service, Team, User
from siems.models.base import new_id
from siems.repositories.imports import ImportRepository
from siems.repositories.unit_of_work import UnitOfWork

IMPORT = Actor(ActorKind.IMPORT, "ServiceNow import")
SOURCE = "servicenow"
REMEMBERED = 10_000
"""How many names, and how many members of teams, are kept between batches."""
_PLACEHOLDER = "Unknown engineer (ServiceNow)"


def external_ref(name: str) -> str:
    """What SIEMS calls something of ServiceNow's: "servicenow:INC0000045"."""
    return f"{SOURCE}:{name}"


@dataclass(frozen=True)
class _Kind:
    """What a column points at: its model, its natural key, and what the configuration log calls it."""

    noun: str
    model: type[Any]
    key: str = "name"


_KINDS = {
    "team_id": _Kind("team", Team),
    "category_id": _Kind("category", Category),
    "service_id": _Kind("service", Service),
    "assignee_id": _Kind("user", User, "external_ref"),
}


@dataclass
class References:
    """The ids and names of what the steps of a batch refer to. One an import: `learn` before each batch."""

    _ids: dict[tuple[str, str], UUID] = field(default_factory=dict)
    _names: dict[UUID, str] = field(default_factory=dict)
    _members: set[tuple[UUID, UUID]] = field(default_factory=set)

    def id(self, column: str, name: str | None) -> UUID | None:
        """The id of what the source calls `name` in this column."""
        return None if name is None else self._ids[column, name]

    async def name_of(self, column: str, id: UUID) -> str:
        """What SIEMS calls it. For `snapshot`, which asks a unit of work otherwise, and that the database."""
        return self._names[id]

    async def learn(self, work: UnitOfWork, steps: Iterable[Step]) -> None:
        """Finds everything that the steps refer to; what is missing is added, and logged."""
        self._forget_if_full()
        steps = list(steps)
        for column, kind in _KINDS.items():
            named = {step.changes[column] for step in steps if step.changes.get(column) is not None}
            new = sorted(name for name in named if (column, name) not in self._ids)
            if new:
                await self._ensure(work, column, kind, new)
        await self._enlist(work, steps)

    async def _ensure(self, work: UnitOfWork, column: str, kind: _Kind, names: list[str]) -> None:
        keys = {name: external_ref(name) if kind.model is User else name for name in names}
        wanted = {keys[name]: _new(work, kind.model, name) for name in names}
        ensured = await ImportRepository(work).ensure(kind.model, kind.key, wanted)
        for name in names:
            row = ensured.by_key[keys[name]]
            self._ids[column, name] = row.id
            self._names[row.id] = row.name
        for row in ensured.added:
            await work.configuration_log.append(kind.noun, row.id, Act("CREATED", IMPORT, work.now, {}, _after(row)))

    async def _enlist(self, work: UnitOfWork, steps: Iterable[Step]) -> None:
        """Whoever is by name given an incident of a team belongs to it."""
        members = {
            (self._ids["team_id", team], self._ids["assignee_id", person])
            for step in steps
            if step.action in (Action.ASSIGNED, Action.REASSIGNED)
            and (team := step.row.known("assignment_group"))
            and (person := step.row.known("assigned_to"))
        }
        new = sorted(members - self._members)
        for team_id, user_id in await ImportRepository(work).enlist(new) if new else []:
            member = {"member": {"id": str(user_id), "name": self._names[user_id]}}
            await work.configuration_log.append("team", team_id, Act("MEMBER_ADDED", IMPORT, work.now, {}, member))
        self._members |= members

    def _forget_if_full(self) -> None:
        if len(self._ids) > REMEMBERED or len(self._members) > REMEMBERED:
            self._ids.clear()
            self._names.clear()
            self._members.clear()


def _new(work: UnitOfWork, model: type[Any], name: str) -> Any:
    row = model(id=new_id(), organization_id=work.organization_id, name=name, created_at=work.now)
    if isinstance(row, User):
        # Without e-mail address and password nobody can log in as them until they are invited.
        row.role, row.external_ref = Role.ENGINEER, external_ref(name)
        row.name = _PLACEHOLDER if name == UNKNOWN else name
    return row


def _after(row: Any) -> Mapping[str, Any]:
    if isinstance(row, User):
        return {"name": row.name, "role": row.role.value, "externalRef": row.external_ref}
    return {"name": row.name}
