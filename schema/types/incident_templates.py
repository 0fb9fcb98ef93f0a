"""Incident templates, and what incidents were made from, as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.enums import Severity
from schema.types.nodes import Node
from schema.types.organizations import Category, Service, load_category, load_service
from schema.types.skills import SkillLevel, there_of
from siems.domain.assignment import levels_of
from siems.domain.templates import TemplateTexts
from siems.models import IncidentTemplateVersion as VersionRow
from siems.services.incident_templates import Template


@strawberry.type
class TemplateText:
    version: int = strawberry.field(description="1, 2, 3 ...: grows with every change of what it says.")
    title: str = strawberry.field(description="With placeholders: `Disk full on {{host}}`.")
    description: str = strawberry.field(description="With placeholders, as the title.")
    placeholders: list[str] = strawberry.field(
        description="The names in the title and the description, each once, in their order."
    )
    severity: Severity = strawberry.field(description="How bad it usually is.")
    checklist: list[str] = strawberry.field(description="What is to be done about it, in order.")
    category_id: strawberry.Private[UUID | None]
    service_id: strawberry.Private[UUID | None]
    levels: strawberry.Private[Sequence[tuple[UUID, int]]]

    @strawberry.field(description="What kind of incident it is.")
    async def category(self, info: Info) -> Category | None:
        return await load_category(info, self.category_id)

    @strawberry.field(description="What it is about.")
    async def service(self, info: Info) -> Service | None:
        return await load_service(info, self.service_id)

    @strawberry.field(description="What it asks of whoever works it, beside what its category and its service ask.")
    async def required_skills(self, info: Info) -> list[SkillLevel]:
        return await there_of(info, self.levels)


@strawberry.type(description="What a kind of incident is usually reported as.")
class IncidentTemplate(TemplateText, Node):
    name: str = strawberry.field(description="Unique in the organization.")
    created_at: datetime = strawberry.field(description="When it was added.")


@strawberry.type(description="What a template said when an incident was made from it. It never changes.")
class IncidentTemplateVersion(TemplateText):
    name: str = strawberry.field(description="The template's name as it is now, or was to the end.")
    created_at: datetime = strawberry.field(description="Since when the template said this.")
    template_id: strawberry.Private[UUID]

    @strawberry.field(description="The template as it is now; null if it was deleted, or is not for you to read.")
    async def template(self, info: Info) -> IncidentTemplate | None:
        return await load_incident_template(info, self.template_id)


def incident_template_of(template: Template) -> IncidentTemplate:
    row = template.row
    id = ids.encode("IncidentTemplate", row.id)
    return IncidentTemplate(id=id, name=row.name, created_at=row.created_at, **_said(template.version))


def template_version_of(template: Template) -> IncidentTemplateVersion:
    row, version = template.row, template.version
    return IncidentTemplateVersion(name=row.name, created_at=version.created_at, template_id=row.id, **_said(version))


def _said(version: VersionRow) -> dict[str, Any]:
    same_name = ("version", "title", "description", "severity", "checklist", "category_id", "service_id")
    return {
        **{name: getattr(version, name) for name in same_name},
        "placeholders": list(TemplateTexts(version.title, version.description).placeholders),
        "levels": list(levels_of(version.required_skills).items()),
    }


async def load_incident_template(info: Info, id: UUID) -> IncidentTemplate | None:
    found = await info.context.loaders.incident_templates.load(id)
    return None if found is None else incident_template_of(found)


async def load_template_version(info: Info, id: UUID | None) -> IncidentTemplateVersion | None:
    found = None if id is None else await info.context.loaders.template_versions.load(id)
    return None if found is None else template_version_of(found)
