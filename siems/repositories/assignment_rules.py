"""The rules of automatic assignment."""

from typing import Any

from siems.models import AssignmentRule
from siems.repositories.base import DeletableRepository


class AssignmentRuleRepository(DeletableRepository[AssignmentRule]):
    model = AssignmentRule
    noun = "assignment rule"
    unique_name = "one_assignment_rule_of_a_name"

    async def in_force(self) -> list[AssignmentRule]:
        """Those that are enabled, the oldest first."""
        return await self._there().filter(enabled=True).order_by("created_at", "id")

    async def create(self, **values: Any) -> AssignmentRule:
        """Adds a rule."""
        now = self._transaction.now
        return await self.insert(AssignmentRule(organization_id=self._organization_id, created_at=now, **values))
