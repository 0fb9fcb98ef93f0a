"""Incident templates and their versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from siems.models import IncidentTemplate, IncidentTemplateVersion
from siems.repositories.base import DeletableRepository, Repository


class IncidentTemplateRepository(DeletableRepository[IncidentTemplate]):
    model = IncidentTemplate
    noun = "incident template"
    unique_name = "one_incident_template_of_a_name"

    async def one_at_a_time(self) -> None:
        """Waits for all others of the organization who add a template, and keeps others waiting until the commit."""
        await self._transaction.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", f"templates {self._organization_id}"
        )

    async def get_present(self, id: UUID, field: str) -> IncidentTemplate:
        """The template with this id, as it is now. What is deleted is not found."""
        return self._found(await self.get(id, field), field)

    async def create(self, name: str) -> IncidentTemplate:
        """Adds a template. Its first version is to follow."""
        now = self._transaction.now
        return await self.insert(
            IncidentTemplate(organization_id=self._organization_id, name=name, version=1, created_at=now)
        )


class TemplateVersionRepository(Repository[IncidentTemplateVersion]):
    model = IncidentTemplateVersion
    noun = "version of a template"

    async def latest(self, templates: Sequence[IncidentTemplate]) -> dict[UUID, IncidentTemplateVersion]:
        """What each of the templates says, by the template's id."""
        found = await self._transaction.rows(
            "SELECT v.id FROM incident_template_versions v "
            "JOIN unnest($2::uuid[], $3::int[]) AS asked (template_id, version) USING (template_id, version) "
            "WHERE v.organization_id = $1",
            self._organization_id,
            [template.id for template in templates],
            [template.version for template in templates],
        )
        versions = await self.by_ids([row["id"] for row in found])
        return {version.template_id: version for version in versions.values()}

    async def latest_of(self, template: IncidentTemplate) -> IncidentTemplateVersion:
        """What the template says."""
        return (await self.latest([template]))[template.id]

    async def add(self, template: IncidentTemplate, **values: Any) -> IncidentTemplateVersion:
        """Adds what the template says from now on, under its present number."""
        version = IncidentTemplateVersion(organization_id=self._organization_id, template_id=template.id, **values)
        version.version, version.created_at = template.version, self._transaction.now
        return await self.insert(version)
