"""What the mutations on skills and availability take."""

from datetime import date, datetime

import strawberry

from schema.types.skills import SkillLevelInput
from schema.types.weekdays import WeeklyWindowInput

_NAME = "Unique in the organization; one line, at most 100 characters."
_REASON = "Why, for the log; at most 1,000 characters."
_WHO = "Who; null: oneself."


@strawberry.input(description="A skill to add.")
class CreateSkillInput:
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="Another name for a skill.")
class UpdateSkillInput:
    skill_id: strawberry.ID = strawberry.field(description="Which skill.")
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="Which skill to do away with: from everybody and everything that has it.")
class DeleteSkillInput:
    skill_id: strawberry.ID = strawberry.field(description="Which skill.")
    reason: str | None = strawberry.field(default=None, description=_REASON)


@strawberry.input(description="What somebody can do.")
class SetSkillsInput:
    user_id: strawberry.ID = strawberry.field(description="Who.")
    skills: list[SkillLevelInput] = strawberry.field(description="All of it: these take the place of those before.")


@strawberry.input(description="Whether somebody takes new incidents.")
class SetAvailabilityInput:
    available: bool = strawberry.field(description="False: nothing new for them; what they have, they keep.")
    user_id: strawberry.ID | None = strawberry.field(default=None, description=_WHO)
    until: datetime | None = strawberry.field(
        default=None, description="When they take new ones again by themselves; null: when somebody says so."
    )
    reason: str | None = strawberry.field(default=None, description=_REASON)


@strawberry.input(description="Where somebody lives and when they work.")
class SetWorkingHoursInput:
    time_zone: str = strawberry.field(description="A name of the IANA database: Europe/Berlin.")
    windows: list[WeeklyWindowInput] | None = strawberry.field(
        default=None, description="1 to 21; null: they do not say when they work."
    )
    user_id: strawberry.ID | None = strawberry.field(default=None, description=_WHO)


@strawberry.input(description="Days on which somebody is away.")
class AddAbsenceInput:
    starts_on: date = strawberry.field(description="The first day, by the clocks where they live.")
    ends_on: date = strawberry.field(description="The last day, which belongs to it.")
    note: str | None = strawberry.field(default=None, description="For them, their managers and admins only.")
    user_id: strawberry.ID | None = strawberry.field(default=None, description=_WHO)


@strawberry.input(description="Which absence to take back.")
class RemoveAbsenceInput:
    absence_id: strawberry.ID = strawberry.field(description="Which absence.")
    reason: str | None = strawberry.field(default=None, description=_REASON)
