"""Mutations on skills and availability."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.moments import in_utc
from schema.mutations.people import UserPayload
from schema.mutations.staffing_inputs import (
    AddAbsenceInput,
    CreateSkillInput,
    DeleteSkillInput,
    RemoveAbsenceInput,
    SetAvailabilityInput,
    SetSkillsInput,
    SetWorkingHoursInput,
    UpdateSkillInput,
)
from schema.permissions import IsSignedIn, MayAdminister, MayRunTeams, MaySeeDirectory
from schema.types.availability import Absence, absence_of
from schema.types.skills import Skill, decoded, skill_of
from schema.types.users import user_of
from schema.types.weekdays import window_draft_of

_ERRORS = "Why nothing changed; else empty."


@strawberry.type
class SkillPayload:
    skill: Skill | None = strawberry.field(default=None, description="The skill as it is now, or was to the end.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new skill, or why there is none.")
class CreateSkillPayload(SkillPayload):
    pass


@strawberry.type(description="The skill as it is now, or why nothing changed.")
class UpdateSkillPayload(SkillPayload):
    pass


@strawberry.type(description="The skill that is no more, or why it still is.")
class DeleteSkillPayload(SkillPayload):
    pass


@strawberry.type(description="The person as they are now, or why nothing changed.")
class SetSkillsPayload(UserPayload):
    pass


@strawberry.type(description="The person as they are now, or why nothing changed.")
class SetAvailabilityPayload(UserPayload):
    pass


@strawberry.type(description="The person as they are now, or why nothing changed.")
class SetWorkingHoursPayload(UserPayload):
    pass


@strawberry.type
class AbsencePayload:
    absence: Absence | None = strawberry.field(default=None, description="The absence as it is now, or was to the end.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new absence, or why there is none.")
class AddAbsencePayload(AbsencePayload):
    pass


@strawberry.type(description="The absence that is no more, or why it still is.")
class RemoveAbsencePayload(AbsencePayload):
    pass


@strawberry.type
class StaffingMutations:
    @mutation(CreateSkillPayload, IsSignedIn, MayAdminister, description="Adds a skill.")
    async def create_skill(self, info: Info, input: CreateSkillInput) -> CreateSkillPayload | None:
        return CreateSkillPayload(skill=skill_of(await info.context.app.skills.create(info.context.caller, input.name)))

    @mutation(UpdateSkillPayload, IsSignedIn, MayAdminister, description="Gives a skill another name.")
    async def update_skill(self, info: Info, input: UpdateSkillInput) -> UpdateSkillPayload | None:
        id = ids.decode("Skill", input.skill_id, "skillId")
        return UpdateSkillPayload(
            skill=skill_of(await info.context.app.skills.rename(info.context.caller, id, input.name))
        )

    @mutation(DeleteSkillPayload, IsSignedIn, MayAdminister, description="Does away with a skill.")
    async def delete_skill(self, info: Info, input: DeleteSkillInput) -> DeleteSkillPayload | None:
        id = ids.decode("Skill", input.skill_id, "skillId")
        return DeleteSkillPayload(
            skill=skill_of(await info.context.app.skills.delete(info.context.caller, id, input.reason))
        )

    @mutation(SetSkillsPayload, IsSignedIn, MayRunTeams, description="Says what somebody of one's team can do.")
    async def set_skills(self, info: Info, input: SetSkillsInput) -> SetSkillsPayload | None:
        id, skills = ids.decode("User", input.user_id, "userId"), decoded(input.skills, "skills")
        return SetSkillsPayload(user=user_of(await info.context.app.skills.set_skills(info.context.caller, id, skills)))

    @mutation(
        SetAvailabilityPayload, IsSignedIn, MaySeeDirectory, description="Says whether somebody takes new incidents."
    )
    async def set_availability(self, info: Info, input: SetAvailabilityInput) -> SetAvailabilityPayload | None:
        id, until = ids.decode_optional("User", input.user_id, "userId"), _until(input.until)
        availability = info.context.app.availability
        user = await availability.set_availability(info.context.caller, input.available, id, until, input.reason)
        return SetAvailabilityPayload(user=user_of(user))

    @mutation(
        SetWorkingHoursPayload, IsSignedIn, MaySeeDirectory, description="Says where somebody lives and when they work."
    )
    async def set_working_hours(self, info: Info, input: SetWorkingHoursInput) -> SetWorkingHoursPayload | None:
        id, availability = ids.decode_optional("User", input.user_id, "userId"), info.context.app.availability
        windows = None if input.windows is None else [window_draft_of(window) for window in input.windows]
        user = await availability.set_working_hours(info.context.caller, id, input.time_zone, windows)
        return SetWorkingHoursPayload(user=user_of(user))

    @mutation(AddAbsencePayload, IsSignedIn, MaySeeDirectory, description="Says that somebody is away for whole days.")
    async def add_absence(self, info: Info, input: AddAbsenceInput) -> AddAbsencePayload | None:
        id, availability = ids.decode_optional("User", input.user_id, "userId"), info.context.app.availability
        days = (input.starts_on, input.ends_on)
        return AddAbsencePayload(
            absence=absence_of(await availability.add_absence(info.context.caller, id, *days, input.note))
        )

    @mutation(RemoveAbsencePayload, IsSignedIn, MaySeeDirectory, description="Takes an absence back.")
    async def remove_absence(self, info: Info, input: RemoveAbsenceInput) -> RemoveAbsencePayload | None:
        id = ids.decode("Absence", input.absence_id, "absenceId")
        away = await info.context.app.availability.remove_absence(info.context.caller, id, input.reason)
        return RemoveAbsencePayload(absence=absence_of(away))


def _until(moment: datetime | None) -> datetime | None:
    return in_utc(moment, "until")
