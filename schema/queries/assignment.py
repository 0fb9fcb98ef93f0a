"""Queries on who should take an incident."""

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import page_request
from schema.permissions import IsSignedIn, MayAssign, MaySeeDirectory, allow
from schema.types.assignment import AssignmentRule, SuggestedAssignee, assignment_rule_of, suggested_assignee_of

_USUAL = 10


@strawberry.type
class AssignmentQueries:
    @strawberry.field(
        description="Who should take an incident, best first: the first 10 unless asked for others, with the reasons. "
        "Nobody for what is resolved.",
        extensions=[allow(IsSignedIn, MayAssign)],
    )
    async def suggested_assignees(
        self, info: Info, incident_id: strawberry.ID, first: int | None = None
    ) -> list[SuggestedAssignee] | None:
        limit = page_request(_USUAL if first is None else first, None, None, None).limit
        id = ids.decode("Incident", incident_id, "incidentId")
        found = await info.context.app.assignment.suggest(info.context.caller, id, limit)
        return [suggested_assignee_of(each, rank) for rank, each in enumerate(found, 1)]

    @strawberry.field(
        description="All rules of automatic assignment in the order of their names.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def assignment_rules(self, info: Info) -> list[AssignmentRule] | None:
        rules = info.context.app.assignment_rules
        return [assignment_rule_of(row) for row in await rules.all(info.context.caller)]
