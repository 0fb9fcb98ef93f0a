"""Escalation rules as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema import ids
from schema.context import Info
from schema.types.enums import EscalationAction, Severity, TargetKind
from schema.types.matching import MatchingRule
from schema.types.nodes import Node
from schema.types.users import User, load_user
from siems import models
from siems.domain.escalation import strategies


@strawberry.type(description="Whom a step of a rule tells.")
class EscalationTarget:
    kind: TargetKind = strawberry.field(description="Who that is.")
    user_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The person, for USER.")
    async def user(self, info: Info) -> User | None:
        return await load_user(info, self.user_id)


@strawberry.type(description="One step of a rule's ladder.")
class EscalationStep:
    delay_minutes: int = strawberry.field(description="After the start of the ladder, or after the step before fired.")
    targets: list[EscalationTarget] = strawberry.field(description="Who is told.")
    actions: list[EscalationAction] = strawberry.field(description="What it does.")


@strawberry.type(description="That a whole ladder is climbed again.")
class EscalationRepeat:
    times: int = strawberry.field(description="How often, after the first time.")
    every_minutes: int = strawberry.field(description="From the last step to the first one of the next time.")


@strawberry.type(description="What escalates incidents that are late, step by step.")
class EscalationRule(MatchingRule, Node):
    name: str = strawberry.field(description="Unique in the organization.")
    enabled: bool = strawberry.field(description="Whether it escalates anything.")
    strategy: str = strawberry.field(description="What starts the ladder; one of `escalationStrategies`.")
    after_minutes: int = strawberry.field(description="How long it must have been so.")
    steps: list[EscalationStep] = strawberry.field(description="The ladder, in order.")
    repeat: EscalationRepeat | None = strawberry.field(description="How often it is climbed again, if it is.")
    acknowledge_timeout_minutes: int = strawberry.field(
        description="How long an acknowledged incident stays quiet when nobody does anything to it."
    )
    parameters: JSON = strawberry.field(description="What the strategy needs besides.")
    active_since: datetime = strawberry.field(
        description="When it was enabled, or last given another condition: no time before this counts."
    )
    created_at: datetime = strawberry.field(description="When it was added.")


@strawberry.type(description="What a strategy needs besides: one of its choices, or a whole number, or else a text.")
class EscalationParameter:
    name: str = strawberry.field(description="What `parameters` of a rule call it.")
    described: str = strawberry.field(description="What it says.")
    required: bool = strawberry.field(description="Whether a rule must have it.")
    minimum: int | None = strawberry.field(description="The least that it may be, if it is a number.")
    maximum: int | None = strawberry.field(description="The most that it may be, if it is a number.")
    choices: list[str] = strawberry.field(description="What it may be; empty if it is no choice.")


@strawberry.type(description="A condition that can start the ladder of a rule.")
class EscalationStrategy:
    name: str = strawberry.field(description="What rules call it.")
    described: str = strawberry.field(description="What an incident has been for too long: unassigned ...")
    parameters: list[EscalationParameter] = strawberry.field(description="What a rule can say besides, in order.")


@strawberry.type(description="How far the unresolved incidents follow the rules as they are now.")
class EscalationPlanning:
    total: int = strawberry.field(description="How many there were to look at when a rule last changed.")
    done: int = strawberry.field(description="How many of them have been looked at.")
    finished: bool = strawberry.field(description="Whether every incident follows the rules as they are.")


def escalation_strategy_of(strategy: strategies.EscalationStrategy) -> EscalationStrategy:
    parameters = [
        EscalationParameter(
            name=each.name,
            described=each.described,
            required=each.required,
            minimum=each.least,
            maximum=each.most,
            choices=[str(choice) for choice in each.choices],
        )
        for each in strategy.parameters
    ]
    return EscalationStrategy(name=strategy.name, described=strategy.described, parameters=parameters)


def escalation_rule_of(row: models.EscalationRule) -> EscalationRule:
    repeat = EscalationRepeat(times=row.repeats, every_minutes=row.repeat_seconds // 60)
    return EscalationRule(
        id=ids.encode("EscalationRule", row.id),
        name=row.name,
        enabled=row.enabled,
        strategy=row.strategy,
        after_minutes=row.after_seconds // 60,
        severities=[Severity[name] for name in row.severities],
        steps=[_step(step) for step in row.steps],
        repeat=repeat if row.repeats else None,
        acknowledge_timeout_minutes=row.acknowledge_timeout_seconds // 60,
        parameters=row.parameters,
        active_since=row.active_since,
        created_at=row.created_at,
        service_ids=[UUID(id) for id in row.service_ids],
        category_ids=[UUID(id) for id in row.category_ids],
        team_ids=[UUID(id) for id in row.team_ids],
    )


def _step(stored: dict[str, Any]) -> EscalationStep:
    return EscalationStep(
        delay_minutes=stored["delay_seconds"] // 60,
        targets=[
            EscalationTarget(
                kind=TargetKind(target["kind"]), user_id=UUID(target["user_id"]) if "user_id" in target else None
            )
            for target in stored["targets"]
        ],
        actions=[EscalationAction(action) for action in stored["actions"]],
    )


async def load_escalation_rule(info: Info, id: UUID | None) -> EscalationRule | None:
    row = None if id is None else await info.context.loaders.escalation_rules.load(id)
    return None if row is None else escalation_rule_of(row)
