"""A draft of an escalation rule, as somebody writes it, and everything that can be wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from siems.domain.errors import Violation
from siems.domain.escalation.rules import ACKNOWLEDGE_TIMEOUT, EscalationAction, Step, Target, TargetKind
from siems.domain.escalation.strategies import strategies
from siems.domain.incidents import Severity
from siems.domain.log import canonical
from siems.domain.text import NAME, Checks, storable
from siems.models import User
from siems.models.base import new_id
from siems.repositories.base import Repository
from siems.repositories.escalation_rules import RuleRow, rule_of, steps_as_stored
from siems.repositories.unit_of_work import UnitOfWork

WEEK, DAY = 7 * 24 * 60, 24 * 60
MOST_STEPS, MOST_TARGETS, MOST_REPEATS, MOST_REFERENCES = 10, 20, 20, 100
LONGEST_PARAMETERS = 2_000
"""In characters of JSON."""
CONDITION = frozenset(
    {"severities", "service_ids", "category_ids", "team_ids", "strategy", "after_seconds", "parameters"}
)
"""The columns that say when a ladder starts, and for which incidents."""


@dataclass(frozen=True)
class StepDraft:
    """One step of the ladder: so long after its start, or after the step before."""

    delay_minutes: int = 0
    targets: Sequence[Target] = ()
    actions: Sequence[EscalationAction] = (EscalationAction.NOTIFY,)


@dataclass(frozen=True)
class RepeatDraft:
    """How often the whole ladder is climbed again, and how long after its last step."""

    times: int = 0
    every_minutes: int = 30


@dataclass(frozen=True)
class RuleDraft:
    """What a rule shall be. None leaves something as it is, and gives a new rule the default, if there is one."""

    name: str | None = None
    strategy: str | None = None
    after_minutes: int | None = None
    severities: Sequence[Severity] | None = None
    service_ids: Sequence[UUID] | None = None
    category_ids: Sequence[UUID] | None = None
    team_ids: Sequence[UUID] | None = None
    steps: Sequence[StepDraft] | None = None
    repeat: RepeatDraft | None = None
    acknowledge_timeout_minutes: int | None = None
    parameters: Any = None
    """A JSON object for the strategy."""
    enabled: bool | None = None

    async def checked(self, work: UnitOfWork, present: RuleRow | None = None) -> dict[str, Any]:
        """The columns of a rule for what the draft gives; for a new rule, with `present` None, all but the name.

        Raises ValidationFailed with everything that is wrong.
        """
        examination = _Examination(work, self, present)
        columns = await examination.run()
        examination.checks.done()
        return columns


_DEFAULTS: Mapping[str, Any] = {
    "severities": [],
    "service_ids": [],
    "category_ids": [],
    "team_ids": [],
    "parameters": {},
    "repeats": 0,
    "repeat_seconds": 0,
    "acknowledge_timeout_seconds": int(ACKNOWLEDGE_TIMEOUT.total_seconds()),
    "enabled": True,
}
_REQUIRED = {"strategy": "strategy", "after_minutes": "afterMinutes", "steps": "steps"}


class _Examination:
    """One look at one draft: collects the columns, and in `checks` what is wrong."""

    def __init__(self, work: UnitOfWork, draft: RuleDraft, present: RuleRow | None) -> None:
        self.checks = Checks()
        self._work = work
        self._draft = draft
        self._present = present

    async def run(self) -> dict[str, Any]:
        columns: dict[str, Any] = {} if self._present else dict(_DEFAULTS)
        columns |= await self._name()
        columns |= self._condition()
        columns |= await self._references()
        columns |= await self._steps()
        columns |= self._times()
        columns |= self._parameters()
        if self._draft.enabled is not None:
            columns["enabled"] = self._draft.enabled
        if not self.checks.violations:
            self._ask_strategy(columns)
        return columns

    def _blame(self, message: str, *path: object) -> None:
        self.checks.violations.append(Violation(tuple(str(part) for part in path), message))

    async def _name(self) -> dict[str, Any]:
        if self._draft.name is None:
            return {}
        before = len(self.checks.violations)
        name = self.checks.text("name", self._draft.name, NAME)
        rules, itself = self._work.escalation_rules, None if self._present is None else self._present.id
        if len(self.checks.violations) == before and await rules.is_taken(name, itself):
            self._blame(rules.taken(name), "name")
        return {"name": name}

    def _condition(self) -> dict[str, Any]:
        draft, found = self._draft, dict[str, Any]()
        if self._present is None:
            for attribute, spelt in _REQUIRED.items():
                if getattr(draft, attribute) is None:
                    self._blame("A rule needs this.", spelt)
        if draft.strategy is not None:
            found["strategy"] = draft.strategy
            if draft.strategy not in strategies():
                self._blame(
                    f"There is no such strategy. Those that exist: {', '.join(sorted(strategies()))}.", "strategy"
                )
        if draft.after_minutes is not None:
            found["after_seconds"] = self._minutes(draft.after_minutes, 0, WEEK, "afterMinutes")
        if draft.severities is not None:
            found["severities"] = [severity.name for severity in sorted(set(draft.severities))]
        return found

    async def _references(self) -> dict[str, Any]:
        found, violations = await references(self._work, self._draft)
        self.checks.violations += violations
        return found

    async def _steps(self) -> dict[str, Any]:
        steps = self._draft.steps
        if steps is None:
            return {}
        if not 1 <= len(steps) <= MOST_STEPS:
            self._blame(f"A ladder has 1 to {MOST_STEPS} steps; this one has {len(steps)}.", "steps")
        named = {target.user_id for step in steps for target in step.targets if target.user_id is not None}
        people = await self._work.users.by_ids(list(named))
        for place, step in enumerate(steps):
            self._check_step(step, people, "steps", place)
        checked = (
            Step(timedelta(minutes=step.delay_minutes), _each_once(step.targets), _each_once(step.actions))
            for step in steps
        )
        return {} if self.checks.violations else {"steps": steps_as_stored(tuple(checked))}

    def _check_step(self, step: StepDraft, people: Mapping[UUID, User], *path: object) -> None:
        notifies = EscalationAction.NOTIFY in step.actions
        self._minutes(step.delay_minutes, 0, DAY, *path, "delayMinutes")
        if not step.actions:
            self._blame("A step does at least one thing.", *path, "actions")
        elif notifies and not step.targets:
            self._blame("NOTIFY needs somebody to tell: name at least one target.", *path, "targets")
        elif step.targets and not notifies:
            self._blame("Only NOTIFY tells anybody, and this step has no such action.", *path, "targets")
        if len(step.targets) > MOST_TARGETS:
            self._blame(f"These are {len(step.targets)}; at most {MOST_TARGETS} are allowed.", *path, "targets")
        for place, target in enumerate(step.targets):
            if problem := _problem_with(target, people):
                self._blame(problem, *path, "targets", place, "userId")

    def _times(self) -> dict[str, Any]:
        draft, found = self._draft, dict[str, Any]()
        if draft.repeat is not None:
            times = draft.repeat.times
            if not 0 <= times <= MOST_REPEATS:
                self._blame(f"This must be 0 to {MOST_REPEATS}; it is {times}.", "repeat", "times")
            seconds = self._minutes(draft.repeat.every_minutes, 1, WEEK, "repeat", "everyMinutes")
            found |= {"repeats": times, "repeat_seconds": seconds if times else 0}
        if draft.acknowledge_timeout_minutes is not None:
            minutes = draft.acknowledge_timeout_minutes
            found["acknowledge_timeout_seconds"] = self._minutes(minutes, 1, DAY, "acknowledgeTimeoutMinutes")
        return found

    def _parameters(self) -> dict[str, Any]:
        parameters = self._draft.parameters
        if parameters is None:
            return {}
        if problem := problem_with_parameters(parameters):
            self._blame(problem, "parameters")
        return {"parameters": parameters}

    def _minutes(self, minutes: int, least: int, most: int, *path: object) -> int:
        """As seconds."""
        if not least <= minutes <= most:
            self._blame(f"This must be {least} to {most:,} minutes; it is {minutes:,}.", *path)
        return minutes * 60

    def _ask_strategy(self, columns: Mapping[str, Any]) -> None:
        """Lets the strategy object. Not to what does not concern it: a rule whose strategy is gone can be disabled."""
        present = self._present
        rule = {**({} if present is None else _columns_of(present)), "name": "", **columns}
        enabled_again = present is not None and rule["enabled"] and not present.enabled
        if present is not None and not enabled_again and not CONDITION & set(columns):
            return
        strategy = strategies().get(rule["strategy"])
        row = RuleRow(**{**rule, "id": new_id(), "active_since": self._work.now})
        problem: Violation | str | None = "There is no such strategy here: is its package installed?"
        if strategy is not None:
            problem = strategy.problem_with(rule_of(row))
        if isinstance(problem, Violation):
            self.checks.violations.append(problem)
        elif problem:
            self._blame(problem, "strategy")


class References(Protocol):
    """What a rule's draft says of the incidents that it is for."""

    @property
    def service_ids(self) -> Sequence[UUID] | None: ...
    @property
    def category_ids(self) -> Sequence[UUID] | None: ...
    @property
    def team_ids(self) -> Sequence[UUID] | None: ...


