"""What the mutations on on-call schedules take, and the draft that it comes to."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.mutations.incident_inputs import REASON
from schema.types.enums import RotationUnit
from schema.types.weekdays import WeeklyWindowInput, window_draft_of
from siems.domain.errors import ValidationFailed, Violation
from siems.services.on_call_schedules import LayerDraft, RotationDraft, ScheduleDraft

_NAME = "Unique in the organization; one line, at most 100 characters."
_TIME_ZONE = "What its times are told in, as Europe/Berlin."
_LAYERS = "1 to 10, the uppermost first."
_SCHEDULE = "Which schedule."


@strawberry.input(description="How the people of a layer take turns. Handoffs keep their hour when the clocks change.")
class RotationInput:
    unit: RotationUnit = strawberry.field(description="What the length of a turn is counted in.")
    length: int = strawberry.field(description="How many of them a turn lasts: 1 to 168 hours, 60 days or 52 weeks.")
    starts_on: date = strawberry.field(description="The day of the first handoff, in the years 2000 to 2100.")
    handoff_time: str = strawberry.field(description='The time of day of the first handoff, "00:00" to "23:59".')


@strawberry.input(description="People who take turns, asked if nobody above them is there.")
class OnCallLayerInput:
    name: str = strawberry.field(description="What it is called: one line, at most 100 characters.")
    participant_ids: list[strawberry.ID] = strawberry.field(
        description="Who takes turns, in this order: 1 to 50. Whoever is new must be active; one may come twice."
    )
    rotation: RotationInput = strawberry.field(description="How they take turns.")
    hours: list[WeeklyWindowInput] | None = strawberry.field(
        default=None, description="When the layer counts: 1 to 21 windows. Null: at all hours."
    )


@strawberry.input(description="An on-call schedule to add.")
class CreateOnCallScheduleInput:
    team_id: strawberry.ID = strawberry.field(description="Whose schedule it is.")
    name: str = strawberry.field(description=_NAME)
    time_zone: str = strawberry.field(description=_TIME_ZONE)
    layers: list[OnCallLayerInput] = strawberry.field(description=_LAYERS)


@strawberry.input(description="New values for a schedule; what is absent or null stays as it is.")
class UpdateOnCallScheduleInput:
    on_call_schedule_id: strawberry.ID = strawberry.field(description=_SCHEDULE)
    name: str | None = strawberry.field(default=None, description=_NAME)
    time_zone: str | None = strawberry.field(default=None, description=_TIME_ZONE)
    layers: list[OnCallLayerInput] | None = strawberry.field(
        default=None, description=f"{_LAYERS} They replace all that there are."
    )


@strawberry.input(description="Which schedule to do away with.")
class DeleteOnCallScheduleInput:
    on_call_schedule_id: strawberry.ID = strawberry.field(description=_SCHEDULE)
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="Who is on call for a time, whatever the layers say.")
class AddOnCallOverrideInput:
    on_call_schedule_id: strawberry.ID = strawberry.field(description=_SCHEDULE)
    user_id: strawberry.ID = strawberry.field(description="Who is on call.")
    starts_at: datetime = strawberry.field(description="From this moment on.")
    ends_at: datetime = strawberry.field(description="Until before this moment, at most 366 days later.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="Which override to remove.")
class RemoveOnCallOverrideInput:
    override_id: strawberry.ID = strawberry.field(description="Which override.")
    reason: str | None = strawberry.field(default=None, description=REASON)


def draft_of(input: CreateOnCallScheduleInput | UpdateOnCallScheduleInput) -> ScheduleDraft:
    """What the input says of a schedule. Raises ValidationFailed for ids that are none, or of something else."""
    violations: list[Violation] = []
    layers = (
        None if input.layers is None else [_layer(layer, place, violations) for place, layer in enumerate(input.layers)]
    )
    if violations:
        raise ValidationFailed(violations)
    return ScheduleDraft(input.name, input.time_zone, layers)


def _layer(input: OnCallLayerInput, place: int, violations: list[Violation]) -> LayerDraft:
    turns, hours = input.rotation, input.hours
    return LayerDraft(
        name=input.name,
        participant_ids=_people(input.participant_ids, ("layers", str(place), "participantIds"), violations),
        rotation=RotationDraft(turns.unit, turns.length, turns.starts_on, turns.handoff_time),
        hours=None if hours is None else [window_draft_of(window) for window in hours],
    )


def _people(given: list[strawberry.ID], path: tuple[str, ...], violations: list[Violation]) -> list[UUID]:
    found = []
    for place, id in enumerate(given):
        try:
            found.append(ids.decode("User", id, "id"))
        except ValidationFailed as refusal:
            violations.append(Violation((*path, str(place)), refusal.violations[0].message))
    return found
