"""DataLoaders: what many rows point at, fetched once for an operation."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from siems.bootstrap import Application
from siems.domain.callers import Caller
from siems.models import Category, Escalation, EscalationRule, Incident, Service, Team, User
from siems.services.search import Similar

Row = TypeVar("Row")


class Loaders:
    """The loaders of one operation, for one caller."""

    def __init__(self, app: Application, caller: Caller) -> None:
        directory, lists, escalations = app.directory, app.incident_lists, app.escalation_lists
        self._caller = caller
        self.users: DataLoader[UUID, User | None] = self._by_id(directory.users_by_id)
        self.teams: DataLoader[UUID, Team | None] = self._by_id(directory.teams_by_id)
        self.services: DataLoader[UUID, Service | None] = self._by_id(directory.services_by_id)
        self.categories: DataLoader[UUID, Category | None] = self._by_id(directory.categories_by_id)
        self.incidents: DataLoader[UUID, Incident | None] = self._by_id(lists.by_ids)
        self.escalation_rules: DataLoader[UUID, EscalationRule | None] = self._by_id(app.escalation_rules.by_ids)
        self.escalations: DataLoader[UUID, Escalation | None] = self._by_id(escalations.by_ids)
        # Without a cache: the mutations of one operation each answer with the participants and members that they leave.
        self.added_participants: DataLoader[UUID, list[UUID]] = self._lists_by_id(lists.added_participants)
        self.notified: DataLoader[UUID, list[UUID]] = self._lists_by_id(escalations.notified)
        self.similar: DataLoader[UUID, list[Similar]] = self._lists_by_id(app.search.similar_to)
        self.members: DataLoader[UUID, list[User]] = self._lists_by_id(directory.members_of)
        self.teams_of: DataLoader[UUID, list[Team]] = self._lists_by_id(directory.teams_of)

    def _by_id(self, find: Callable[[Caller, list[UUID]], Awaitable[dict[UUID, Row]]]) -> DataLoader[UUID, Row | None]:
        async def load(ids: Sequence[UUID]) -> list[Row | None]:
            found = await find(self._caller, list(ids))
            return [found.get(id) for id in ids]

        return DataLoader(load_fn=load)

    def _lists_by_id(
        self, find: Callable[[Caller, list[UUID]], Awaitable[dict[UUID, list[Row]]]]
    ) -> DataLoader[UUID, list[Row]]:
        async def load(ids: Sequence[UUID]) -> list[list[Row]]:
            found = await find(self._caller, list(ids))
            return [found.get(id, []) for id in ids]

        return DataLoader(load_fn=load, cache=False)