async def references(work: UnitOfWork, draft: References) -> tuple[dict[str, Any], list[Violation]]:
    """The columns for what the draft names, and what is wrong with it."""
    columns, violations = dict[str, Any](), list[Violation]()
    given: Iterable[tuple[str, str, Sequence[UUID] | None, Repository[Any]]] = (
        ("service_ids", "serviceIds", draft.service_ids, work.services),
        ("category_ids", "categoryIds", draft.category_ids, work.categories),
        ("team_ids", "teamIds", draft.team_ids, work.teams),
    )
    for column, spelt, ids, repository in given:
        if ids is None:
            continue
        if len(ids) > MOST_REFERENCES:
            violations.append(Violation((spelt,), f"These are {len(ids)}; at most {MOST_REFERENCES} are allowed."))
        known = await repository.by_ids(list(ids))
        message = f"There is no {repository.noun} with this id."
        violations += [Violation((spelt, str(place)), message) for place, id in enumerate(ids) if id not in known]
        columns[column] = sorted({str(id) for id in ids})
    return columns, violations


def _columns_of(row: RuleRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in sorted(RuleRow._meta.db_fields)}


def _each_once(values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


def _problem_with(target: Target, people: Mapping[UUID, User]) -> str | None:
    if target.kind is not TargetKind.USER:
        return None if target.user_id is None else f"{target.kind.value} names nobody: only USER takes this."
    if target.user_id is None:
        return "USER needs this: who is it?"
    if (user := people.get(target.user_id)) is None:
        return "There is no user with this id."
    return None if user.deactivated_at is None else f"{user.name} is deactivated."


def problem_with_parameters(parameters: Any) -> str | None:
    """What keeps this from being an object that can be stored and hashed.

    Fractions are refused, since the database spells them in ways of its own and the log's hashes are over spellings.
    """
    if not isinstance(parameters, dict):
        return "This must be a JSON object."
    waiting: list[tuple[Any, int]] = [(parameters, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > 8:
            return "This is nested too deeply."
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, float):
            return "Numbers in it must be whole; write others as text."
        elif isinstance(value, str) and not storable(value):
            return "This contains a character that cannot be stored."
    if len(canonical(parameters)) > LONGEST_PARAMETERS:
        return f"This is longer than {LONGEST_PARAMETERS:,} characters."
    return None
