"""How well incidents go."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.moments import in_utc
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.analytics import Analytics, analytics_of
from schema.types.enums import Severity
from siems.domain.analytics import LONGEST
from siems.services.analytics import ScopeDraft


@strawberry.input(description="Which incidents count; several criteria must all hold.")
class AnalyticsFilter:
    severity: Severity | None = strawberry.field(default=None, description="Of this severity.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="Of this category.")
    service_id: strawberry.ID | None = strawberry.field(default=None, description="About this service.")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="Of this team.")
    assignee_id: strawberry.ID | None = strawberry.field(
        default=None, description="This person has it, or had it in the end. An engineer may only say themselves."
    )


@strawberry.type
class AnalyticsQueries:
    @strawberry.field(
        description="Figures of the incidents that were reported from `since` until before `until` (now, if it is "
        f"later or absent): {LONGEST.days} days at most. `timeZone` is what days, weeks and hours are counted in, as "
        "Europe/Berlin. An engineer is shown only the incidents that are assigned to them, and their own pages.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def analytics(
        self,
        info: Info,
        since: datetime,
        until: datetime | None = None,
        time_zone: str = "UTC",
        filter: AnalyticsFilter | None = None,
    ) -> Analytics | None:
        draft = _draft(since, until, time_zone, filter or AnalyticsFilter())
        return analytics_of(await info.context.app.analytics.scope(info.context.caller, draft))


def _draft(since: datetime, until: datetime | None, time_zone: str, filter: AnalyticsFilter) -> ScopeDraft:
    begins = in_utc(since, "since")
    assert begins is not None
    return ScopeDraft(
        since=begins,
        until=in_utc(until, "until"),
        time_zone=time_zone,
        severity=filter.severity,
        category_id=ids.decode_optional("Category", filter.category_id, "categoryId"),
        service_id=ids.decode_optional("Service", filter.service_id, "serviceId"),
        team_id=ids.decode_optional("Team", filter.team_id, "teamId"),
        assignee_id=ids.decode_optional("User", filter.assignee_id, "assigneeId"),
    )
