"""Demo data: a small believable organization for a fresh installation. Pages nobody."""

from random import Random

from siems.domain.errors import ValidationFailed
from siems.domain.lifecycle import Move, state_of
from siems.domain.log import Act, Action, Origin
from siems.domain.moments import moments_of
from siems.domain.text import HALF_A_PAIR, has_half_a_pair
from siems.models import Incident
from siems.models.base import new_id
from siems.repositories.organizations import OrganizationRepository
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.sealing import Seals
from siems.security import LONGEST_PASSWORD, Passwords
from siems.services.demo_cast import CHARACTERS, ORGANIZATION
from siems.services.demo_company import DEMO, Cast
from siems.services.demo_deliveries import show_deliveries
from siems.services.demo_forms import tick, write_templates
from siems.services.demo_plot import Step, course, schedule, told
from siems.services.demo_postmortems import keep_postmortem
from siems.services.demo_sla import promise_service_levels
from siems.services.demo_staffing import staff
from siems.services.demo_stories import Story
from siems.services.escalation_defaults import add_default_rules
from siems.services.escalation_planning import settle_imported
from siems.services.incident_changes import snapshot
from siems.services.incident_reports import REPORTED_COLUMNS, MadeFrom

DOMAIN = "example.com"
_SEED = 20
_MOVES = {
    Action.ASSIGNED: Move.ASSIGN,
    Action.REASSIGNED: Move.ASSIGN,
    Action.CLAIMED: Move.CLAIM,
    Action.UNASSIGNED: Move.UNASSIGN,
    Action.STARTED: Move.START,
    Action.RESOLVED: Move.RESOLVE,
    Action.REOPENED: Move.REOPEN,
    Action.CLOSED: Move.CLOSE,
}


class DemoData:
    """What only the operator of the machine may do: the command line is its only caller."""

    def __init__(self, units: UnitsOfWork, passwords: Passwords, seals: Seals) -> None:
        self._units = units
        self._passwords = passwords
        self._seals = seals

    async def needed(self) -> bool:
        """True if the installation has no organization at all."""
        async with self._units.across_organizations() as work:
            return not await work.organizations.all()

    async def fill(self, password: str) -> None:
        """Adds the organization and everything in it, in one transaction; everybody logs in with `password`.

        The password may be short, since the operator chooses it. Raises ValidationFailed, having changed nothing,
        if there is an organization already or nobody could log in with the password.
        """
        _check_password(password)
        hash = await self._passwords.hash(password)
        async with self._units.of(new_id()) as work:
            organizations = OrganizationRepository(work)
            if await organizations.all():
                raise ValidationFailed.of(
                    "organization", "There is an organization already: demo data are for an empty installation."
                )
            await organizations.create(ORGANIZATION, work.organization_id)
            after = {"name": ORGANIZATION}
            await work.configuration_log.append(
                "organization", work.organization_id, Act("CREATED", DEMO, work.now, {}, after)
            )
            await add_default_rules(work, DEMO)
            await show_deliveries(work, await populate(work, hash), self._seals)


def _check_password(password: str) -> None:
    if has_half_a_pair(password):
        raise ValidationFailed.of("password", HALF_A_PAIR)
    if not 1 <= len(password) <= LONGEST_PASSWORD:
        raise ValidationFailed.of("password", f"A demo password has 1 to {LONGEST_PASSWORD} characters.")


async def populate(work: UnitOfWork, password_hash: str, domain: str = DOMAIN) -> Cast:
    """Puts people, what they run and promise, schedules, templates and incidents into an empty organization."""
    cast = Cast()
    for character in CHARACTERS:
        await cast.hire(work, character, password_hash, domain)
    await cast.form_teams(work)
    await cast.launch(work)
    await staff(work, cast)
    await promise_service_levels(work, cast)
    forms = await write_templates(work, cast)
    dice = Random(_SEED)
    filings = []
    for reported_at, goal, story in schedule(work.now, dice):
        crew = cast.crew(story, goal, dice)
        steps = told(story, course(goal, story), crew, reported_at, work.now)
        made_from = forms.of(story.title)
        filings.append((*await _filing(work, cast, story, made_from, steps), made_from))
    for incident, acts, made_from in filings:
        await work.incidents.file(incident, *acts, checklist=made_from.checklist if made_from else ())
        await tick(work, incident, acts)
        await keep_postmortem(work, incident, acts)
    return cast


async def _filing(
    work: UnitOfWork, cast: Cast, story: Story, made_from: MadeFrom | None, steps: list[Step]
) -> tuple[Incident, list[Act]]:
    """The incident as its last step leaves it, and its log."""
    service = cast.services[story.service]
    incident = Incident(
        id=new_id(),
        organization_id=work.organization_id,
        title=story.title,
        description=story.description,
        severity=story.severity,
        category_id=cast.categories[story.category],
        service_id=service.id,
        team_id=service.team_id,
        reporter_id=steps[0].actor,
        restricted=story.restricted,
        created_at=steps[0].at,
        updated_at=steps[0].at,
        template_version_id=made_from.version_id if made_from else None,
        required_skills=made_from.levels if made_from else {},
    )
    acts = [await _take(cast, incident, made_from, step) for step in steps]
    await settle_imported(work, incident, acts)
    return incident, acts


async def _take(cast: Cast, incident: Incident, made_from: MadeFrom | None, step: Step) -> Act:
    """Applies the step to the incident as the service would have, had it happened here."""
    actor = cast.actor(step.actor)
    if step.action is Action.REPORTED:
        after = await snapshot(cast, incident, REPORTED_COLUMNS) | (made_from.logged if made_from else {})
        return Act(step.action, actor, step.at, {}, after, None, Origin.IMPORTED)
    incident.updated_at = step.at
    if step.action is Action.COMMENTED:
        return Act(step.action, actor, step.at, {}, {"body": step.text}, None, Origin.IMPORTED)
    if step.action is Action.CHECKLIST_TICKED and made_from is not None:
        position = step.changes["position"]
        said = {"position": position, "text": made_from.checklist[position - 1]}
        return Act(step.action, actor, step.at, {}, said, None, Origin.IMPORTED)
    if step.action is Action.POSTMORTEM_WRITTEN:
        before, after = step.changes["before"], step.changes["after"]
        return Act(step.action, actor, step.at, before, after, None, Origin.IMPORTED)
    changes = dict(step.changes)
    if move := _MOVES.get(step.action):
        changes = {"status": state_of(incident.status).after(move), **changes}
    before = await snapshot(cast, incident, changes)
    for column, value in {**changes, **moments_of(step.action, step.at, incident)}.items():
        setattr(incident, column, value)
    incident.version += 1
    after = await snapshot(cast, incident, changes)
    return Act(step.action, actor, step.at, before, after, step.text, Origin.IMPORTED)
