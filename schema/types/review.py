"""Reviews of incidents as the API shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.enums import ActorKind
from schema.types.sla import IncidentSla, incident_sla_of
from schema.types.users import User, load_user
from siems.domain.review import Change, Moment, Paged
from siems.services.review import Reviewed


@strawberry.type(description="One entry of the log, told in a sentence.")
class ReviewMoment:
    sequence: int = strawberry.field(description="Which entry of `incidentLog`.")
    at: datetime = strawberry.field(description="When it happened.")
    since_report_seconds: float = strawberry.field(description="How long after the report that was.")
    actor_kind: ActorKind = strawberry.field(description="Who or what acted.")
    actor_name: str = strawberry.field(description="The actor's name at the time.")
    action: str = strawberry.field(description="What was done: REPORTED, ASSIGNED ...")
    sentence: str = strawberry.field(description="The same in words, one line; long texts are cut short.")
    actor_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The person who acted, as they are now; null if it was no person.")
    async def actor(self, info: Info) -> User | None:
        return await load_user(info, self.actor_id)


@strawberry.type(description="That an escalation told somebody.")
class ReviewPaged:
    sequence: int = strawberry.field(description="Which entry of `incidentLog` says so.")
    at: datetime = strawberry.field(description="When.")
    name: str = strawberry.field(description="Whom, as they were called then.")
    rule_name: str | None = strawberry.field(description="What the rule was called then; null if it was by hand.")
    raised_by_name: str | None = strawberry.field(description="Who escalated by hand; null if it was a rule.")
    acknowledged_at: datetime | None = strawberry.field(description="When somebody acknowledged that escalation.")
    acknowledged_by_name: str | None = strawberry.field(description="Who that was, as they were called then.")
    user_id: strawberry.Private[UUID]

    @strawberry.field(description="Whom, as they are now.")
    async def user(self, info: Info) -> User | None:
        return await load_user(info, self.user_id)


@strawberry.type(description="That somebody edited a field.")
class ReviewChange:
    sequence: int = strawberry.field(description="Which entry of `incidentLog` says so.")
    at: datetime = strawberry.field(description="When.")
    actor_name: str = strawberry.field(description="Who, as they were called then.")
    field: str = strawberry.field(description="What: title, severity, service, team ...")
    before: str | None = strawberry.field(description="What it was; long texts are cut short.")
    after: str | None = strawberry.field(description="What it became.")


@strawberry.type(description="How often an incident was escalated.")
class ReviewEscalations:
    by_rule: int = strawberry.field(description="By steps of rules.")
    by_hand: int = strawberry.field(description="By people.")


@strawberry.type(description="An incident in retrospect, made from its log. Seconds count from the report.")
class IncidentReview:
    timeline: list[ReviewMoment] = strawberry.field(description="The first 1,000 entries of the log.")
    entry_count: int = strawberry.field(description="How many entries the log has.")
    timeline_truncated: bool = strawberry.field(description="True if there are more of them than in the timeline.")
    paged: list[ReviewPaged] = strawberry.field(description="Whom escalations told, in order.")
    seconds_to_acknowledge: float | None = strawberry.field(
        description="Until the first acknowledgement, claim or start; null without one."
    )
    seconds_to_start: float | None = strawberry.field(description="Until work first began; null if it never did.")
    seconds_to_resolve: float | None = strawberry.field(description="Until it was last resolved.")
    reopenings: int = strawberry.field(description="How often it was reopened.")
    escalations: ReviewEscalations = strawberry.field(description="How often it was escalated.")
    changes: list[ReviewChange] = strawberry.field(description="What was edited, in order.")
    sla: IncidentSla | None = strawberry.field(description="Which promises were kept, if there were any.")


def review_of(reviewed: Reviewed) -> IncidentReview:
    review, figures = reviewed.review, reviewed.review.figures
    return IncidentReview(
        timeline=[_moment(each) for each in review.timeline],
        entry_count=review.entries,
        timeline_truncated=review.truncated,
        paged=[_paged(each) for each in review.paged],
        seconds_to_acknowledge=figures.seconds_to_acknowledge,
        seconds_to_start=figures.seconds_to_start,
        seconds_to_resolve=figures.seconds_to_resolve,
        reopenings=figures.reopenings,
        escalations=ReviewEscalations(by_rule=figures.escalations_by_rule, by_hand=figures.escalations_by_hand),
        changes=[_change(each) for each in review.changes],
        sla=incident_sla_of(reviewed.incident),
    )


def _moment(moment: Moment) -> ReviewMoment:
    return ReviewMoment(
        sequence=moment.sequence,
        at=moment.at,
        since_report_seconds=moment.since_report,
        actor_kind=moment.actor.kind,
        actor_name=moment.actor.name,
        action=moment.action,
        sentence=moment.sentence,
        actor_id=moment.actor.id,
    )


def _paged(paged: Paged) -> ReviewPaged:
    return ReviewPaged(
        sequence=paged.sequence,
        at=paged.at,
        name=paged.name,
        rule_name=paged.rule,
        raised_by_name=paged.raised_by,
        acknowledged_at=paged.acknowledged_at,
        acknowledged_by_name=paged.acknowledged_by,
        user_id=paged.person_id,
    )


def _change(change: Change) -> ReviewChange:
    return ReviewChange(
        sequence=change.sequence,
        at=change.at,
        actor_name=change.actor.name,
        field=change.field,
        before=change.before,
        after=change.after,
    )


async def load_review(info: Info, incident_id: UUID) -> IncidentReview | None:
    reviewed = await info.context.loaders.reviews.load(incident_id)
    return None if reviewed is None else review_of(reviewed)
