"""Skills: what people can do, and what services and categories ask for."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from siems.models import RequiredSkill, Skill, UserSkill
from siems.repositories.base import NamedRepository

_USES = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'level', u.level) "
    "ORDER BY t.name, t.id), '[]') FROM {2} u JOIN {1} t ON t.organization_id = u.organization_id AND t.id = u.{3} "
    "WHERE u.organization_id = $1 AND u.skill_id = $2)::text AS {0}"
)
_TEMPLATES = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, "
    "'level', (v.required_skills ->> $2::uuid::text)::int) ORDER BY t.name, t.id), '[]') FROM incident_templates t "
    "JOIN incident_template_versions v ON v.organization_id = t.organization_id AND v.template_id = t.id "
    "AND v.version = t.version WHERE t.organization_id = $1 AND t.deleted_at IS NULL "
    "AND v.required_skills ? $2::uuid::text)::text AS templates"
)
Levels = dict[UUID, int]
"""Levels by skill."""


class SkillRepository(NamedRepository[Skill]):
    model = Skill
    noun = "skill"
    unique_name = "skills_organization_id_name_key"

    async def by_name(self) -> list[Skill]:
        """All skills in the order of their names."""
        return await self._rows().order_by("name")

    async def create(self, name: str) -> Skill:
        return await self.insert(
            Skill(organization_id=self._organization_id, name=name, created_at=self._transaction.now)
        )

    async def count(self) -> int:
        return await self._rows().count()

    async def lock_for_use(self, ids: Collection[UUID]) -> dict[UUID, Skill]:
        """Those of the skills that exist, by id: until the commit, none of them is deleted."""
        rows = self._rows().filter(id__in=list(ids)).order_by("id")
        found = await rows.select_for_update(no_key=True)
        return {row.id: row for row in found}

    async def uses_of(self, id: UUID) -> dict[str, list[dict[str, Any]]]:
        """Who has the skill and what asks for it, with the levels, for the log."""
        [row] = await self._transaction.rows(
            f"SELECT {_USES.format('people', 'users', 'user_skills', 'user_id')}, "
            f"{_USES.format('services', 'services', 'required_skills', 'service_id')}, "
            f"{_USES.format('categories', 'categories', 'required_skills', 'category_id')}, {_TEMPLATES}",
            self._organization_id,
            id,
        )
        return {name: json.loads(found) for name, found in row.items()}

    async def delete(self, skill: Skill) -> None:
        """Deletes a skill, and takes it from everybody and everything that has it."""
        connection = self._transaction.connection
        for model in (UserSkill, RequiredSkill):
            await model.filter(organization_id=self._organization_id, skill_id=skill.id).using_db(connection).delete()
        await self._rows().filter(id=skill.id).delete()

    async def of_people(self, user_ids: Collection[UUID]) -> dict[UUID, Levels]:
        """The levels of each of these people who has any."""
        rows = UserSkill.filter(organization_id=self._organization_id, user_id__in=list(user_ids))
        found: dict[UUID, Levels] = defaultdict(dict)
        for row in await rows.using_db(self._transaction.connection):
            found[row.user_id][row.skill_id] = row.level
        return found

    async def set_of_person(self, user_id: UUID, levels: Mapping[UUID, int]) -> None:
        """Makes these a person's skills, and no others."""
        rows = UserSkill.filter(organization_id=self._organization_id, user_id=user_id)
        await rows.using_db(self._transaction.connection).delete()
        await UserSkill.bulk_create(
            [
                UserSkill(organization_id=self._organization_id, user_id=user_id, skill_id=id, level=level)
                for id, level in levels.items()
            ],
            using_db=self._transaction.connection,
        )

    async def required_by(self, column: str, ids: Collection[UUID]) -> dict[UUID, Levels]:
        """What each of these services (`service_id`) or categories (`category_id`) asks for, if anything."""
        rows = RequiredSkill.filter(organization_id=self._organization_id, **{f"{column}__in": list(ids)})
        found: dict[UUID, Levels] = defaultdict(dict)
        for row in await rows.using_db(self._transaction.connection):
            found[getattr(row, column)][row.skill_id] = row.level
        return found

    async def set_required(self, column: str, id: UUID, levels: Mapping[UUID, int]) -> None:
        """Makes these what a service or a category asks for, and no others."""
        rows = RequiredSkill.filter(organization_id=self._organization_id, **{column: id})
        await rows.using_db(self._transaction.connection).delete()
        await RequiredSkill.bulk_create(
            [
                RequiredSkill(organization_id=self._organization_id, **{column: id}, skill_id=skill_id, level=level)
                for skill_id, level in levels.items()
            ],
            using_db=self._transaction.connection,
        )
