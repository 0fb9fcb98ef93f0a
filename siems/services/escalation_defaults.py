"""The escalation rules that a new organization begins with. Admins change them as any others."""

from collections.abc import Iterable

from siems.domain.escalation.rules import EscalationAction, Target, TargetKind
from siems.domain.incidents import Severity
from siems.domain.log import Actor
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.escalation_drafts import RepeatDraft, RuleDraft, StepDraft
from siems.services.escalation_rules import add_rule

_HOUR, _DAY = 60, 24 * 60
_ASSIGNEE, _ON_CALL, _TEAM_MANAGER, _ALL_MANAGERS = (
    Target(kind) for kind in (TargetKind.ASSIGNEE, TargetKind.ON_CALL, TargetKind.TEAM_MANAGER, TargetKind.ALL_MANAGERS)
)
_TELL_AND_RAISE = (EscalationAction.NOTIFY, EscalationAction.RAISE_SEVERITY)


def _rule(
    name: str,
    severity: Severity,
    strategy: str,
    after: int,
    steps: Iterable[StepDraft],
    repeat: RepeatDraft | None = None,
) -> RuleDraft:
    return RuleDraft(name, strategy, after, severities=[severity], steps=list(steps), repeat=repeat)


DEFAULTS = (
    _rule(
        "Critical: nobody has it",
        *(Severity.CRITICAL, "UNASSIGNED", 5),
        (StepDraft(0, (_ON_CALL, _TEAM_MANAGER)), StepDraft(5, (_ALL_MANAGERS,))),
        RepeatDraft(times=3, every_minutes=15),
    ),
    _rule(
        "Critical: not started",
        *(Severity.CRITICAL, "NOT_STARTED", 10),
        (StepDraft(0, (_ASSIGNEE,)), StepDraft(5, (_ON_CALL, _TEAM_MANAGER)), StepDraft(10, (_ALL_MANAGERS,))),
        RepeatDraft(times=2, every_minutes=30),
    ),
    _rule(
        "Critical: not resolved",
        *(Severity.CRITICAL, "UNRESOLVED", _HOUR),
        (StepDraft(0, (_ASSIGNEE, _TEAM_MANAGER)), StepDraft(30, (_ALL_MANAGERS,))),
        RepeatDraft(times=3, every_minutes=_HOUR),
    ),
    _rule(
        "High: nobody has it",
        *(Severity.HIGH, "UNASSIGNED", 15),
        (
            StepDraft(0, (_ON_CALL, _TEAM_MANAGER)),
            StepDraft(15, (_ALL_MANAGERS,)),
            StepDraft(30, (_ALL_MANAGERS,), _TELL_AND_RAISE),
        ),
    ),
    _rule(
        "High: not started",
        *(Severity.HIGH, "NOT_STARTED", 30),
        (StepDraft(0, (_ASSIGNEE,)), StepDraft(30, (_ON_CALL, _TEAM_MANAGER))),
    ),
    _rule(
        "High: not resolved",
        *(Severity.HIGH, "UNRESOLVED", 4 * _HOUR),
        (StepDraft(0, (_ASSIGNEE, _TEAM_MANAGER)), StepDraft(2 * _HOUR, (_ALL_MANAGERS,))),
    ),
    _rule(
        "Medium: nobody has it",
        *(Severity.MEDIUM, "UNASSIGNED", 4 * _HOUR),
        (StepDraft(0, (_TEAM_MANAGER,)), StepDraft(4 * _HOUR, (_ALL_MANAGERS,))),
    ),
    _rule(
        "Medium: nothing happens",
        *(Severity.MEDIUM, "SILENT", _DAY),
        (StepDraft(0, (_ASSIGNEE, _TEAM_MANAGER)),),
        RepeatDraft(times=2, every_minutes=_DAY),
    ),
    _rule(
        "Low: nobody has it",
        *(Severity.LOW, "UNASSIGNED", 3 * _DAY),
        (StepDraft(0, (_TEAM_MANAGER,)),),
    ),
)


async def add_default_rules(work: UnitOfWork, actor: Actor) -> None:
    """Gives an organization that is new in this transaction its rules. There is nothing to plan yet."""
    for draft in DEFAULTS:
        await add_rule(work, actor, await draft.checked(work))
