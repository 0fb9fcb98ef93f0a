"""Writes the templates of the demo, and says what an incident takes over from the one that it was reported from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from siems.domain.log import Act, Action, SubjectKind
from siems.models import Incident, IncidentTemplate
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.demo_company import Cast
from siems.services.demo_templates import REPORTED_FROM, TEMPLATES, Form
from siems.services.incident_reports import MadeFrom


@dataclass(frozen=True)
class Forms:
    """What there is to report from, by the name of the template."""

    made: dict[str, MadeFrom]

    def of(self, title: str) -> MadeFrom | None:
        """What the incident with this title was reported from, if from anything."""
        filled = REPORTED_FROM.get(title)
        return None if filled is None else self.made[filled.template]


async def write_templates(work: UnitOfWork, cast: Cast) -> Forms:
    """Adds the templates, each with its entry in the log."""
    skills = {skill.name: skill for skill in await work.skills.by_name()}
    made = {}
    for name, form in TEMPLATES.items():
        required = [
            {**cast.reference(skills[skill].id), "level": level} for skill, level in sorted((form.skills or {}).items())
        ]
        made[name] = await _written(work, cast, await work.incident_templates.create(name), form, required)
    return Forms(made)


async def _written(
    work: UnitOfWork, cast: Cast, row: IncidentTemplate, form: Form, required: Sequence[dict[str, Any]]
) -> MadeFrom:
    category_id = cast.categories[form.category]
    service_id = None if form.service is None else cast.services[form.service].id
    checklist = list(form.checklist)
    version = await work.template_versions.add(
        row,
        title=form.title,
        description=form.description,
        severity=form.severity,
        category_id=category_id,
        service_id=service_id,
        required_skills={skill["id"]: skill["level"] for skill in required},
        checklist=checklist,
    )
    said = {"title": form.title, "description": form.description, "severity": form.severity.name}
    about = {
        "category": cast.reference(category_id),
        "service": None if service_id is None else cast.reference(service_id),
    }
    more = {"version": 1, **said, **about, "required_skills": list(required), "checklist": checklist}
    await cast.created(work, SubjectKind.INCIDENT_TEMPLATE, row, more)
    template = {**cast.reference(row.id), "version": row.version}
    return MadeFrom(version.id, template, required, checklist)


async def tick(work: UnitOfWork, incident: Incident, acts: Sequence[Act]) -> None:
    """Makes the incident's checklist what its log says."""
    ticked = {act.after["position"]: act for act in acts if act.action == Action.CHECKLIST_TICKED}
    if not ticked:
        return
    for item in await work.checklists.of_incident(incident.id):
        if (act := ticked.get(item.position)) is not None:
            item.ticked_at, item.ticked_by_id = act.at, act.actor.id
            await work.checklists.store(item, "ticked_at", "ticked_by_id")
