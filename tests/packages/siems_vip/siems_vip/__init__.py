"""A package of somebody else's: an escalation strategy that SIEMS does not know."""

from datetime import datetime

from siems.domain.escalation.facts import IncidentFacts
from siems.domain.escalation.rules import EscalationRule
from siems.domain.escalation.strategies import EscalationStrategy, counted_from


class AssignedToNobodyImportant(EscalationStrategy):
    """Whatever its state, an incident is late when so much time has gone by since it was last assigned."""

    name = "VIP"
    described = "in the hands of nobody important"

    def due_at(self, facts: IncidentFacts, rule: EscalationRule) -> datetime | None:
        if facts.assigned_at is None:
            return None
        return counted_from(facts.assigned_at, facts, rule) + rule.after * rule.parameters.get("times", 1)
