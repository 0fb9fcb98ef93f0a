"""Incidents and their log as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.checklists import ChecklistItem, checklist_item_of
from schema.types.enums import IncidentStatus, Origin, Severity
from schema.types.incident_templates import IncidentTemplateVersion, load_template_version
from schema.types.logs import LogEntry, shared_fields
from schema.types.nodes import Node
from schema.types.organizations import Category, Service, load_category, load_service
from schema.types.postmortems import Postmortem, load_postmortem
from schema.types.review import IncidentReview, load_review
from schema.types.skills import SkillLevel, there_of
from schema.types.sla import IncidentSla, incident_sla_of
from schema.types.users import Team, User, load_team, load_user, load_users
from siems import models
from siems.domain.assignment import levels_of
from siems.domain.errors import ValidationFailed
from siems.domain.lifecycle import state_of
from siems.domain.visibility import Audience, as_read_by
from siems.services.search import MOST_SIMILAR, Similar

DEFAULT_SIMILAR = 5


@strawberry.type(description="Something is wrong, and how it is being dealt with.")
class Incident(Node):
    number: int = strawberry.field(description="1, 2, 3 ... in the organization, without gaps.")
    key: str = strawberry.field(description="The name for people: INC-42.")
    title: str = strawberry.field(description="One line, at most 200 characters.")
    description: str = strawberry.field(description="What is known.")
    severity: Severity = strawberry.field(description="How bad it is.")
    status: IncidentStatus = strawberry.field(description="Where it stands.")
    restricted: bool = strawberry.field(description="Only participants, managers and admins see that it exists.")
    version: int = strawberry.field(description="Grows with every change; send it back as `expectedVersion`.")
    escalation_level: int = strawberry.field(description="How often it has been escalated in this round.")
    created_at: datetime = strawberry.field(description="When it was reported.")
    updated_at: datetime = strawberry.field(description="When the last entry of its log happened.")
    assigned_at: datetime | None = strawberry.field(description="When its assignee got it.")
    acknowledged_at: datetime | None = strawberry.field(description="First acknowledgement, claim or start.")
    started_at: datetime | None = strawberry.field(description="When work first began.")
    resolved_at: datetime | None = strawberry.field(description="When it was last resolved.")
    closed_at: datetime | None = strawberry.field(description="When it was closed.")
    resolution: str | None = strawberry.field(description="What was done about it.")
    next_escalation_at: datetime | None = strawberry.field(
        description="When a rule escalates it next, if nothing happens before that."
    )
    allowed_transitions: list[IncidentStatus] = strawberry.field(
        description="The statuses that the lifecycle lets it move to from here; ASSIGNED again is reassigning."
    )
    sla: IncidentSla | None = strawberry.field(description="What service levels promise for it, if anything.")
    row_id: strawberry.Private[UUID]
    template_version_id: strawberry.Private[UUID | None]
    levels: strawberry.Private[Sequence[tuple[UUID, int]]]
    category_id: strawberry.Private[UUID | None]
    service_id: strawberry.Private[UUID | None]
    team_id: strawberry.Private[UUID | None]
    reporter_id: strawberry.Private[UUID | None]
    assignee_id: strawberry.Private[UUID | None]

    @strawberry.field(description="What kind of incident it is.")
    async def category(self, info: Info) -> Category | None:
        return await load_category(info, self.category_id)

    @strawberry.field(description="What it is about.")
    async def service(self, info: Info) -> Service | None:
        return await load_service(info, self.service_id)

    @strawberry.field(description="Whose it is to work.")
    async def team(self, info: Info) -> Team | None:
        return await load_team(info, self.team_id)

    @strawberry.field(description="Who reported it, if it was a person.")
    async def reporter(self, info: Info) -> User | None:
        return await load_user(info, self.reporter_id)

    @strawberry.field(description="Who has it.")
    async def assignee(self, info: Info) -> User | None:
        return await load_user(info, self.assignee_id)

    @strawberry.field(description="Who takes part: its reporter, its assignee, then those added; each once.")
    async def participants(self, info: Info) -> list[User]:
        added = await info.context.loaders.added_participants.load(self.row_id)
        audience = Audience(self.restricted, self.reporter_id, self.assignee_id, tuple(added))
        return await load_users(info, audience.participants)

    @strawberry.field(description="What the template said that it was made from, if it was made from one.")
    async def template(self, info: Info) -> IncidentTemplateVersion | None:
        return await load_template_version(info, self.template_version_id)

    @strawberry.field(
        description="What its template asks of whoever works it; its category and its service may ask more."
    )
    async def required_skills(self, info: Info) -> list[SkillLevel]:
        return await there_of(info, self.levels)

    @strawberry.field(description="What is to be done about it, in order.")
    async def checklist(self, info: Info) -> list[ChecklistItem]:
        return [checklist_item_of(row) for row in await info.context.loaders.checklists.load(self.row_id)]

    @strawberry.field(description="How it went, made from its log; null until it is resolved.")
    async def review(self, info: Info) -> IncidentReview | None:
        return await load_review(info, self.row_id)

    @strawberry.field(description="What was learnt from it; null until somebody writes it.")
    async def postmortem(self, info: Info) -> Postmortem | None:
        return await load_postmortem(info, self.row_id)

    @strawberry.field(
        description="Incidents that you may see and that are like this one, likest first; `first` is 20 at most."
    )
    async def similar(self, info: Info, first: int = DEFAULT_SIMILAR) -> list["SimilarIncident"]:
        limit = similar_limit(first)
        return [similar_of(similar) for similar in (await info.context.loaders.similar.load(self.row_id))[:limit]]


@strawberry.type(description="An incident that is like another one. If it is resolved, its `resolution` says how.")
class SimilarIncident:
    incident: Incident = strawberry.field(description="The incident.")
    score: int = strawberry.field(description="How much it is like the other one: up to 100.")


@strawberry.type(description="One entry of an incident's append-only log.")
class IncidentLogEntry(LogEntry):
    origin: Origin = strawberry.field(description="How SIEMS knows.")


SAME_NAME = (
    "number", "key", "title", "description", "severity", "status", "restricted", "version", "escalation_level",
    "created_at", "updated_at", "assigned_at", "acknowledged_at", "started_at", "resolved_at", "closed_at",
    "resolution", "next_escalation_at", "category_id", "service_id", "team_id", "reporter_id", "assignee_id",
    "template_version_id",
)  # fmt: skip


def incident_of(row: models.Incident) -> Incident:
    return Incident(
        id=ids.encode("Incident", row.id),
        row_id=row.id,
        allowed_transitions=list(state_of(row.status).allowed_transitions()),
        sla=incident_sla_of(row),
        levels=list(levels_of(row.required_skills).items()),
        **{name: getattr(row, name) for name in SAME_NAME},
    )


def similar_of(similar: Similar) -> SimilarIncident:
    return SimilarIncident(incident=incident_of(similar.incident), score=similar.score)


def similar_limit(first: int) -> int:
    """What was asked for. Raises ValidationFailed."""
    if not 1 <= first <= MOST_SIMILAR:
        raise ValidationFailed.of("first", f"`first` must be between 1 and {MOST_SIMILAR}; it is {first}.")
    return first


def log_entry_of(info: Info, row: models.IncidentLog) -> IncidentLogEntry:
    """The entry as whoever asks may read it."""
    after = as_read_by(info.context.caller.user, row.after)
    return IncidentLogEntry(origin=row.origin, **{**shared_fields(row), "after": after})


async def load_incident(info: Info, id: UUID) -> Incident | None:
    row = await info.context.loaders.incidents.load(id)
    return None if row is None else incident_of(row)
