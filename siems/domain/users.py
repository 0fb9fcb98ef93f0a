"""Who may do what. Each role is a class, and so is an integration; their tables are the role table of the README."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from siems.domain.errors import Forbidden


class Role(StrEnum):
    """What a person is in the organization."""

    ADMIN = "ADMIN"
    MANAGER = "MANAGER"
    ENGINEER = "ENGINEER"


class Power(StrEnum):
    """Something a role may or may not do. The value completes "may not ..."."""

    REPORT = "report incidents"
    COMMENT = "comment on this incident"
    CLAIM = "claim this incident"
    LEAVE = "leave this incident"
    ASSIGN = "assign incidents"
    UNASSIGN = "unassign incidents"
    CHANGE_SEVERITY = "change the severity of incidents"
    UPDATE = "edit this incident"
    START = "start this incident"
    RESOLVE = "resolve this incident"
    RESOLVE_BY_SOURCE = "resolve this incident by its dedup key"
    REOPEN = "reopen this incident"
    CLOSE = "close incidents"
    SEE = "see this incident"
    ESCALATE = "escalate this incident"
    ACKNOWLEDGE = "acknowledge escalations of this incident"
    TICK = "tick off the checklist of this incident"
    REVIEW = "write the postmortem of this incident"
    SIMULATE = "try escalation rules out on what has happened"
    SEE_PLANNING = "see how many unresolved incidents there are to plan"
    ADD_PARTICIPANT = "add people to this incident"
    REMOVE_PARTICIPANT = "remove other people from incidents"
    SEE_RESTRICTED = "see restricted incidents"
    LIFT_RESTRICTION = "lift the restriction of incidents"
    SEE_DIRECTORY = "see who and what there is in the organization"
    SEE_API_KEYS = "see the API keys"
    SEE_WORKLOAD = "see the workload of others"
    SEE_REACHABLE = "see who can be reached"
    RUN_TEAMS = "change the schedules, skills and availability of the teams that they manage"
    ADMINISTER = "administer the organization"


class Involved(Protocol):
    """What decides whether a person has a part in an incident."""

    @property
    def reporter_id(self) -> UUID | None: ...
    @property
    def assignee_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Principal(ABC):
    """A person or a machine that acts. Subclasses differ in their tables of powers only."""

    id: UUID
    organization_id: UUID
    name: str

    described: ClassVar[str]
    """How a denial speaks of it."""
    always: ClassVar[frozenset[Power]]
    when_assigned: ClassVar[frozenset[Power]] = frozenset()
    when_reporter: ClassVar[frozenset[Power]] = frozenset()

    def may(self, power: Power, incident: Involved | None = None) -> bool:
        """True if it holds `power`, in general or through the part taken in `incident`."""
        if power in self.always:
            return True
        if incident is None:
            return False
        assigned = incident.assignee_id == self.id and power in self.when_assigned
        return assigned or (incident.reporter_id == self.id and power in self.when_reporter)

    def must(self, power: Power, incident: Involved | None = None) -> None:
        """Raises Forbidden, saying what would be needed, unless it holds `power`."""
        if self.may(power, incident):
            return
        parts = [
            *(["it is assigned to them"] if power in self.when_assigned else []),
            *(["they reported it"] if power in self.when_reporter else []),
        ]
        unless = f" unless {' or '.join(parts)}" if parts else ""
        raise Forbidden(f"{self.described} may not {power.value}{unless}.")


class User(Principal):
    """A person who acts, as the rest of SIEMS sees one."""

    role: ClassVar[Role]


class Admin(User):
    """Runs the organization: everything."""

    role = Role.ADMIN
    described = f"The role {role}"
    always = frozenset(Power)


class Manager(User):
    """Runs the incidents: all but the administration."""

    role = Role.MANAGER
    described = f"The role {role}"
    always = frozenset(Power) - {Power.ADMINISTER}


class Engineer(User):
    """Works incidents: may report and claim, and work on what is assigned to them."""

    role = Role.ENGINEER
    described = f"The role {role}"
    always = frozenset({Power.REPORT, Power.COMMENT, Power.CLAIM, Power.LEAVE, Power.SEE, Power.SEE_DIRECTORY})
    when_assigned = frozenset(
        {
            *(Power.START, Power.RESOLVE, Power.RESOLVE_BY_SOURCE, Power.REOPEN, Power.UPDATE, Power.ADD_PARTICIPANT),
            *(Power.ESCALATE, Power.ACKNOWLEDGE, Power.TICK, Power.REVIEW),
        }
    )
    when_reporter = frozenset({Power.UPDATE, Power.ADD_PARTICIPANT})


@dataclass(frozen=True)
class Integration(Principal):
    """A machine with an API key: reports incidents, and sees, acknowledges and resolves those that it reported."""

    service_ids: frozenset[UUID] = frozenset()
    """The services that it may report incidents of; all if empty."""

    described = "An integration"
    always = frozenset({Power.REPORT, Power.SEE, Power.ACKNOWLEDGE, Power.RESOLVE_BY_SOURCE})


class UserFactory:
    """Makes the class that a stored role names."""

    _classes: ClassVar[Mapping[Role, type[User]]] = {cls.role: cls for cls in (Admin, Manager, Engineer)}

    @classmethod
    def create(cls, role: Role, *, id: UUID, organization_id: UUID, name: str) -> User:
        return cls._classes[role](id=id, organization_id=organization_id, name=name)
