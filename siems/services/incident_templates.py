"""Incident templates: writing them, changing them, doing away with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siems.domain.assignment import levels_of
from siems.domain.callers import Caller
from siems.domain.errors import Violation
from siems.domain.incidents import Severity
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.templates import TemplateTexts
from siems.domain.text import DESCRIPTION, NAME, TITLE, Checks, TextRule
from siems.domain.users import Power
from siems.models import IncidentTemplate, IncidentTemplateVersion
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.incident_changes import snapshot
from siems.services.skills import MOST_REQUIRED, checked_levels, named, problems_with_levels

MOST_TEMPLATES = 200
"""Of an organization."""
MOST_ITEMS = 50
"""Of a checklist."""
ITEM = TextRule(longest=200, required=True, one_line=True)
KIND = SubjectKind.INCIDENT_TEMPLATE
_DEFAULTS: Mapping[str, Any] = {
    "description": "",
    "severity": Severity.MEDIUM,
    "category_id": None,
    "service_id": None,
    "required_skills": {},
    "checklist": [],
}
SAID = ("title", *_DEFAULTS)
"""The columns that a new version is made for. The name is not among them."""


@dataclass(frozen=True)
class Template:
    """A template, and what it says: in its latest version, or in an earlier one."""

    row: IncidentTemplate
    version: IncidentTemplateVersion


class IncidentTemplateService:
    """Only admins change templates. Incidents keep the version that they were made from."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[Template]:
        """Those that are not deleted, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            rows = await work.incident_templates.by_name()
            latest = await work.template_versions.latest(rows)
        return [Template(row, latest[row.id]) for row in rows]

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Template]:
        """Those of the templates that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.SEE_DIRECTORY):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            rows = list((await work.incident_templates.there_by_ids(ids)).values())
            latest = await work.template_versions.latest(rows)
        return {row.id: Template(row, latest[row.id]) for row in rows}

    async def by_versions(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Template]:
        """What incidents were made from, by the id of the version; also of templates that are deleted."""
        async with self._units.of(caller.user.organization_id) as work:
            versions = await work.template_versions.by_ids(ids)
            rows = await work.incident_templates.by_ids([version.template_id for version in versions.values()])
        return {id: Template(rows[version.template_id], version) for id, version in versions.items()}

    async def create(self, caller: Caller, values: Mapping[str, Any]) -> Template:
        """Adds a template with a name and what of SAID is in `values`; required_skills are pairs of skill and level.

        Raises ValidationFailed with everything that is wrong, and NotFound for what it refers to.
        """
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.incident_templates.one_at_a_time()  # from here on nobody else adds one: now they can be counted
            said = {**_DEFAULTS, **await _checked(work, {"name": None, "title": None, **values})}
            await work.incident_templates.require_room(MOST_TEMPLATES, "templates")
            row = await work.incident_templates.create(said.pop("name"))
            version = await work.template_versions.add(row, **said)
            after = {"name": row.name, "version": 1, **await _logged(work, version, SAID)}
            await configuration.log(work, caller, KIND, row, ConfigurationAction.CREATED, {}, after)
        return Template(row, version)

    async def update(self, caller: Caller, template_id: UUID, values: Mapping[str, Any]) -> Template:
        """Changes what is in `values`, as for `create`. What changes more than the name makes a new version."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            row = await work.incident_templates.get_locked(template_id, "templateId")
            present = await work.template_versions.latest_of(row)
            given = await _checked(work, values, Template(row, present))
            name, said = given.pop("name", row.name), await _said_by(work, present)
            changes = {column: value for column, value in given.items() if value != said[column]}
            if not changes and name == row.name:
                return Template(row, present)
            return await _rewrite(work, caller, Template(row, present), name, {**said, **changes}, tuple(changes))

    async def delete(self, caller: Caller, template_id: UUID, reason: str | None = None) -> IncidentTemplate:
        """Does away with a template. What was made from it keeps what it said."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            row = await work.incident_templates.get_locked(template_id, "templateId")
            await work.incident_templates.delete(row)
            await configuration.deleted(work, caller, KIND, row, reason, version=row.version)
        return row


async def _rewrite(
    work: UnitOfWork, caller: Caller, present: Template, name: str, said: Mapping[str, Any], changed: Sequence[str]
) -> Template:
    """Gives a template the name, and if any columns have changed, a new version that says `said`."""
    row, version = present.row, present.version
    before: dict[str, Any] = {"name": row.name} if name != row.name else {}
    after: dict[str, Any] = {"name": name} if name != row.name else {}
    row.name = name
    if changed:
        before |= {"version": row.version, **await _logged(work, version, changed)}
        row.version += 1
        version = await work.template_versions.add(row, **said)
        after |= {"version": row.version, **await _logged(work, version, changed)}
    await work.incident_templates.rewrite(row, "name", "version")
    await configuration.log(work, caller, KIND, row, ConfigurationAction.UPDATED, before, after)
    return Template(row, version)


async def _said_by(work: UnitOfWork, version: IncidentTemplateVersion) -> dict[str, Any]:
    """The columns of SAID, without the skills that were deleted meanwhile."""
    skills = await named(work, levels_of(version.required_skills))
    required = {skill["id"]: skill["level"] for skill in skills}
    return {**{column: getattr(version, column) for column in SAID}, "required_skills": required}


async def _logged(work: UnitOfWork, version: IncidentTemplateVersion, columns: Sequence[str]) -> dict[str, Any]:
    """The columns as the log keeps them, with the names of what they refer to."""
    said = await snapshot(work, version, columns)
    if "required_skills" in said:
        said["required_skills"] = await named(work, levels_of(version.required_skills))
    return said


async def _checked(work: UnitOfWork, values: Mapping[str, Any], present: Template | None = None) -> dict[str, Any]:
    """The columns for what is given."""
    checks, checked = Checks(), dict(values)
    for column, rule in (("name", NAME), ("title", TITLE), ("description", DESCRIPTION)):
        if column in values:
            checked[column] = checks.text(column, values[column], rule)
    await _check_name(work, checks, checked, present)
    so_far = {"description": ""} if present is None else {column: getattr(present.version, column) for column in SAID}
    texts = {**so_far, **checked}
    TemplateTexts(texts["title"], texts["description"]).check(checks)
    if "checklist" in values:
        checked["checklist"] = checks.texts("checklist", values["checklist"], ITEM, MOST_ITEMS)
    required = values.get("required_skills", ())
    checks.violations += problems_with_levels(required, "requiredSkills", MOST_REQUIRED)
    checks.done()
    await _check_references(work, checked)
    if "required_skills" in values:
        levels = await checked_levels(work, required, "requiredSkills", MOST_REQUIRED)
        checked["required_skills"] = {str(id): level for id, level in levels.items()}
    return checked


async def _check_name(work: UnitOfWork, checks: Checks, checked: Mapping[str, Any], present: Template | None) -> None:
    if "name" not in checked or any(violation.field == ("name",) for violation in checks.violations):
        return
    templates, name = work.incident_templates, checked["name"]
    if await templates.is_taken(name, None if present is None else present.row.id):
        checks.violations.append(Violation(("name",), templates.taken(name)))


async def _check_references(work: UnitOfWork, checked: Mapping[str, Any]) -> None:
    if checked.get("category_id") is not None:
        await work.categories.get(checked["category_id"], "categoryId")
    if checked.get("service_id") is not None:
        await work.services.get(checked["service_id"], "serviceId")
