"""What tests of the ranking put into an organization."""

from typing import Any
from uuid import UUID

from factories import World

from siems.models import AssignmentRule, RequiredSkill, Skill, UserSkill
from siems.models.base import new_id


async def skill(world: World, name: str = "PostgreSQL") -> UUID:
    async with world.app.units.of(world.organization.id) as work:
        row = Skill(id=new_id(), organization_id=world.organization.id, name=name, created_at=work.now)
        await row.save(using_db=work.connection, force_create=True)
    return row.id


async def require(world: World, skill_id: UUID, level: int, **of: UUID) -> None:
    """`of` is service_id or category_id."""
    await _add(world, RequiredSkill(skill_id=skill_id, level=level, **of))


async def knows(world: World, user_id: UUID, skill_id: UUID, level: int) -> None:
    await _add(world, UserSkill(user_id=user_id, skill_id=skill_id, level=level))


async def rule(world: World, name: str = "All", **more: Any) -> AssignmentRule:
    """A rule for everything; `more` as in its row."""
    columns: dict[str, Any] = {key: [] for key in ("severities", "service_ids", "category_ids", "team_ids")}
    async with world.app.units.of(world.organization.id) as work:
        return await work.assignment_rules.create(
            **{**columns, "name": name, "minimum_score": 0, "enabled": True, **more}
        )


async def members(world: World, team_id: UUID, *user_ids: UUID) -> None:
    async with world.app.units.of(world.organization.id) as work:
        await work.teams.add_members(team_id, list(user_ids))


async def update(world: World, sql: str, *values: Any) -> None:
    """One UPDATE or INSERT that returns something; $1 is the organization."""
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(sql, world.organization.id, *values)


async def _add(world: World, row: Any) -> None:
    row.id, row.organization_id = new_id(), world.organization.id
    async with world.app.units.of(world.organization.id) as work:
        await row.save(using_db=work.connection, force_create=True)
