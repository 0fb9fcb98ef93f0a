"""The catalogue of what incidents are about: services and categories."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import DESCRIPTION, NAME, Checks
from siems.domain.users import Power
from siems.models import Category, Service
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.skills import MOST_REQUIRED, checked_levels, named


class CatalogueService:
    """Only admins change the catalogue."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def create_service(self, caller: Caller, values: Mapping[str, Any]) -> Service:
        """Adds a service with name, description, team_id and required_skills (pairs of skill and level).

        Raises ValidationFailed if there is one of that name.
        """
        caller.user.must(Power.ADMINISTER)
        checked = _checked({"name": None, **values})
        required = checked.pop("required_skills", None)
        async with self._units.of(caller.user.organization_id) as work:
            await _check_team(work, checked)
            service = await work.services.create(**checked)
            columns = [column for column in ("name", "description", "team_id") if getattr(service, column)]
            await configuration.created(work, caller, SubjectKind.SERVICE, service, *columns)
            await _require(work, caller, SubjectKind.SERVICE, service, required)
        return service

    async def update_service(self, caller: Caller, service_id: UUID, values: Mapping[str, Any]) -> Service:
        """Changes those of name, description, team_id and required_skills that are in `values`."""
        caller.user.must(Power.ADMINISTER)
        checked = _checked(values)
        required = checked.pop("required_skills", None)
        async with self._units.of(caller.user.organization_id) as work:
            service = await work.services.get_locked(service_id, "serviceId")
            await _check_team(work, checked)
            if written := await configuration.apply(work, caller, SubjectKind.SERVICE, service, checked):
                await work.services.rewrite(service, *written)
            await _require(work, caller, SubjectKind.SERVICE, service, required)
        return service

    async def create_category(
        self, caller: Caller, name: str, required_skills: Sequence[tuple[UUID, int]] | None = None
    ) -> Category:
        """Adds a category. Raises ValidationFailed if there is one of that name."""
        caller.user.must(Power.ADMINISTER)
        checked = _checked({"name": name})
        async with self._units.of(caller.user.organization_id) as work:
            category = await work.categories.create(checked["name"])
            await configuration.created(work, caller, SubjectKind.CATEGORY, category, "name")
            await _require(work, caller, SubjectKind.CATEGORY, category, required_skills)
        return category

    async def update_category(self, caller: Caller, category_id: UUID, values: Mapping[str, Any]) -> Category:
        """Changes the name and the required_skills, if they are in `values`."""
        caller.user.must(Power.ADMINISTER)
        checked = _checked(values)
        required = checked.pop("required_skills", None)
        async with self._units.of(caller.user.organization_id) as work:
            category = await work.categories.get_locked(category_id, "categoryId")
            if written := await configuration.apply(work, caller, SubjectKind.CATEGORY, category, checked):
                await work.categories.rewrite(category, *written)
            await _require(work, caller, SubjectKind.CATEGORY, category, required)
        return category


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    checks = Checks()
    checked = dict(values)
    for column, rule in (("name", NAME), ("description", DESCRIPTION)):
        if column in values:
            checked[column] = checks.text(column, values[column], rule)
    checks.done()
    return checked


async def _check_team(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    if values.get("team_id") is not None:
        await work.teams.get(values["team_id"], "teamId")


async def _require(
    work: UnitOfWork,
    caller: Caller,
    kind: SubjectKind,
    row: Service | Category,
    required: Sequence[tuple[UUID, int]] | None,
) -> None:
    """Makes these what it asks of whoever works its incidents; None leaves that as it is."""
    if required is None:
        return
    levels = await checked_levels(work, required, "requiredSkills", MOST_REQUIRED)
    column = f"{kind.value}_id"
    present = (await work.skills.required_by(column, [row.id])).get(row.id, {})
    if levels != present:
        await work.skills.set_required(column, row.id, levels)
        before, after = {"required_skills": await named(work, present)}, {"required_skills": await named(work, levels)}
        await configuration.log(work, caller, kind, row, ConfigurationAction.SKILLS_CHANGED, before, after)
