"""Automatic assignment at report time: which rule is for an incident, and what comes of it."""

from siems.domain.escalation.facts import facts_of
from siems.domain.log import Action, Actor, ActorKind
from siems.models import AssignmentRule, Incident
from siems.repositories.escalation_rules import match_of
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.assignment_ranking import Ranking
from siems.services.incident_changes import IncidentChange

ASSIGNMENT = Actor(ActorKind.SYSTEM, "assignment")
_TOLD = 3
"""So many of those who did not get it are named in the log."""


async def rule_for(work: UnitOfWork, incident: Incident) -> AssignmentRule | None:
    """The oldest enabled rule that matches, if any does."""
    facts = facts_of(incident)
    return next((rule for rule in await work.assignment_rules.in_force() if match_of(rule).holds(facts)), None)


async def begin_assigning(work: UnitOfWork) -> None:
    """Keeps people in office, and waits until nobody else of the organization assigns automatically.

    Before the locks of dedup keys, incidents and the counter: all who assign automatically take them in this order.
    """
    await work.users.keep_in_office()
    await work.candidates.one_at_a_time()


async def assign_by(rule: AssignmentRule, ranking: Ranking, work: UnitOfWork, incident: Incident) -> None:
    """Gives the incident to the first in the ranking, or says in its log why nobody got it. Refuses nothing."""
    best = ranking.best
    if best is not None and best.score >= rule.minimum_score:
        change = IncidentChange(work, ASSIGNMENT, incident, f'Rule "{rule.name}"')
        await change.assign(best.candidate.id, ranking.logged(best.candidate.id, automatic=True))
        return
    why = ranking.why_nobody
    if best is not None:
        why = f"the best score is {best.score}, and the rule asks for {rule.minimum_score}"
    said = [
        {
            "user": {"id": str(each.candidate.id), "name": each.candidate.name},
            "score": each.score,
            "why": ", ".join(reason.text for reason in each.reasons),
        }
        for each in ranking.places[:_TOLD]
    ]
    # Not as the reason, which everybody reads who sees the incident: see domain.visibility.
    after = {"rule": {"id": str(rule.id), "name": rule.name}, "why": why, "candidates": said}
    await IncidentChange(work, ASSIGNMENT, incident, f'Rule "{rule.name}"').remark(Action.LEFT_UNASSIGNED, after)
