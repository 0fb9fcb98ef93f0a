"""Services and categories as the API shows them."""

from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.nodes import Node
from schema.types.skills import SkillLevel, skill_levels_of
from schema.types.users import Team, load_team
from siems import models


@strawberry.type(description="Something that the organization runs.")
class Service(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    description: str = strawberry.field(description="What it does.")
    team_id: strawberry.Private[UUID | None]
    row_id: strawberry.Private[UUID]

    @strawberry.field(description="The team that owns it.")
    async def team(self, info: Info) -> Team | None:
        return await load_team(info, self.team_id)

    @strawberry.field(description="What its incidents ask of whoever works them, the highest level first.")
    async def required_skills(self, info: Info) -> list[SkillLevel]:
        return skill_levels_of(await info.context.loaders.service_skills.load(self.row_id))


@strawberry.type(description="A kind of incident.")
class Category(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    row_id: strawberry.Private[UUID]

    @strawberry.field(description="What incidents of this kind ask of whoever works them, the highest level first.")
    async def required_skills(self, info: Info) -> list[SkillLevel]:
        return skill_levels_of(await info.context.loaders.category_skills.load(self.row_id))


def service_of(row: models.Service) -> Service:
    return Service(
        id=ids.encode("Service", row.id), name=row.name, description=row.description, team_id=row.team_id, row_id=row.id
    )


def category_of(row: models.Category) -> Category:
    return Category(id=ids.encode("Category", row.id), name=row.name, row_id=row.id)


async def load_service(info: Info, id: UUID | None) -> Service | None:
    row = None if id is None else await info.context.loaders.services.load(id)
    return None if row is None else service_of(row)


async def load_category(info: Info, id: UUID | None) -> Category | None:
    row = None if id is None else await info.context.loaders.categories.load(id)
    return None if row is None else category_of(row)
