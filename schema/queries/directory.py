"""Queries on people, teams, services and categories, and Relay's node."""

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import Connection, Edge, page_info, page_request
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.api_keys import load_api_key
from schema.types.assignment import load_assignment_rule
from schema.types.contact_methods import load_contact_method
from schema.types.delivery import load_delivery
from schema.types.enums import Role
from schema.types.escalation import load_escalation, load_notification
from schema.types.escalation_rules import load_escalation_rule
from schema.types.incident_templates import load_incident_template
from schema.types.incidents import load_incident
from schema.types.nodes import Node
from schema.types.on_call import load_on_call_schedule
from schema.types.organizations import Category, Service, category_of, load_category, load_service, service_of
from schema.types.skills import load_skill
from schema.types.sla import load_business_calendar, load_sla_policy
from schema.types.users import Team, User, load_team, load_user, team_of, user_of
from schema.types.webhooks import load_webhook
from siems.services.directory import PeopleCriteria

_OPEN = (IsSignedIn, MaySeeDirectory)
_LOADERS = {
    "User": load_user,
    "Team": load_team,
    "Service": load_service,
    "Category": load_category,
    "ApiKey": load_api_key,
    "EscalationRule": load_escalation_rule,
    "Skill": load_skill,
    "OnCallSchedule": load_on_call_schedule,
    "AssignmentRule": load_assignment_rule,
    "SlaPolicy": load_sla_policy,
    "BusinessCalendar": load_business_calendar,
    "IncidentTemplate": load_incident_template,
    "ContactMethod": load_contact_method,
    "Webhook": load_webhook,
}
"""What is in the directory, for those to whom it is open."""
_OTHER_LOADERS = {
    "Incident": load_incident,
    "Escalation": load_escalation,
    "Notification": load_notification,
    "Delivery": load_delivery,
}
"""What looks for itself whether the caller may see it."""


@strawberry.type
class DirectoryQueries:
    @strawberry.field(description="Whoever asks.", extensions=[allow(*_OPEN)])
    async def me(self, info: Info) -> User | None:
        return await load_user(info, info.context.caller.user.id)

    @strawberry.field(
        description="Anything by its global id, or null if there is none that you may see.",
        extensions=[allow(IsSignedIn)],
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        kind, uuid = ids.split(id, "id")
        if kind in _OTHER_LOADERS:
            return await _OTHER_LOADERS[kind](info, uuid)
        known = kind in _LOADERS and info.context.app.directory.is_open_to(info.context.caller)
        return await _LOADERS[kind](info, uuid) if known else None

    @strawberry.field(description="People in the order of their names.", extensions=[allow(*_OPEN)])
    async def users(
        self,
        info: Info,
        role: list[Role] | None = None,
        active: bool | None = None,
        search: str | None = None,
        team_id: strawberry.ID | None = None,
        skill_id: strawberry.ID | None = None,
        available: bool | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[User] | None:
        request = page_request(first, after, last, before)
        team, skill = ids.decode_optional("Team", team_id, "teamId"), ids.decode_optional("Skill", skill_id, "skillId")
        criteria = PeopleCriteria(role, active, search, team, skill_id=skill, available=available)
        page = await info.context.app.directory.users(info.context.caller, request, criteria)
        edges = [Edge(cursor=cursor, node=user_of(row)) for cursor, row in zip(page.cursors, page.rows, strict=True)]
        return Connection(edges=edges, page_info=page_info(page, page.cursors))

    @strawberry.field(description="All teams in the order of their names.", extensions=[allow(*_OPEN)])
    async def teams(self, info: Info) -> list[Team] | None:
        return [team_of(row) for row in await info.context.app.directory.teams(info.context.caller)]

    @strawberry.field(description="All services in the order of their names.", extensions=[allow(*_OPEN)])
    async def services(self, info: Info) -> list[Service] | None:
        return [service_of(row) for row in await info.context.app.directory.services(info.context.caller)]

    @strawberry.field(description="All categories in the order of their names.", extensions=[allow(*_OPEN)])
    async def categories(self, info: Info) -> list[Category] | None:
        return [category_of(row) for row in await info.context.app.directory.categories(info.context.caller)]
