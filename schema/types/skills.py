"""Skills as the API shows them."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.nodes import Node
from siems import models


@strawberry.type(description="Something that one can be good at.")
class Skill(Node):
    name: str = strawberry.field(description="Unique in the organization.")


@strawberry.type(description="A skill at a level: of a person, or asked of one.")
class SkillLevel:
    level: int = strawberry.field(description="1 (knows of it) to 5 (others ask them).")
    skill_id: strawberry.Private[UUID]

    @strawberry.field(description="The skill; null if it was deleted just now.")
    async def skill(self, info: Info) -> Skill | None:
        return await load_skill(info, self.skill_id)


@strawberry.input(description="A skill at a level.")
class SkillLevelInput:
    skill_id: strawberry.ID = strawberry.field(description="Which skill.")
    level: int = strawberry.field(description="1 (knows of it) to 5 (others ask them).")


def skill_of(row: models.Skill) -> Skill:
    return Skill(id=ids.encode("Skill", row.id), name=row.name)


def skill_levels_of(levels: Sequence[tuple[UUID, int]]) -> list[SkillLevel]:
    return [SkillLevel(level=level, skill_id=id) for id, level in levels]


async def there_of(info: Info, levels: Sequence[tuple[UUID, int]]) -> list[SkillLevel]:
    """Those of the levels whose skill was not deleted, the highest first."""
    found = await info.context.loaders.skills.load_many([id for id, _ in levels])
    there = [pair for pair, row in zip(levels, found, strict=True) if row is not None]
    return skill_levels_of(sorted(there, key=lambda pair: (-pair[1], str(pair[0]))))


def decoded(given: Sequence[SkillLevelInput], field: str) -> list[tuple[UUID, int]]:
    """Skills and levels as the services take them."""
    return [(ids.decode("Skill", each.skill_id, field), each.level) for each in given]


async def load_skill(info: Info, id: UUID | None) -> Skill | None:
    row = None if id is None else await info.context.loaders.skills.load(id)
    return None if row is None else skill_of(row)
