"""Mutations on teams, services and categories."""

from typing import Any
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.organization_inputs import (
    CreateCategoryInput,
    CreateServiceInput,
    CreateTeamInput,
    UpdateCategoryInput,
    UpdateServiceInput,
    UpdateTeamInput,
)
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.organizations import Category, Service, category_of, service_of
from schema.types.skills import decoded
from schema.types.users import Team, team_of

_ERRORS = "Why nothing changed; else empty."


@strawberry.type
class TeamPayload:
    team: Team | None = strawberry.field(default=None, description="The team as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class ServicePayload:
    service: Service | None = strawberry.field(default=None, description="The service as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class CategoryPayload:
    category: Category | None = strawberry.field(default=None, description="The category as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new team, or why there is none.")
class CreateTeamPayload(TeamPayload):
    pass


@strawberry.type(description="The team as it is now, or why nothing changed.")
class UpdateTeamPayload(TeamPayload):
    pass


@strawberry.type(description="The new service, or why there is none.")
class CreateServicePayload(ServicePayload):
    pass


@strawberry.type(description="The service as it is now, or why nothing changed.")
class UpdateServicePayload(ServicePayload):
    pass


@strawberry.type(description="The new category, or why there is none.")
class CreateCategoryPayload(CategoryPayload):
    pass


@strawberry.type(description="The category as it is now, or why nothing changed.")
class UpdateCategoryPayload(CategoryPayload):
    pass


@strawberry.type
class OrganizationMutations:
    @mutation(CreateTeamPayload, IsSignedIn, MayAdminister, description="Adds a team.")
    async def create_team(self, info: Info, input: CreateTeamInput) -> CreateTeamPayload | None:
        manager_id = ids.decode_optional("User", input.manager_id, "managerId")
        members = _people(input.member_ids, "memberIds")
        team = await info.context.app.teams.create(info.context.caller, input.name, manager_id, members)
        return CreateTeamPayload(team=team_of(team))

    @mutation(UpdateTeamPayload, IsSignedIn, MayAdminister, description="Changes a team, and who belongs to it.")
    async def update_team(self, info: Info, input: UpdateTeamInput) -> UpdateTeamPayload | None:
        values = _given(input, "name", manager_id="User")
        joining = _people(input.add_member_ids, "addMemberIds")
        leaving = _people(input.remove_member_ids, "removeMemberIds")
        id = ids.decode("Team", input.team_id, "teamId")
        team = await info.context.app.teams.update(info.context.caller, id, values, joining, leaving)
        return UpdateTeamPayload(team=team_of(team))

    @mutation(CreateServicePayload, IsSignedIn, MayAdminister, description="Adds a service.")
    async def create_service(self, info: Info, input: CreateServiceInput) -> CreateServicePayload | None:
        values = _given(input, "name", "description", team_id="Team") | _required(input)
        service = await info.context.app.catalogue.create_service(info.context.caller, values)
        return CreateServicePayload(service=service_of(service))

    @mutation(UpdateServicePayload, IsSignedIn, MayAdminister, description="Changes a service.")
    async def update_service(self, info: Info, input: UpdateServiceInput) -> UpdateServicePayload | None:
        values = _given(input, "name", "description", team_id="Team") | _required(input)
        id = ids.decode("Service", input.service_id, "serviceId")
        service = await info.context.app.catalogue.update_service(info.context.caller, id, values)
        return UpdateServicePayload(service=service_of(service))

    @mutation(CreateCategoryPayload, IsSignedIn, MayAdminister, description="Adds a category.")
    async def create_category(self, info: Info, input: CreateCategoryInput) -> CreateCategoryPayload | None:
        skills = _required(input).get("required_skills")
        category = await info.context.app.catalogue.create_category(info.context.caller, input.name, skills)
        return CreateCategoryPayload(category=category_of(category))

    @mutation(UpdateCategoryPayload, IsSignedIn, MayAdminister, description="Changes a category.")
    async def update_category(self, info: Info, input: UpdateCategoryInput) -> UpdateCategoryPayload | None:
        id = ids.decode("Category", input.category_id, "categoryId")
        values = _given(input, "name") | _required(input)
        category = await info.context.app.catalogue.update_category(info.context.caller, id, values)
        return UpdateCategoryPayload(category=category_of(category))


def _people(given: list[strawberry.ID] | None, field: str) -> list[UUID]:
    return [ids.decode("User", id, field) for id in given or []]


def _given(input: object, *names: str, **references: str) -> dict[str, Any]:
    """The values by column that the input has; of references, the kind of what they point at is named."""
    columns = (*names, *references)
    values = {name: value for name in columns if (value := getattr(input, name)) is not strawberry.UNSET}
    for name, kind in references.items():
        if values.get(name) is not None:
            values[name] = ids.decode(kind, values[name], name.removesuffix("_id") + "Id")
    return values


def _required(
    input: CreateServiceInput | UpdateServiceInput | CreateCategoryInput | UpdateCategoryInput,
) -> dict[str, Any]:
    """The required skills, if the input has any; null leaves them as they are."""
    given = input.required_skills
    if given is None or given is strawberry.UNSET:
        return {}
    return {"required_skills": decoded(given, "requiredSkills")}
