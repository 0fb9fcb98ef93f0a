"""Skills: what there are, who has them at which level, and who asks for them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import NotFound, ValidationFailed, Violation
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks
from siems.domain.users import Power
from siems.models import Skill, User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.team_authority import must_lead

MOST_SKILLS, MOST_OF_PERSON, MOST_REQUIRED = 500, 50, 20
LEAST_LEVEL, HIGHEST_LEVEL = 1, 5


class SkillService:
    """Admins say which skills there are; they, and the managers of somebody's teams, say who has them."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[Skill]:
        """In the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.skills.by_name()

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Skill]:
        async with self._units.of(caller.user.organization_id) as work:
            return await work.skills.by_ids(ids)

    async def of_people(self, caller: Caller, user_ids: list[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
        """What each of these people can do, if anything: skills with levels, the highest level first."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return _listed(await work.skills.of_people(user_ids))

    async def required_by_services(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
        """What each of these services asks for, if anything."""
        return await self._required_by(caller, "service_id", ids)

    async def required_by_categories(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
        """What each of these categories asks for, if anything."""
        return await self._required_by(caller, "category_id", ids)

    async def create(self, caller: Caller, name: str) -> Skill:
        """Adds a skill. Raises ValidationFailed if there is one of that name."""
        caller.user.must(Power.ADMINISTER)
        name = _checked_name(name)
        async with self._units.of(caller.user.organization_id) as work:
            if await work.skills.count() >= MOST_SKILLS:
                message = f"There are {MOST_SKILLS} skills, which is all that there may be. Delete some of them."
                raise ValidationFailed([Violation((), message)])
            skill = await work.skills.create(name)
            await configuration.created(work, caller, SubjectKind.SKILL, skill, "name")
        return skill

    async def rename(self, caller: Caller, skill_id: UUID, name: str) -> Skill:
        """Gives a skill another name."""
        caller.user.must(Power.ADMINISTER)
        name = _checked_name(name)
        async with self._units.of(caller.user.organization_id) as work:
            skill = await work.skills.get_locked(skill_id, "skillId")
            if written := await configuration.apply(work, caller, SubjectKind.SKILL, skill, {"name": name}):
                await work.skills.rewrite(skill, *written)
        return skill

    async def delete(self, caller: Caller, skill_id: UUID, reason: str | None = None) -> Skill:
        """Does away with a skill: nobody has it any more, and nothing asks for it."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            skill = await work.skills.get_locked(skill_id, "skillId")
            before = {"name": skill.name, **await work.skills.uses_of(skill.id)}
            await work.skills.delete(skill)
            deleted = ConfigurationAction.DELETED
            await configuration.log(work, caller, SubjectKind.SKILL, skill, deleted, before, {}, reason)
        return skill

    async def set_skills(self, caller: Caller, user_id: UUID, skills: Sequence[tuple[UUID, int]]) -> User:
        """Makes these somebody's skills, and no others."""
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row locks: see there
            user = await work.users.get_locked(user_id, "userId")
            await must_lead(work, caller, user.id)
            if user.deactivated_at is not None:
                raise ValidationFailed.of("userId", f"{user.name} is deactivated.")
            levels = await checked_levels(work, skills, "skills", MOST_OF_PERSON)
            present = (await work.skills.of_people([user.id])).get(user.id, {})
            if levels != present:
                await work.skills.set_of_person(user.id, levels)
                before, after = {"skills": await named(work, present)}, {"skills": await named(work, levels)}
                changed = ConfigurationAction.SKILLS_CHANGED
                await configuration.log(work, caller, SubjectKind.USER, user, changed, before, after)
        return user

    async def _required_by(self, caller: Caller, column: str, ids: list[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return _listed(await work.skills.required_by(column, ids))


def problems_with_levels(given: Sequence[tuple[UUID, int]], field: str, most: int) -> list[Violation]:
    """What is wrong with levels, whatever skills there are."""
    violations = []
    if len(given) > most:
        violations.append(Violation((field,), f"These are {len(given)}; at most {most} are allowed."))
    seen: set[UUID] = set()
    for place, (skill_id, level) in enumerate(given):
        if not LEAST_LEVEL <= level <= HIGHEST_LEVEL:
            message = f"A level is {LEAST_LEVEL} to {HIGHEST_LEVEL}; this is {level}."
            violations.append(Violation((field, str(place), "level"), message))
        if skill_id in seen:
            violations.append(Violation((field, str(place), "skillId"), "This skill is named twice."))
        seen.add(skill_id)
    return violations


async def checked_levels(work: UnitOfWork, given: Sequence[tuple[UUID, int]], field: str, most: int) -> dict[UUID, int]:
    """Levels by skill. Raises ValidationFailed with everything that is wrong, and NotFound for an unknown skill."""
    if violations := problems_with_levels(given, field, most):
        raise ValidationFailed(violations)
    levels = dict(given)
    if set(levels) - set(await work.skills.lock_for_use(levels)):
        raise NotFound(work.skills.noun, field)
    return levels


async def named(work: UnitOfWork, levels: Mapping[UUID, int]) -> list[dict[str, Any]]:
    """Levels as the log keeps them, in the order of the skills' names; without a skill that was deleted meanwhile."""
    skills = await work.skills.by_ids(list(levels))
    entries = [{"id": str(id), "name": row.name, "level": levels[id]} for id, row in skills.items()]
    return sorted(entries, key=lambda entry: str(entry["name"]))


def _listed(levels: Mapping[UUID, Mapping[UUID, int]]) -> dict[UUID, list[tuple[UUID, int]]]:
    return {id: sorted(found.items(), key=lambda pair: (-pair[1], str(pair[0]))) for id, found in levels.items()}


def _checked_name(name: str | None) -> str:
    checks = Checks()
    name = checks.text("name", name, NAME)
    checks.done()
    return name
