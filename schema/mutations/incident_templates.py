"""Mutations on incident templates."""

from typing import Any

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.enums import Severity
from schema.types.incident_templates import IncidentTemplate, incident_template_of
from schema.types.skills import SkillLevelInput, decoded

_ERRORS = "Why nothing changed; else empty."
_NAME = "Unique in the organization; one line, at most 100 characters."
_TITLE = "One line, at most 200 characters, with placeholders: `Disk full on {{host}}`."
_DESCRIPTION = "What is known, with placeholders, as the title; at most 20,000 characters."
_SEVERITY = "How bad it usually is."
_CATEGORY = "What kind it is."
_SERVICE = "What it is about."
_SKILLS = "What it asks of whoever works it, beside what its category and its service ask: all of it."
_CHECKLIST = "What is to be done, in order: all of it. At most 50 texts of one line and at most 200 characters."


@strawberry.input(description="A template to add. What is absent or null is empty.")
class CreateIncidentTemplateInput:
    name: str = strawberry.field(description=_NAME)
    title: str = strawberry.field(description=_TITLE)
    description: str | None = strawberry.field(default=None, description=_DESCRIPTION)
    severity: Severity | None = strawberry.field(default=None, description=f"{_SEVERITY} MEDIUM unless said.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description=_CATEGORY)
    service_id: strawberry.ID | None = strawberry.field(default=None, description=_SERVICE)
    required_skills: list[SkillLevelInput] | None = strawberry.field(default=None, description=_SKILLS)
    checklist: list[str] | None = strawberry.field(default=None, description=_CHECKLIST)


@strawberry.input(
    description="New values for a template; what is absent or null stays as it is, but for category and service."
)
class UpdateIncidentTemplateInput:
    template_id: strawberry.ID = strawberry.field(description="Which template.")
    name: str | None = strawberry.field(default=None, description=_NAME)
    title: str | None = strawberry.field(default=None, description=_TITLE)
    description: str | None = strawberry.field(default=None, description=_DESCRIPTION)
    severity: Severity | None = strawberry.field(default=None, description=_SEVERITY)
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_CATEGORY} Null: none from now on."
    )
    service_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_SERVICE} Null: nothing from now on."
    )
    required_skills: list[SkillLevelInput] | None = strawberry.field(default=None, description=_SKILLS)
    checklist: list[str] | None = strawberry.field(default=None, description=_CHECKLIST)


@strawberry.input(description="Which template to do away with.")
class DeleteIncidentTemplateInput:
    template_id: strawberry.ID = strawberry.field(description="Which template.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type
class IncidentTemplatePayload:
    incident_template: IncidentTemplate | None = strawberry.field(
        default=None, description="The template as it is now."
    )
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new template, or why there is none.")
class CreateIncidentTemplatePayload(IncidentTemplatePayload):
    pass


@strawberry.type(description="The template as it is now, or why nothing changed.")
class UpdateIncidentTemplatePayload(IncidentTemplatePayload):
    pass


@strawberry.type(description="Which template is gone, or why nothing changed.")
class DeleteIncidentTemplatePayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the template had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class IncidentTemplateMutations:
    @mutation(CreateIncidentTemplatePayload, IsSignedIn, MayAdminister, description="Adds an incident template.")
    async def create_incident_template(
        self, info: Info, input: CreateIncidentTemplateInput
    ) -> CreateIncidentTemplatePayload | None:
        template = await info.context.app.incident_templates.create(info.context.caller, _values(input))
        return CreateIncidentTemplatePayload(incident_template=incident_template_of(template))

    @mutation(
        UpdateIncidentTemplatePayload,
        IsSignedIn,
        MayAdminister,
        description="Changes an incident template. What was made from it keeps what it said.",
    )
    async def update_incident_template(
        self, info: Info, input: UpdateIncidentTemplateInput
    ) -> UpdateIncidentTemplatePayload | None:
        id = ids.decode("IncidentTemplate", input.template_id, "templateId")
        template = await info.context.app.incident_templates.update(info.context.caller, id, _values(input))
        return UpdateIncidentTemplatePayload(incident_template=incident_template_of(template))

    @mutation(
        DeleteIncidentTemplatePayload,
        IsSignedIn,
        MayAdminister,
        description="Does away with an incident template. What was made from it keeps what it said.",
    )
    async def delete_incident_template(
        self, info: Info, input: DeleteIncidentTemplateInput
    ) -> DeleteIncidentTemplatePayload | None:
        id = ids.decode("IncidentTemplate", input.template_id, "templateId")
        await info.context.app.incident_templates.delete(info.context.caller, id, input.reason)
        return DeleteIncidentTemplatePayload(deleted_id=input.template_id)


def _values(input: CreateIncidentTemplateInput | UpdateIncidentTemplateInput) -> dict[str, Any]:
    """What is given, by column."""
    columns = ("name", "title", "description", "severity", "checklist")
    given: dict[str, Any] = {name: value for name in columns if (value := getattr(input, name)) is not None}
    for column, kind, field in (("category_id", "Category", "categoryId"), ("service_id", "Service", "serviceId")):
        if (id := getattr(input, column)) is not strawberry.UNSET:
            given[column] = ids.decode_optional(kind, id, field)
    if input.required_skills is not None:
        given["required_skills"] = decoded(input.required_skills, "requiredSkills")
    return given
