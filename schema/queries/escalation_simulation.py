"""Trying an escalation rule out."""

from datetime import datetime

import strawberry

from schema.context import Info
from schema.moments import in_utc
from schema.mutations.escalation_inputs import EscalationRuleFields, draft_of
from schema.permissions import IsSignedIn, MaySimulate, allow
from schema.types.escalation_simulation import EscalationSimulation, simulation_of
from siems.domain.errors import ValidationFailed, Violation

_ARGUMENTS = ("since", "until")


@strawberry.input(description="A rule to try out: what `createEscalationRule` takes, without what is no matter here.")
class SimulateEscalationRuleInput(EscalationRuleFields):
    pass


@strawberry.type
class EscalationSimulationQueries:
    @strawberry.field(
        description="What a rule that does not exist yet would have done between two moments, replayed from the "
        "incidents' own history: at most 366 days, and until now unless said. Nothing is written, and nobody is told.",
        extensions=[allow(IsSignedIn, MaySimulate)],
    )
    async def simulate_escalation_rule(
        self, info: Info, input: SimulateEscalationRuleInput, since: datetime, until: datetime | None = None
    ) -> EscalationSimulation | None:
        begins, ends = in_utc(since, "since"), in_utc(until, "until")
        assert begins is not None
        try:
            simulation = info.context.app.escalation_simulation
            found = await simulation.of_draft(info.context.caller, draft_of(input), begins, ends)
        except ValidationFailed as refusal:
            raise _by_argument(refusal) from None
        return simulation_of(found)


def _by_argument(refusal: ValidationFailed) -> ValidationFailed:
    """The refusal with paths that begin with an argument of the query."""
    return ValidationFailed(
        [
            violation if violation.field[0] in _ARGUMENTS else Violation(("input", *violation.field), violation.message)
            for violation in refusal.violations
        ]
    )
