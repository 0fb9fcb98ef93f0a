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
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.assignment_by_rule import assign_by, begin_assigning, rule_for
from siems.services.assignment_ranking import ranked
from siems.services.escalation_planning import planned
from siems.services.incident_changes import snapshot
from siems.services.received_events import merged


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
class Received:
    """What became of a report."""

    incident: Incident
    merged: bool
    """It is an event of this incident, which was there already."""


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


async def receive(units: UnitsOfWork, caller: Caller, values: dict[str, Any]) -> Received:
    """What becomes of a report, by column: most often in a storm an event of an incident that is known already.

    That is tried by itself, which takes no lock but the incident's.
    """
    if values["dedup_key"] is not None:
        async with units.of(caller.user.organization_id) as work:
            await settle(work, caller, values)
            if (twin := await merged(work, caller, values)) is not None:
                return Received(twin, merged=True)
    async with units.of(caller.user.organization_id) as work:
        return await file_report(work, caller, values)


async def file_report(
    work: UnitOfWork, caller: Caller, values: dict[str, Any], made_from: MadeFrom | None = None
) -> Received:
    """Files what is reported, by column, in the transaction at hand, and assigns it if a rule says so; or makes it an
    event of the unresolved incident with its dedup key, if the caller sees one."""
    await settle(work, caller, values)
    if values["team_id"] is None and values["service_id"] is not None:
        values["team_id"] = (await work.services.get(values["service_id"], "serviceId")).team_id
    incident = _incident(work, caller, values, made_from)
    rule = await rule_for(work, incident)
    if rule is not None:
        await begin_assigning(work)  # before all other locks: see there
    after = await snapshot(work, incident, dict.fromkeys((*REPORTED_COLUMNS, _reported_with(caller))))
    after |= {} if made_from is None else made_from.logged
    if incident.dedup_key is not None:
        await work.incidents.keep_dedup_key(incident.dedup_key)
        if (twin := await merged(work, caller, values)) is not None:
            return Received(twin, merged=True)
    work.events.append(IncidentChanged(work.organization_id, incident.id))
    await planned(work, [incident], new=True)
    # Asked before the incident is filed, which locks the counter for everybody.
    ranking = None if rule is None else await ranked(work, incident)
    act, checklist = Act(Action.REPORTED, caller.actor, work.now, {}, after), made_from.checklist if made_from else ()
    await work.incidents.file(incident, act, checklist=checklist, to_webhooks=True)
    if rule is not None and ranking is not None:
        await assign_by(rule, ranking, work, incident)
    return Received(incident, merged=False)


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


async def settle(work: UnitOfWork, caller: Caller, values: dict[str, Any]) -> None:
    """Completes what is reported with the service that a key is for. Raises ValidationFailed for what the key may not
    report, and NotFound for what an incident cannot point at."""
    if isinstance(caller.user, Integration) and caller.user.service_ids:
        values["service_id"] = await _pinned(work, caller.user.service_ids, values["service_id"])
    await check_references(work, values)


async def _pinned(work: UnitOfWork, allowed: frozenset[UUID], service_id: UUID | None) -> UUID:
    if service_id is None and len(allowed) == 1:
        return next(iter(allowed))
    if service_id in allowed:
        return service_id
    names = sorted(service.name for service in (await work.services.by_ids(list(allowed))).values())
    raise ValidationFailed.of("serviceId", f"This key reports incidents of these services only: {', '.join(names)}.")


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
