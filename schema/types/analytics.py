"""Figures as the API shows them."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.enums import AnalyticsGrouping, AnalyticsPeriodUnit, Severity
from schema.types.organizations import Category, Service, load_category, load_service
from schema.types.users import Team, User, load_team, load_user
from schema.types.weekdays import Weekday
from siems.domain import analytics as domain
from siems.domain.analytics_csv import groups_as_csv, periods_as_csv
from siems.services.analytics import Part, Question


@strawberry.enum(description="What each row of a CSV is about.")
class AnalyticsRows(Enum):
    DAY = strawberry.enum_value(AnalyticsPeriodUnit.DAY, description="A day, as in `periods`.")
    WEEK = strawberry.enum_value(AnalyticsPeriodUnit.WEEK, description="A week, as in `periods`.")
    SEVERITY = strawberry.enum_value(AnalyticsGrouping.SEVERITY, description="A severity, as in `groups`.")
    CATEGORY = strawberry.enum_value(AnalyticsGrouping.CATEGORY, description="A category, as in `groups`.")
    SERVICE = strawberry.enum_value(AnalyticsGrouping.SERVICE, description="A service, as in `groups`.")
    TEAM = strawberry.enum_value(AnalyticsGrouping.TEAM, description="A team, as in `groups`.")
    ENGINEER = strawberry.enum_value(AnalyticsGrouping.ENGINEER, description="A person, as in `groups`.")


@strawberry.type(description="How long something took, of the incidents in which it came about; null if of none.")
class DurationFigures:
    count: int = strawberry.field(description="Of how many incidents.")
    left_out: int = strawberry.field(description="Incidents in which it has not come about. They count nowhere else.")
    mean_seconds: float | None = strawberry.field(description="The mean.")
    p50_seconds: float | None = strawberry.field(description="Half of them took no longer: the median.")
    p90_seconds: float | None = strawberry.field(description="90 % of them took no longer.")
    p95_seconds: float | None = strawberry.field(description="95 % of them took no longer.")


@strawberry.type(description="How many incidents were escalated at least once. Rates are fractions of all of them.")
class EscalationFigures:
    incidents: int = strawberry.field(description="Escalated by a rule, by hand, or both.")
    by_rule: int = strawberry.field(description="Escalated by a rule at least once.")
    by_hand: int = strawberry.field(description="Escalated by hand at least once.")
    rate: float | None = strawberry.field(description="The fraction that was escalated; null of no incidents.")
    rule_rate: float | None = strawberry.field(description="The fraction that was escalated by a rule.")
    hand_rate: float | None = strawberry.field(description="The fraction that was escalated by hand.")


@strawberry.type(
    description="How often a promise of a service level was kept. What still runs and is not due counts nowhere."
)
class SlaAttainment:
    met: int = strawberry.field(description="Kept.")
    breached: int = strawberry.field(description="Broken. What is not done by now and was due counts as well.")
    attainment: float | None = strawberry.field(description="Kept as a fraction of kept and broken; null of none.")


@strawberry.type(description="The figures of some incidents.")
class IncidentFigures:
    incidents: int = strawberry.field(description="How many there are.")
    time_to_acknowledge: DurationFigures = strawberry.field(
        description="From the report to the first acknowledgement, claim or start."
    )
    time_to_start: DurationFigures = strawberry.field(description="From the report until work first started.")
    time_to_resolve: DurationFigures = strawberry.field(
        description="From the report until it was resolved last. What was reopened since then is left out."
    )
    escalations: EscalationFigures = strawberry.field(description="How many of them were escalated.")
    respond_sla: SlaAttainment = strawberry.field(
        description="Of those promised a response: it has come once work started, or the incident was resolved."
    )
    resolve_sla: SlaAttainment = strawberry.field(description="Of those promised to be resolved by some time.")
    ever_resolved: int = strawberry.field(description="Those resolved at least once, whatever they are now.")
    reopened: int = strawberry.field(description="Those of them reopened at least once.")
    reopen_rate: float | None = strawberry.field(description="`reopened` as a fraction of `everResolved`.")


@strawberry.type(description="The incidents reported in a day or a week.")
class AnalyticsPeriod:
    starts_at: datetime = strawberry.field(description="When it begins: at midnight, or where the range does.")
    ends_at: datetime = strawberry.field(description="Just before when it ends: at midnight, or where the range does.")
    figures: IncidentFigures = strawberry.field(description="Their figures.")
    backlog: int = strawberry.field(
        description="Incidents reported before its end, whenever, and not resolved (last) by then. One that was "
        "reopened since counts as open from its report on."
    )


@strawberry.type(description="The incidents that have something in common; all null: those that have no such thing.")
class AnalyticsGroup:
    name: str | None = strawberry.field(description="What it is called, whatever it is.")
    severity: Severity | None = strawberry.field(description="Their severity, if grouped by it.")
    figures: IncidentFigures = strawberry.field(description="Their figures.")
    by: strawberry.Private[domain.Grouping]
    row_id: strawberry.Private[UUID | None]

    @strawberry.field(description="Their category, if grouped by it.")
    async def category(self, info: Info) -> Category | None:
        return await load_category(info, self._id_of(domain.Grouping.CATEGORY))

    @strawberry.field(description="Their service, if grouped by it.")
    async def service(self, info: Info) -> Service | None:
        return await load_service(info, self._id_of(domain.Grouping.SERVICE))

    @strawberry.field(description="Their team, if grouped by it.")
    async def team(self, info: Info) -> Team | None:
        return await load_team(info, self._id_of(domain.Grouping.TEAM))

    @strawberry.field(description="Who has them, or had them in the end, if grouped by that.")
    async def engineer(self, info: Info) -> User | None:
        return await load_user(info, self._id_of(domain.Grouping.ENGINEER))

    def _id_of(self, by: domain.Grouping) -> UUID | None:
        return self.row_id if self.by is by else None


@strawberry.type(description="How often a person was paged. A page is a notification: they were told of an incident.")
class PersonPages:
    name: str = strawberry.field(description="What they are called.")
    pages: int = strawberry.field(description="How often.")
    night_pages: int = strawberry.field(description="How often between 22:00 and 07:00 in their own time zone.")
    user_id: strawberry.Private[UUID]

    @strawberry.field(description="The person.")
    async def user(self, info: Info) -> User | None:
        return await load_user(info, self.user_id)


@strawberry.type(description="An hour of the week in which incidents were reported.")
class BusyHour:
    weekday: Weekday = strawberry.field(description="The day, by the clocks of `timeZone`.")
    hour: int = strawberry.field(description="The hour that begins it: 0 to 23.")
    incidents: int = strawberry.field(description="How many were reported in it, in all weeks of the range.")


@strawberry.type(description="How long after they were due rules fired; null if none did.")
class EscalationLateness:
    firings: int = strawberry.field(description="How often rules fired in the range, whenever it was reported.")
    p50_seconds: float | None = strawberry.field(description="Half of them were no later: the median.")
    p99_seconds: float | None = strawberry.field(description="99 % of them were no later.")
    max_seconds: float | None = strawberry.field(description="The latest of them.")


@strawberry.type(
    description="Figures of the incidents that were reported in a range of time, whatever became of them later. "
    "Each field is computed when it is asked for."
)
class Analytics:
    since: datetime = strawberry.field(description="The beginning of the range.")
    until: datetime = strawberry.field(description="Just before when it ends: never later than now.")
    time_zone: str = strawberry.field(description="What days, weeks and hours are counted in.")
    scope: strawberry.Private[domain.Scope]

    @strawberry.field(description="All of them together.")
    async def summary(self, info: Info) -> IncidentFigures:
        return incident_figures_of(await self._answer(info, Part.SUMMARY))

    @strawberry.field(
        description="Day by day or week by week (from Monday), in order, also those in which nothing was reported: "
        f"{domain.MOST_PERIODS} at most. The first and the last are cut to the range."
    )
    async def periods(self, info: Info, by: AnalyticsPeriodUnit) -> list[AnalyticsPeriod] | None:
        return [_period(each) for each in await self._answer(info, by)]

    @strawberry.field(
        description="Told apart by what they have in common: the worst severity, or the largest group first."
    )
    async def groups(self, info: Info, by: AnalyticsGrouping) -> list[AnalyticsGroup]:
        return [_group(each) for each in await self._answer(info, by)]

    @strawberry.field(
        description="Who was paged in the range, most often first. With a filter by `assigneeId` this person, whosever "
        "the incidents were."
    )
    async def pages(self, info: Info) -> list[PersonPages]:
        return [
            PersonPages(name=each.name, pages=each.pages, night_pages=each.night_pages, user_id=each.user_id)
            for each in await self._answer(info, Part.PAGES)
        ]

    @strawberry.field(description="The hours of the week in which any were reported, the busiest first.")
    async def busiest_hours(self, info: Info) -> list[BusyHour]:
        week = list(Weekday)
        return [
            BusyHour(weekday=week[each.weekday], hour=each.hour, incidents=each.incidents)
            for each in await self._answer(info, Part.BUSIEST_HOURS)
        ]

    @strawberry.field(description="How late rules fired in the range, of incidents that the filter lets through.")
    async def lateness(self, info: Info) -> EscalationLateness:
        found = await self._answer(info, Part.LATENESS)
        return EscalationLateness(
            firings=found.firings, p50_seconds=found.p50, p99_seconds=found.p99, max_seconds=found.max
        )

    @strawberry.field(
        description="The figures of `periods` or `groups` as a file (RFC 4180): a header, then a row each. A name that "
        "a spreadsheet would take for a formula has an apostrophe before it."
    )
    async def csv(self, info: Info, by: AnalyticsRows) -> str | None:
        about: Any = by.value
        found = await self._answer(info, about)
        if isinstance(about, domain.Grouping):
            return groups_as_csv(about, found)
        return periods_as_csv(found, self.scope.zone)

    async def _answer(self, info: Info, about: domain.Grouping | domain.PeriodUnit | Part) -> Any:
        """What the service says, together with all that is asked beside it."""
        return await info.context.loaders.analytics.load(Question(self.scope, about))


def analytics_of(scope: domain.Scope) -> Analytics:
    return Analytics(since=scope.since, until=scope.until, time_zone=scope.zone.key, scope=scope)


def incident_figures_of(found: domain.IncidentFigures) -> IncidentFigures:
    return IncidentFigures(
        incidents=found.incidents,
        time_to_acknowledge=_durations(found.to_acknowledge),
        time_to_start=_durations(found.to_start),
        time_to_resolve=_durations(found.to_resolve),
        escalations=EscalationFigures(
            incidents=found.escalated,
            by_rule=found.escalated_by_rule,
            by_hand=found.escalated_by_hand,
            rate=found.escalation_rate,
            rule_rate=found.rule_escalation_rate,
            hand_rate=found.hand_escalation_rate,
        ),
        respond_sla=_attainment(found.respond),
        resolve_sla=_attainment(found.resolve),
        ever_resolved=found.ever_resolved,
        reopened=found.reopened,
        reopen_rate=found.reopen_rate,
    )


def _durations(found: domain.Durations) -> DurationFigures:
    return DurationFigures(
        count=found.count,
        left_out=found.left_out,
        mean_seconds=found.mean,
        p50_seconds=found.p50,
        p90_seconds=found.p90,
        p95_seconds=found.p95,
    )


def _attainment(found: domain.Attainment) -> SlaAttainment:
    return SlaAttainment(met=found.met, breached=found.breached, attainment=found.rate)


def _period(found: domain.Period) -> AnalyticsPeriod:
    return AnalyticsPeriod(
        starts_at=found.span.start,
        ends_at=found.span.end,
        figures=incident_figures_of(found.figures),
        backlog=found.backlog,
    )


def _group(found: domain.Group) -> AnalyticsGroup:
    key = found.key
    return AnalyticsGroup(
        name=found.name,
        severity=key if isinstance(key, Severity) else None,
        figures=incident_figures_of(found.figures),
        by=found.by,
        row_id=key if isinstance(key, UUID) else None,
    )
