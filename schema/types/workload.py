"""Workload as the API shows it."""

from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.enums import Severity
from schema.types.incidents import Incident, load_incident
from schema.types.users import Team, User, load_team, user_of
from siems.domain import workload as domain
from siems.services import workload as services


@strawberry.type(description="How many unresolved incidents there are of one severity.")
class SeverityCount:
    severity: Severity = strawberry.field(description="How bad they are.")
    count: int = strawberry.field(description="How many there are.")


@strawberry.type(description="What there is to carry. A page is a notification: somebody was told of an incident.")
class Workload:
    load: int = strawberry.field(
        description="Of the unresolved incidents: 1 for each that is LOW, 2 for MEDIUM, 4 for HIGH, 8 for CRITICAL."
    )
    by_severity: list[SeverityCount] = strawberry.field(
        description="The unresolved incidents: all four severities, the worst first."
    )
    open: int = strawberry.field(description="Those of them that nobody has; none in the hands of a person.")
    assigned: int = strawberry.field(description="Those of them that somebody has and has not begun.")
    in_progress: int = strawberry.field(description="Those of them that somebody works on.")
    pages: int = strawberry.field(description="The pages of the last 7 days.")
    night_pages: int = strawberry.field(
        description="Those of them between 22:00 and 07:00 in the time zone of whom they reached."
    )
    oldest_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The unresolved incident that was reported first.")
    async def oldest(self, info: Info) -> Incident | None:
        return None if self.oldest_id is None else await load_incident(info, self.oldest_id)


@strawberry.type(description="What a team has to carry: its incidents, and the pages of its active members.")
class TeamWorkload:
    workload: Workload = strawberry.field(description="The figures.")
    team_id: strawberry.Private[UUID]

    @strawberry.field(description="The team.")
    async def team(self, info: Info) -> Team | None:
        return await load_team(info, self.team_id)


@strawberry.type(
    description="What a person has to carry: all that is in their hands, for whichever team, and their pages."
)
class EngineerWorkload:
    user: User = strawberry.field(description="The person.")
    workload: Workload = strawberry.field(description="The figures.")


def workload_of(found: domain.Workload) -> Workload:
    return Workload(
        load=found.load,
        by_severity=[
            SeverityCount(severity=severity, count=found.by_severity[severity])
            for severity in sorted(found.by_severity, reverse=True)
        ],
        open=found.open,
        assigned=found.assigned,
        in_progress=found.in_progress,
        pages=found.pages,
        night_pages=found.night_pages,
        oldest_id=found.oldest_id,
    )


def team_workload_of(found: services.TeamWorkload) -> TeamWorkload:
    return TeamWorkload(workload=workload_of(found.workload), team_id=found.team_id)


def engineer_workload_of(found: services.EngineerWorkload) -> EngineerWorkload:
    return EngineerWorkload(user=user_of(found.user), workload=workload_of(found.workload))
