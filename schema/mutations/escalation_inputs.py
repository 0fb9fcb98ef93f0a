"""What the mutations on escalation rules take, and the draft that it comes to."""

from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema import ids
from schema.mutations.incident_inputs import REASON
from schema.types.enums import EscalationAction, Severity, TargetKind
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.escalation.rules import Target
from siems.services.escalation_rules import RepeatDraft, RuleDraft, StepDraft

_NAME = "Unique in the organization; one line, at most 100 characters."
_STRATEGY = "What starts the ladder; one of `escalationStrategies`."
_AFTER = "How long it must have been so: 0 to 10,080, a week."
_SEVERITIES = "For incidents of any of these; empty: of all."
_SERVICES = "For incidents about any of these; empty: about anything or nothing."
_CATEGORIES = "For incidents of any of these kinds; empty: of all."
_TEAMS = "For incidents of any of these teams; empty: of all and of none."
_STEPS = "The ladder, in order: 1 to 10 steps."
_REPEAT = "How often the whole ladder is climbed again."
_TIMEOUT = "How long an acknowledged incident stays quiet when nobody does anything to it: 1 to 1,440."
_PARAMETERS = "What the strategy needs besides: an object, without fractions."
_ENABLED = "Whether it escalates anything."


@strawberry.input(description="Whom a step of a rule tells.")
class EscalationTargetInput:
    kind: TargetKind = strawberry.field(description="Who that is.")
    user_id: strawberry.ID | None = strawberry.field(default=None, description="The person, for USER and only for it.")


@strawberry.input(description="One step of a rule's ladder.")
class EscalationStepInput:
    delay_minutes: int = strawberry.field(
        default=0, description="After the start of the ladder, or after the step before fired: 0 to 1,440."
    )
    targets: list[EscalationTargetInput] = strawberry.field(
        default_factory=list, description="Who is told: 1 to 20 if it notifies, else none."
    )
    actions: list[EscalationAction] = strawberry.field(
        default_factory=lambda: [EscalationAction.NOTIFY], description="What it does: at least one thing."
    )


@strawberry.input(description="That a whole ladder is climbed again.")
class EscalationRepeatInput:
    times: int = strawberry.field(description="How often, after the first time: 0 to 20.")
    every_minutes: int = strawberry.field(
        default=30, description="From the last step to the first one of the next time: 1 to 10,080."
    )


@strawberry.input
class EscalationRuleFields:
    strategy: str = strawberry.field(description=_STRATEGY)
    after_minutes: int = strawberry.field(description=_AFTER)
    severities: list[Severity] | None = strawberry.field(default=None, description=_SEVERITIES)
    service_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_SERVICES)
    category_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_CATEGORIES)
    team_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_TEAMS)
    steps: list[EscalationStepInput] = strawberry.field(description=_STEPS)
    repeat: EscalationRepeatInput | None = strawberry.field(default=None, description=f"{_REPEAT} Null: never.")
    acknowledge_timeout_minutes: int | None = strawberry.field(default=None, description=f"{_TIMEOUT} Null: 30.")
    parameters: JSON | None = strawberry.field(default=None, description=_PARAMETERS)


@strawberry.input(description="A rule to add.")
class CreateEscalationRuleInput(EscalationRuleFields):
    name: str = strawberry.field(description=_NAME)
    enabled: bool | None = strawberry.field(default=None, description=f"{_ENABLED} Null: it does.")


@strawberry.input(description="New values for a rule; what is absent or null stays as it is.")
class UpdateEscalationRuleInput:
    escalation_rule_id: strawberry.ID = strawberry.field(description="Which rule.")
    name: str | None = strawberry.field(default=None, description=_NAME)
    enabled: bool | None = strawberry.field(default=None, description=_ENABLED)
    strategy: str | None = strawberry.field(default=None, description=_STRATEGY)
    after_minutes: int | None = strawberry.field(default=None, description=_AFTER)
    severities: list[Severity] | None = strawberry.field(default=None, description=_SEVERITIES)
    service_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_SERVICES)
    category_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_CATEGORIES)
    team_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_TEAMS)
    steps: list[EscalationStepInput] | None = strawberry.field(default=None, description=_STEPS)
    repeat: EscalationRepeatInput | None = strawberry.field(default=None, description=_REPEAT)
    acknowledge_timeout_minutes: int | None = strawberry.field(default=None, description=_TIMEOUT)
    parameters: JSON | None = strawberry.field(default=None, description=_PARAMETERS)


@strawberry.input(description="Which rule to do away with.")
class DeleteEscalationRuleInput:
    escalation_rule_id: strawberry.ID = strawberry.field(description="Which rule.")
    reason: str | None = strawberry.field(default=None, description=REASON)


def draft_of(input: EscalationRuleFields | UpdateEscalationRuleInput) -> RuleDraft:
    """What the input says of a rule. Raises ValidationFailed for ids that are none, or of something else."""
    reading = _Ids()
    repeat = None if input.repeat is None else RepeatDraft(input.repeat.times, input.repeat.every_minutes)
    draft = RuleDraft(
        name=getattr(input, "name", None),
        strategy=input.strategy,
        after_minutes=input.after_minutes,
        severities=input.severities,
        service_ids=reading.many("Service", input.service_ids, "serviceIds"),
        category_ids=reading.many("Category", input.category_ids, "categoryIds"),
        team_ids=reading.many("Team", input.team_ids, "teamIds"),
        steps=reading.steps(input.steps),
        repeat=repeat,
        acknowledge_timeout_minutes=input.acknowledge_timeout_minutes,
        parameters=input.parameters,
        enabled=getattr(input, "enabled", None),
    )
    if reading.violations:
        raise ValidationFailed(reading.violations)
    return draft


def rule_ids_of(
    services: list[strawberry.ID] | None, categories: list[strawberry.ID] | None, teams: list[strawberry.ID] | None
) -> dict[str, list[UUID] | None]:
    """What a rule is for, by column. Raises ValidationFailed for ids that are none, or of something else."""
    reading = _Ids()
    found = {
        "service_ids": reading.many("Service", services, "serviceIds"),
        "category_ids": reading.many("Category", categories, "categoryIds"),
        "team_ids": reading.many("Team", teams, "teamIds"),
    }
    if reading.violations:
        raise ValidationFailed(reading.violations)
    return found


class _Ids:
    """Reads global ids, and collects what is wrong with them."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def many(self, kind: str, given: list[strawberry.ID] | None, field: str) -> list[UUID] | None:
        if given is None:
            return None
        return [uuid for place, id in enumerate(given) if (uuid := self._one(kind, id, field, place)) is not None]

    def steps(self, given: list[EscalationStepInput] | None) -> list[StepDraft] | None:
        if given is None:
            return None
        return [
            StepDraft(step.delay_minutes, self._targets(step, "steps", place), step.actions)
            for place, step in enumerate(given)
        ]

    def _targets(self, step: EscalationStepInput, *path: object) -> list[Target]:
        return [
            Target(target.kind, self._one("User", target.user_id, *path, "targets", place, "userId"))
            for place, target in enumerate(step.targets)
        ]

    def _one(self, kind: str, id: strawberry.ID | None, *path: object) -> UUID | None:
        try:
            return ids.decode_optional(kind, id, "id")
        except ValidationFailed as refusal:
            message = refusal.violations[0].message
            self.violations.append(Violation(tuple(str(part) for part in path), message))
            return None
