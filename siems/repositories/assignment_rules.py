"""The rules of automatic assignment."""

from typing import Any
from uuid import UUID

from siems.domain.errors import NotFound
from siems.models import AssignmentRule
from siems.repositories.base import NamedRepository


class AssignmentRuleRepository(NamedRepository[AssignmentRule]):
    model = AssignmentRule
    noun = "assignment rule"
    unique_name = "one_assignment_rule_of_a_name"

    async def by_name(self) -> list[AssignmentRule]:
        """All that are not deleted, in the order of their names."""
        return await self._rows().filter(deleted_at=None).order_by("name", "id")

    async def in_force(self) -> list[AssignmentRule]:
        """Those that are enabled, the oldest first."""
        return await self._rows().filter(deleted_at=None, enabled=True).order_by("created_at", "id")

    async def get_locked(self, id: UUID, field: str) -> AssignmentRule:
        """As everywhere, but what is deleted is not found."""
        row = await super().get_locked(id, field)
        if row.deleted_at is not None:
            raise NotFound(self.noun, field)
        return row

    async def is_taken(self, name: str, but: UUID | None) -> bool:
        """Whether another rule than `but` has this name."""
        named = self._rows().filter(name=name, deleted_at=None)
        return await (named if but is None else named.exclude(id=but)).exists()

    async def count(self) -> int:
        """How many there are that are not deleted."""
        return await self._rows().filter(deleted_at=None).count()

    async def create(self, **values: Any) -> AssignmentRule:
        """Adds a rule."""
        now = self._transaction.now
        return await self.insert(AssignmentRule(organization_id=self._organization_id, created_at=now, **values))
