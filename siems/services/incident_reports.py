"""Reporting: what somebody says when something is wrong, and how it becomes an incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.events import IncidentChanged
from siems.domain.incidents import Severity
from siems.domain.log import Act, Action
from siems.domain.text import DEDUP_KEY, DESCRIPTION, TITLE, Checks
from siems.domain.users import Integration
from siems.models import Incident
from siems.models.base import new_id
from siems.repositories.base import Repository
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.assignment_by_rule import assign_by, begin_assigning, rule_for
from siems.services.assignment_ranking import ranked
from siems.services.escalation_planning import planned
from siems.services.incident_changes import snapshot
from siems.services.incident_lists import visibility_of


@dataclass(frozen=True)
class Report:
    """What somebody says when something is wrong."""

    title: str
    description: str | None = None
    severity: Severity = Severity.MEDIUM
    category_id: UUID | None = None
    service_id: UUID | None = None
    team_id: UUID | None = None
    restricted: bool = False
    dedup_key: str | None = None


@dataclass(frozen=True)
class MadeFrom:
    """The template that an incident is reported from, and what it takes over besides the columns of the report."""

    version_id: UUID
    template: Mapping[str, Any]
    """As the log names it: id, name and version."""
    required_skills: Sequence[Mapping[str, Any]]
    """As the log names them: id, name and level."""
    checklist: Sequence[str]

    @property
    def levels(self) -> dict[str, int]:
        return {skill["id"]: skill["level"] for skill in self.required_skills}

    @property
    def logged(self) -> dict[str, Any]:
        """What the entry of the report says, so that the log alone tells what the incident was made from."""
        skills, texts = [dict(skill) for skill in self.required_skills], list(self.checklist)
        return {"template": dict(self.template), "required_skills": skills, "checklist": texts}


REPORTED_COLUMNS = (
    "title", "description", "severity", "status", "category_id", "service_id", "team_id", "reporter_id",
    "restricted", "dedup_key",
)  # fmt: skip
REFERENCES: Mapping[str, str] = {"category_id": "categoryId", "service_id": "serviceId", "team_id": "teamId"}
"""What an incident may point at, and what the input field is called."""


async def file_report(
    work: UnitOfWork, caller: Caller, values: dict[str, Any], made_from: MadeFrom | None = None
) -> Incident:
    """Files what is reported, by column, in the transaction at hand, and assigns it if a rule says so."""
    await check_references(work, values)
    if values["team_id"] is None and values["service_id"] is not None:
        values["team_id"] = (await work.services.get(values["service_id"], "serviceId")).team_id
    incident = _incident(work, caller, values, made_from)
    rule = await rule_for(work, incident)
    if rule is not None:
        await begin_assigning(work)  # before all other locks: see there
    after = await snapshot(work, incident, dict.fromkeys((*REPORTED_COLUMNS, _reported_with(caller))))
    after |= {} if made_from is None else made_from.logged
    work.events.append(IncidentChanged(work.organization_id, incident.id))
    await refuse_twin(work, caller, incident.dedup_key, "dedupKey")
    await planned(work, [incident], new=True)
    # Asked before the incident is filed, which locks the counter for everybody.
    ranking = None if rule is None else await ranked(work, incident)
    act, checklist = Act(Action.REPORTED, caller.actor, work.now, {}, after), made_from.checklist if made_from else ()
    await work.incidents.file(incident, act, checklist=checklist, to_webhooks=True)
    if rule is not None and ranking is not None:
        await assign_by(rule, ranking, work, incident)
    return incident


def _incident(work: UnitOfWork, caller: Caller, values: Mapping[str, Any], made_from: MadeFrom | None) -> Incident:
    """The incident as it is at its report, which is now."""
    incident = Incident(id=new_id(), organization_id=work.organization_id, **values)
    setattr(incident, _reported_with(caller), caller.user.id)
    incident.created_at = incident.updated_at = work.now
    incident.round_started_at = incident.last_activity_at = work.now
    if made_from is not None:
        incident.template_version_id, incident.required_skills = made_from.version_id, made_from.levels
    return incident


def _reported_with(caller: Caller) -> str:
    """The column that says who reported it."""
    return "api_key_id" if isinstance(caller.user, Integration) else "reporter_id"


def reported_values(report: Report, checks: Checks) -> dict[str, Any]:
    """The columns of what is reported. Raises ValidationFailed with what is wrong and what `checks` noted before."""
    values = {
        "title": checks.text("title", report.title, TITLE),
        "description": checks.text("description", report.description, DESCRIPTION),
        "dedup_key": checks.optional_text("dedupKey", report.dedup_key, DEDUP_KEY),
        "severity": report.severity,
        "restricted": report.restricted,
        **{name: getattr(report, name) for name in REFERENCES},
    }
    checks.done()
    return values


async def refuse_twin(work: UnitOfWork, caller: Caller, dedup_key: str | None, field: str) -> None:
    """Refuses what would make a second unresolved incident with this key."""
    if dedup_key is None or (twin := await work.incidents.unresolved_with(dedup_key)) is None:
        return
    seen = await work.incidents.visible(twin.id, visibility_of(caller)) is not None
    name = twin.key if seen else "Another incident"
    raise ValidationFailed.of(field, f"{name} has this dedup key already and is not resolved yet.")


async def check_references(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Raises NotFound for what an incident cannot point at, by column."""
    repositories: dict[str, Repository[Any]] = {
        "category_id": work.categories,
        "service_id": work.services,
        "team_id": work.teams,
    }
    for name, repository in repositories.items():
        if values.get(name) is not None:
            await repository.get(values[name], REFERENCES[name])
