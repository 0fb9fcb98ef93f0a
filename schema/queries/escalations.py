"""Queries on escalation: the rules, what they have escalated, and what one is told of it."""

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import Connection, Edge, PageInfo, page_info, page_request
from schema.permissions import IsSignedIn, MaySeeDirectory, MaySeePlanning, allow
from schema.types.escalation import Escalation, Notification, escalation_of, notification_of
from schema.types.escalation_rules import (
    EscalationPlanning,
    EscalationRule,
    EscalationStrategy,
    escalation_rule_of,
    escalation_strategy_of,
)
from siems.domain.escalation.strategies import strategies

_PEOPLE = (IsSignedIn, MaySeeDirectory)


@strawberry.type(description="A page of notifications.")
class NotificationConnection:
    edges: list[Edge[Notification]] = strawberry.field(description="The page, in order.")
    page_info: PageInfo = strawberry.field(description="Where it stands.")

    @strawberry.field(description="How many of all that you are told you have not marked as read.")
    async def unread_count(self, info: Info) -> int:
        return await info.context.app.notifications.unread(info.context.caller)


@strawberry.type
class EscalationQueries:
    @strawberry.field(description="All escalation rules in the order of their names.", extensions=[allow(*_PEOPLE)])
    async def escalation_rules(self, info: Info) -> list[EscalationRule] | None:
        rules = info.context.app.escalation_rules
        return [escalation_rule_of(row) for row in await rules.all(info.context.caller)]

    @strawberry.field(
        description="What can start the ladder of a rule: the conditions of SIEMS, and those of installed packages.",
        extensions=[allow(*_PEOPLE)],
    )
    async def escalation_strategies(self, info: Info) -> list[EscalationStrategy] | None:
        known = sorted(strategies().values(), key=lambda strategy: strategy.name)
        return [escalation_strategy_of(strategy) for strategy in known]

    @strawberry.field(
        description="How far the unresolved incidents, also restricted ones, follow the rules as they are now.",
        extensions=[allow(IsSignedIn, MaySeePlanning)],
    )
    async def escalation_planning(self, info: Info) -> EscalationPlanning | None:
        found = await info.context.app.escalation_rules.planning(info.context.caller)
        return EscalationPlanning(total=found.total, done=found.done, finished=found.finished)

    @strawberry.field(
        description="The escalations of the incidents that you may see, newest first; of one, if it is given.",
        extensions=[allow(IsSignedIn)],
    )
    async def escalations(
        self,
        info: Info,
        incident_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Escalation] | None:
        request = page_request(first, after, last, before)
        id = ids.decode_optional("Incident", incident_id, "incidentId")
        page = await info.context.app.escalation_lists.page(info.context.caller, request, id)
        rows = zip(page.cursors, page.rows, strict=True)
        edges = [Edge(cursor=cursor, node=escalation_of(row)) for cursor, row in rows]
        return Connection(edges=edges, page_info=page_info(page, page.cursors))

    @strawberry.field(
        description="What you are told, newest first; only what is unread, or only what is not, if asked so.",
        extensions=[allow(*_PEOPLE)],
    )
    async def notifications(
        self,
        info: Info,
        unread: bool | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> NotificationConnection | None:
        request = page_request(first, after, last, before)
        page = await info.context.app.notifications.page(info.context.caller, request, unread)
        rows = zip(page.cursors, page.rows, strict=True)
        edges = [Edge(cursor=cursor, node=notification_of(row)) for cursor, row in rows]
        return NotificationConnection(edges=edges, page_info=page_info(page, page.cursors))
