"""Escalation rules: writing them, changing them, doing away with them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.log import Act, Actor, ConfigurationAction, Snapshot, SubjectKind
from siems.domain.users import Power
from siems.models import EscalationRule
from siems.repositories.base import Repository
from siems.repositories.escalation_rules import Planning
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.escalation_drafts import CONDITION, RepeatDraft, RuleDraft, StepDraft

__all__ = ["EscalationRuleService", "Planning", "RepeatDraft", "RuleDraft", "StepDraft", "add_rule"]


MOST_RULES = 200
"""Of an organization: each is asked at every change of an incident."""


class EscalationRuleService:
    """Only admins change rules. A change counts from its commit on, and the worker then plans all incidents anew."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[EscalationRule]:
        """Those that are not deleted, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.escalation_rules.by_name()

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, EscalationRule]:
        """Those of the rules that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.SEE_DIRECTORY):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            return await work.escalation_rules.there_by_ids(ids)

    async def planning(self, caller: Caller) -> Planning:
        """How far the unresolved incidents follow the rules as they are. It counts restricted ones too."""
        caller.user.must(Power.SEE_PLANNING)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.escalation_rules.planning()

    async def create(self, caller: Caller, draft: RuleDraft) -> EscalationRule:
        """Adds a rule, active from now on. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()
            columns = await replace(draft, name=draft.name or "").checked(work)
            rule = await add_rule(work, caller.actor, columns)
            await work.escalation_rules.changed()  # from here on nobody else adds one: now they can be counted
            if await work.escalation_rules.count() > MOST_RULES:
                message = (
                    f"There are {MOST_RULES} escalation rules, which is all that there may be. Delete some of them."
                )
                raise ValidationFailed([Violation((), message)])
        return rule

    async def update(self, caller: Caller, rule_id: UUID, draft: RuleDraft) -> EscalationRule:
        """Changes what the draft gives. With another condition, or enabled again, the rule counts time from now on."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row lock: see there
            rule = await work.escalation_rules.get_locked(rule_id, "escalationRuleId")
            given = await draft.checked(work, rule)
            changes = {column: value for column, value in given.items() if value != getattr(rule, column)}
            if changes:
                await _rewrite(work, caller, rule, changes)
        return rule

    async def delete(self, caller: Caller, rule_id: UUID, reason: str | None = None) -> EscalationRule:
        """Does away with a rule. What it has escalated stays."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            rule = await work.escalation_rules.get_locked(rule_id, "escalationRuleId")
            await work.escalation_rules.delete(rule)
            await _log(work, caller.actor, rule, ConfigurationAction.DELETED, {"name": rule.name}, {}, reason)
            await work.escalation_rules.changed()
        return rule


async def add_rule(work: UnitOfWork, actor: Actor, columns: Mapping[str, Any]) -> EscalationRule:
    """Adds a rule of checked columns, and logs it. Does not call for new plans."""
    rule = await work.escalation_rules.create(**columns)
    await _log(work, actor, rule, ConfigurationAction.CREATED, {}, await logged_rule(work, columns))
    return rule


async def _rewrite(work: UnitOfWork, caller: Caller, rule: EscalationRule, changes: Mapping[str, Any]) -> None:
    before = await logged_rule(work, {column: getattr(rule, column) for column in changes})
    for column, value in changes.items():
        setattr(rule, column, value)
    if CONDITION & set(changes) or changes.get("enabled"):
        rule.active_since = work.now
    await work.escalation_rules.rewrite(rule, *changes, "active_since")
    action = ConfigurationAction.UPDATED
    await _log(work, caller.actor, rule, action, before, await logged_rule(work, changes))
    await work.escalation_rules.changed()


async def _log(
    work: UnitOfWork,
    actor: Actor,
    rule: EscalationRule,
    action: ConfigurationAction,
    before: Snapshot,
    after: Snapshot,
    reason: str | None = None,
) -> None:
    act = Act(action, actor, work.now, before, after, reason)
    await work.configuration_log.append(SubjectKind.ESCALATION_RULE, rule.id, act)


async def logged_rule(work: UnitOfWork, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as the log keeps them: references with their names, so that an entry can be read on its own."""
    repositories: Mapping[str, tuple[str, Repository[Any]]] = {
        "service_ids": ("services", work.services),
        "category_ids": ("categories", work.categories),
        "team_ids": ("teams", work.teams),
    }
    said: dict[str, Any] = {}
    for column, value in columns.items():
        if column in repositories:
            name, repository = repositories[column]
            said[name] = await _named(repository, value)
        elif column == "steps":
            said[column] = await _steps_named(work, value)
        else:
            said[column] = value
    return said


async def _named(repository: Repository[Any], ids: list[str]) -> list[dict[str, str]]:
    rows = await repository.by_ids([UUID(id) for id in ids])
    return [{"id": id, "name": rows[UUID(id)].name} for id in ids]


async def _steps_named(work: UnitOfWork, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {target["user_id"] for step in steps for target in step["targets"] if "user_id" in target}
    people = {reference["id"]: reference for reference in await _named(work.users, sorted(ids))}
    return [{**step, "targets": [_target_named(target, people) for target in step["targets"]]} for step in steps]


def _target_named(target: Mapping[str, str], people: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {"kind": target["kind"], **({"user": people[target["user_id"]]} if "user_id" in target else {})}
