"""The rules of automatic assignment: writing them, changing them, doing away with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import Violation
from siems.domain.incidents import Severity
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks
from siems.domain.users import Power
from siems.models import AssignmentRule
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.escalation_drafts import references
from siems.services.escalation_rules import logged_rule

MOST_RULES = 100
"""Of an organization: each is asked at every report."""
KIND = SubjectKind.ASSIGNMENT_RULE
_DEFAULTS: Mapping[str, Any] = {
    "severities": [],
    "service_ids": [],
    "category_ids": [],
    "team_ids": [],
    "minimum_score": 0,
    "enabled": True,
}


@dataclass(frozen=True)
class AssignmentRuleDraft:
    """What a rule shall be. None leaves something as it is, and gives a new rule the default, if there is one."""

    name: str | None = None
    severities: Sequence[Severity] | None = None
    service_ids: Sequence[UUID] | None = None
    category_ids: Sequence[UUID] | None = None
    team_ids: Sequence[UUID] | None = None
    minimum_score: int | None = None
    enabled: bool | None = None


class AssignmentRuleService:
    """Only admins change rules. A change counts for what is reported after its commit."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[AssignmentRule]:
        """Those that are not deleted, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.assignment_rules.by_name()

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, AssignmentRule]:
        """Those of the rules that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.SEE_DIRECTORY):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            return await work.assignment_rules.there_by_ids(ids)

    async def create(self, caller: Caller, draft: AssignmentRuleDraft) -> AssignmentRule:
        """Adds a rule. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.candidates.one_at_a_time()  # from here on nobody else adds one: now they can be counted
            columns = {**_DEFAULTS, **await _checked(work, draft)}
            await work.assignment_rules.require_room(MOST_RULES, "assignment rules")
            rule = await work.assignment_rules.create(**columns)
            after = await logged_rule(work, columns)
            await configuration.log(work, caller, KIND, rule, ConfigurationAction.CREATED, {}, after)
        return rule

    async def update(self, caller: Caller, rule_id: UUID, draft: AssignmentRuleDraft) -> AssignmentRule:
        """Changes what the draft gives."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            rule = await work.assignment_rules.get_locked(rule_id, "assignmentRuleId")
            given = await _checked(work, draft, rule)
            changes = {column: value for column, value in given.items() if value != getattr(rule, column)}
            if changes:
                await _rewrite(work, caller, rule, changes)
        return rule

    async def delete(self, caller: Caller, rule_id: UUID, reason: str | None = None) -> AssignmentRule:
        """Does away with a rule. What it has assigned stays so."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            rule = await work.assignment_rules.get_locked(rule_id, "assignmentRuleId")
            await work.assignment_rules.delete(rule)
            await configuration.deleted(work, caller, KIND, rule, reason)
        return rule


async def _rewrite(work: UnitOfWork, caller: Caller, rule: AssignmentRule, changes: Mapping[str, Any]) -> None:
    before = await logged_rule(work, {column: getattr(rule, column) for column in changes})
    for column, value in changes.items():
        setattr(rule, column, value)
    await work.assignment_rules.rewrite(rule, *changes)
    after = await logged_rule(work, changes)
    await configuration.log(work, caller, KIND, rule, ConfigurationAction.UPDATED, before, after)


async def _checked(
    work: UnitOfWork, draft: AssignmentRuleDraft, present: AssignmentRule | None = None
) -> dict[str, Any]:
    """The columns for what the draft gives. Raises ValidationFailed with everything that is wrong."""
    checks, rules = Checks(), work.assignment_rules
    columns, checks.violations = await references(work, draft)
    if draft.name is not None or present is None:
        before = len(checks.violations)
        name = columns["name"] = checks.text("name", draft.name, NAME)
        if len(checks.violations) == before and await rules.is_taken(name, None if present is None else present.id):
            checks.violations.append(Violation(("name",), rules.taken(name)))
    if draft.severities is not None:
        columns["severities"] = [severity.name for severity in sorted(set(draft.severities))]
    if (score := draft.minimum_score) is not None:
        columns["minimum_score"] = score
        if not 0 <= score <= 100:
            checks.violations.append(Violation(("minimumScore",), f"This must be 0 to 100; it is {score}."))
    if draft.enabled is not None:
        columns["enabled"] = draft.enabled
    checks.done()
    return columns
