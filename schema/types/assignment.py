"""Suggested assignees and the rules of automatic assignment, as the API shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.enums import AssignmentFactor, Severity
from schema.types.matching import MatchingRule
from schema.types.nodes import Node
from schema.types.users import User, load_user
from siems import models
from siems.domain.assignment import Suggestion


@strawberry.type(description="One part of a score, and why it is so high.")
class AssignmentReason:
    factor: AssignmentFactor = strawberry.field(description="What it is for.")
    points: int = strawberry.field(description="What it adds to the score.")
    most: int = strawberry.field(description="What it can add at most.")
    text: str = strawberry.field(description="Why, in words.")


@strawberry.type(description="Somebody who could take an incident.")
class SuggestedAssignee:
    rank: int = strawberry.field(description="1 for the best.")
    score: int = strawberry.field(description="0 to 100: the points of the reasons together.")
    eligible: bool = strawberry.field(description="Whether they would get it automatically: they are there.")
    from_other_teams: bool = strawberry.field(description="Suggested only because nobody of the incident's team is.")
    reasons: list[AssignmentReason] = strawberry.field(description="What the score adds up from.")
    user_id: strawberry.Private[UUID]

    @strawberry.field(description="Who that is.")
    async def user(self, info: Info) -> User | None:
        return await load_user(info, self.user_id)


@strawberry.type(description="A rule that assigns incidents as soon as they are reported.")
class AssignmentRule(MatchingRule, Node):
    name: str = strawberry.field(description="Unique in the organization.")
    enabled: bool = strawberry.field(description="Whether it assigns anything.")
    minimum_score: int = strawberry.field(description="What the best must have, or nobody gets it: 0 to 100.")
    created_at: datetime = strawberry.field(description="When it was added; of several that match the oldest counts.")


def suggested_assignee_of(suggestion: Suggestion, rank: int) -> SuggestedAssignee:
    return SuggestedAssignee(
        rank=rank,
        score=suggestion.score,
        eligible=suggestion.eligible,
        from_other_teams=suggestion.candidate.from_other_teams,
        reasons=[
            AssignmentReason(factor=each.factor, points=each.points, most=each.most, text=each.text)
            for each in suggestion.reasons
        ],
        user_id=suggestion.candidate.id,
    )


def assignment_rule_of(row: models.AssignmentRule) -> AssignmentRule:
    return AssignmentRule(
        id=ids.encode("AssignmentRule", row.id),
        name=row.name,
        enabled=row.enabled,
        severities=[Severity[name] for name in row.severities],
        minimum_score=row.minimum_score,
        created_at=row.created_at,
        service_ids=[UUID(id) for id in row.service_ids],
        category_ids=[UUID(id) for id in row.category_ids],
        team_ids=[UUID(id) for id in row.team_ids],
    )


async def load_assignment_rule(info: Info, id: UUID | None) -> AssignmentRule | None:
    row = None if id is None else await info.context.loaders.assignment_rules.load(id)
    return None if row is None else assignment_rule_of(row)
