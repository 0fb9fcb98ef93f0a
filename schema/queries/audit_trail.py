"""The audit trail: who did what in the organization."""

import re
from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.moments import in_utc
from schema.paging import Connection, Edge, page_info, page_request
from schema.permissions import IsSignedIn, MayAdminister, allow
from schema.types.api_keys import load_api_key
from schema.types.assignment import load_assignment_rule
from schema.types.delivery import load_delivery
from schema.types.enums import SubjectKind
from schema.types.escalation_rules import load_escalation_rule
from schema.types.incident_templates import load_incident_template
from schema.types.incidents import load_incident
from schema.types.logs import LogEntry, shared_fields
from schema.types.nodes import Node
from schema.types.on_call import load_on_call_schedule
from schema.types.organizations import load_category, load_service
from schema.types.skills import load_skill
from schema.types.sla import load_business_calendar, load_sla_policy
from schema.types.users import load_team, load_user
from schema.types.webhooks import load_webhook
from siems.domain.errors import ValidationFailed
from siems.services.audit_trail import AuditCriteria, AuditEntry

_LOADERS = {
    SubjectKind.INCIDENT: load_incident,
    SubjectKind.USER: load_user,
    SubjectKind.TEAM: load_team,
    SubjectKind.SERVICE: load_service,
    SubjectKind.CATEGORY: load_category,
    SubjectKind.API_KEY: load_api_key,
    SubjectKind.ESCALATION_RULE: load_escalation_rule,
    SubjectKind.DELIVERY: load_delivery,
    SubjectKind.SKILL: load_skill,
    SubjectKind.ON_CALL_SCHEDULE: load_on_call_schedule,
    SubjectKind.ASSIGNMENT_RULE: load_assignment_rule,
    SubjectKind.SLA_POLICY: load_sla_policy,
    SubjectKind.BUSINESS_CALENDAR: load_business_calendar,
    SubjectKind.INCIDENT_TEMPLATE: load_incident_template,
    SubjectKind.WEBHOOK: load_webhook,
}


@strawberry.input(description="Which entries the trail holds; several criteria must all hold.")
class AuditFilter:
    kind: list[SubjectKind] | None = strawberry.field(default=None, description="About any of these kinds.")
    subject_id: strawberry.ID | None = strawberry.field(default=None, description="About this very thing or person.")
    actor_id: strawberry.ID | None = strawberry.field(default=None, description="Done by this person.")
    action: list[str] | None = strawberry.field(default=None, description="Any of these: ASSIGNED, ROLE_CHANGED ...")
    since: datetime | None = strawberry.field(default=None, description="Recorded at or after this moment.")
    until: datetime | None = strawberry.field(default=None, description="Recorded before this moment.")


@strawberry.type(description="One entry of the organization's append-only logs.")
class AuditTrailEntry(LogEntry):
    kind: SubjectKind = strawberry.field(description="What it is about.")
    subject_id: strawberry.ID = strawberry.field(description="The global id of what it is about.")
    request_id: str | None = strawberry.field(description="The request that it came with.")
    source_address: str | None = strawberry.field(description="The address that the request came from.")
    uuid: strawberry.Private[UUID]

    @strawberry.field(description="What it is about, as it is now; null if it can be had in no other way.")
    async def subject(self, info: Info) -> Node | None:
        return await _LOADERS[self.kind](info, self.uuid) if self.kind in _LOADERS else None


@strawberry.type
class AuditTrailQueries:
    @strawberry.field(
        description="Who did what in the organization, newest first.", extensions=[allow(IsSignedIn, MayAdminister)]
    )
    async def audit_trail(
        self,
        info: Info,
        filter: AuditFilter | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[AuditTrailEntry] | None:
        criteria, request = _criteria(filter or AuditFilter()), page_request(first, after, last, before)
        page = await info.context.app.audit_trail.page(info.context.caller, request, criteria)
        edges = [Edge(cursor=cursor, node=_entry_of(row)) for cursor, row in zip(page.cursors, page.rows, strict=True)]
        return Connection(edges=edges, page_info=page_info(page, page.cursors))


def _entry_of(row: AuditEntry) -> AuditTrailEntry:
    return AuditTrailEntry(
        kind=row.kind,
        subject_id=ids.encode(_node(row.kind), row.subject_id),
        request_id=row.request_id,
        source_address=row.source_address,
        uuid=row.subject_id,
        **shared_fields(row),
    )


def _criteria(given: AuditFilter) -> AuditCriteria:
    kinds, subject_id = given.kind, None
    if given.subject_id is not None:
        kind, subject_id = _subject(given.subject_id)
        kinds = [kind] if kinds is None or kind in kinds else []
    for action in given.action or []:
        if not re.fullmatch(r"[A-Z_]{1,40}", action):
            raise ValidationFailed.of("action", "An action is spelt in capitals, as in ROLE_CHANGED.")
    return AuditCriteria(
        kinds=kinds,
        subject_id=subject_id,
        actor_id=ids.decode_optional("User", given.actor_id, "actorId"),
        actions=given.action,
        since=in_utc(given.since, "since"),
        until=in_utc(given.until, "until"),
    )


def _subject(id: str) -> tuple[SubjectKind, UUID]:
    name, uuid = ids.split(id, "subjectId")
    for kind in SubjectKind:
        if name == _node(kind):
            return kind, uuid
    raise ValidationFailed.of("subjectId", f"The trail is about nothing of this kind: {name[:40]}.")


def _node(kind: SubjectKind) -> str:
    return kind.name.title().replace("_", "")
