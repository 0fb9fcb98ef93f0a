"""Mutations on on-call schedules and their overrides."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.moments import in_utc
from schema.mutations.on_call_inputs import (
    AddOnCallOverrideInput,
    CreateOnCallScheduleInput,
    DeleteOnCallScheduleInput,
    RemoveOnCallOverrideInput,
    UpdateOnCallScheduleInput,
    draft_of,
)
from schema.permissions import IsSignedIn, MayRunTeams
from schema.types.on_call import (
    OnCallOverride,
    OnCallSchedule,
    load_on_call_schedule,
    on_call_override_of,
    on_call_schedule_of,
)

_ERRORS = "Why nothing changed; else empty."
_WHO = "For admins and the manager of the team."


@strawberry.type
class OnCallSchedulePayload:
    on_call_schedule: OnCallSchedule | None = strawberry.field(default=None, description="The schedule as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new schedule, or why there is none.")
class CreateOnCallSchedulePayload(OnCallSchedulePayload):
    pass


@strawberry.type(description="The schedule as it is now, or why nothing changed.")
class UpdateOnCallSchedulePayload(OnCallSchedulePayload):
    pass


@strawberry.type(description="Which schedule is gone, or why nothing changed.")
class DeleteOnCallSchedulePayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the schedule had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new override, or why there is none.")
class AddOnCallOverridePayload(OnCallSchedulePayload):
    override: OnCallOverride | None = strawberry.field(default=None, description="The new override.")


@strawberry.type(description="Which override is gone, or why nothing changed.")
class RemoveOnCallOverridePayload(OnCallSchedulePayload):
    removed_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the override had.")


@strawberry.type
class OnCallMutations:
    @mutation(
        CreateOnCallSchedulePayload, IsSignedIn, MayRunTeams, description=f"Adds an on-call schedule to a team. {_WHO}"
    )
    async def create_on_call_schedule(
        self, info: Info, input: CreateOnCallScheduleInput
    ) -> CreateOnCallSchedulePayload | None:
        team_id = ids.decode("Team", input.team_id, "teamId")
        row = await info.context.app.on_call_schedules.create(info.context.caller, team_id, draft_of(input))
        return CreateOnCallSchedulePayload(on_call_schedule=on_call_schedule_of(row))

    @mutation(
        UpdateOnCallSchedulePayload,
        IsSignedIn,
        MayRunTeams,
        description=f"Changes an on-call schedule. Its overrides stay. {_WHO}",
    )
    async def update_on_call_schedule(
        self, info: Info, input: UpdateOnCallScheduleInput
    ) -> UpdateOnCallSchedulePayload | None:
        id = ids.decode("OnCallSchedule", input.on_call_schedule_id, "onCallScheduleId")
        row = await info.context.app.on_call_schedules.update(info.context.caller, id, draft_of(input))
        return UpdateOnCallSchedulePayload(on_call_schedule=on_call_schedule_of(row))

    @mutation(
        DeleteOnCallSchedulePayload,
        IsSignedIn,
        MayRunTeams,
        description=f"Does away with an on-call schedule: nobody is on call through it any more. {_WHO}",
    )
    async def delete_on_call_schedule(
        self, info: Info, input: DeleteOnCallScheduleInput
    ) -> DeleteOnCallSchedulePayload | None:
        id = ids.decode("OnCallSchedule", input.on_call_schedule_id, "onCallScheduleId")
        await info.context.app.on_call_schedules.delete(info.context.caller, id, input.reason)
        return DeleteOnCallSchedulePayload(deleted_id=input.on_call_schedule_id)

    @mutation(
        AddOnCallOverridePayload,
        IsSignedIn,
        MayRunTeams,
        description=f"Puts somebody on call for a time, whatever the layers and older overrides say. {_WHO}",
    )
    async def add_on_call_override(self, info: Info, input: AddOnCallOverrideInput) -> AddOnCallOverridePayload | None:
        id = ids.decode("OnCallSchedule", input.on_call_schedule_id, "onCallScheduleId")
        user_id = ids.decode("User", input.user_id, "userId")
        start, end = _moment(input.starts_at, "startsAt"), _moment(input.ends_at, "endsAt")
        schedules = info.context.app.on_call_schedules
        row = await schedules.add_override(info.context.caller, id, user_id, start, end, input.reason)
        schedule = await load_on_call_schedule(info, id)
        return AddOnCallOverridePayload(on_call_schedule=schedule, override=on_call_override_of(row))

    @mutation(
        RemoveOnCallOverridePayload,
        IsSignedIn,
        MayRunTeams,
        description=f"Takes an override back: what it covered counts again. {_WHO}",
    )
    async def remove_on_call_override(
        self, info: Info, input: RemoveOnCallOverrideInput
    ) -> RemoveOnCallOverridePayload | None:
        id = ids.decode("OnCallOverride", input.override_id, "overrideId")
        row = await info.context.app.on_call_schedules.remove_override(info.context.caller, id, input.reason)
        schedule = await load_on_call_schedule(info, row.schedule_id)
        return RemoveOnCallOverridePayload(on_call_schedule=schedule, removed_id=input.override_id)


def _moment(given: datetime, field: str) -> datetime:
    moment = in_utc(given, field)
    assert moment is not None
    return moment
