"""What the mutations on teams, services and categories take."""

import strawberry

from schema.types.skills import SkillLevelInput

_NAME = "Unique in the organization; one line, at most 100 characters."
_SKILLS = "What incidents about it, or of this kind, ask of whoever works them: all of it."
_MANAGER = "An active manager or admin who answers for the team."


@strawberry.input(description="A team to add.")
class CreateTeamInput:
    name: str = strawberry.field(description=_NAME)
    manager_id: strawberry.ID | None = strawberry.field(default=None, description=_MANAGER)
    member_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Who belongs to it.")


@strawberry.input(description="New values for a team; what is absent stays as it is.")
class UpdateTeamInput:
    team_id: strawberry.ID = strawberry.field(description="Which team.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description=_NAME)
    manager_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_MANAGER} Null: nobody does."
    )
    add_member_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Who joins it.")
    remove_member_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Who leaves it.")


@strawberry.input(description="A service to add.")
class CreateServiceInput:
    name: str = strawberry.field(description=_NAME)
    description: str | None = strawberry.field(default=None, description="What it does.")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="The team that owns it.")
    required_skills: list[SkillLevelInput] | None = strawberry.field(default=strawberry.UNSET, description=_SKILLS)


@strawberry.input(description="New values for a service; what is absent stays as it is.")
class UpdateServiceInput:
    service_id: strawberry.ID = strawberry.field(description="Which service.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description=_NAME)
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What it does.")
    team_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The team that owns it; null: none does."
    )
    required_skills: list[SkillLevelInput] | None = strawberry.field(default=strawberry.UNSET, description=_SKILLS)


@strawberry.input(description="A category to add.")
class CreateCategoryInput:
    name: str = strawberry.field(description=_NAME)
    required_skills: list[SkillLevelInput] | None = strawberry.field(default=strawberry.UNSET, description=_SKILLS)


@strawberry.input(description="New values for a category; what is absent stays as it is.")
class UpdateCategoryInput:
    category_id: strawberry.ID = strawberry.field(description="Which category.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description=_NAME)
    required_skills: list[SkillLevelInput] | None = strawberry.field(default=strawberry.UNSET, description=_SKILLS)
