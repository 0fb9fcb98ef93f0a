"""DataLoaders: what many rows point at, fetched once for an operation."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from siems.bootstrap import Application
from siems.domain.availability import Presence
from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.on_call import Timeline
from siems.models import (
    AssignmentRule,
    BusinessCalendar,
    Category,
    ChecklistItem,
    ContactMethod,
    Delivery,
    Escalation,
    EscalationRule,
    Incident,
    OnCallOverride,
    OnCallSchedule,
    Postmortem,
    Service,
    Skill,
    SlaPolicy,
    Team,
    User,
    Webhook,
)
from siems.services.analytics import Question
from siems.services.availability import Away
from siems.services.incident_templates import Template
from siems.services.on_call import Asked
from siems.services.review import Reviewed
from siems.services.search import Similar

Level = tuple[UUID, int]
"""A skill, and the level of it."""
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


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
        self.assignment_rules: DataLoader[UUID, AssignmentRule | None] = self._by_id(app.assignment_rules.by_ids)
        self.escalations: DataLoader[UUID, Escalation | None] = self._by_id(escalations.by_ids)
        self.on_call_overrides: DataLoader[UUID, OnCallOverride | None] = self._by_id(app.on_call.overrides_by_id)
        # Without a cache: mutations of the same operation may change what these say.
        self.on_call_schedules: DataLoader[UUID, OnCallSchedule | None] = self._anew(app.on_call_schedules.by_ids)
        self.sla_policies: DataLoader[UUID, SlaPolicy | None] = self._anew(app.sla_policies.by_ids)
        self.business_calendars: DataLoader[UUID, BusinessCalendar | None] = self._anew(app.business_calendars.by_ids)
        self.timelines: DataLoader[Asked, Timeline | None] = self._anew(app.on_call.timelines)
        self.overrides_within: DataLoader[Asked, list[OnCallOverride] | None] = self._anew(app.on_call.overrides)
        self.analytics: DataLoader[Question, Any] = self._anew(app.analytics.answers)
        self.on_call: DataLoader[UUID, list[UUID]] = self._lists_by_id(app.on_call.of_teams)
        self.on_call_schedules_of: DataLoader[UUID, list[OnCallSchedule]] = self._lists_by_id(
            app.on_call_schedules.of_teams
        )
        self.incident_templates: DataLoader[UUID, Template | None] = self._anew(app.incident_templates.by_ids)
        self.template_versions: DataLoader[UUID, Template | None] = self._anew(app.incident_templates.by_versions)
        # Without a cache: the mutations of one operation each answer with the people and the ticks that they leave.
        self.added_participants: DataLoader[UUID, list[UUID]] = self._lists_by_id(lists.added_participants)
        self.checklists: DataLoader[UUID, list[ChecklistItem]] = self._lists_by_id(app.checklists.of_incidents)
        self.notified: DataLoader[UUID, list[UUID]] = self._lists_by_id(escalations.notified)
        self.postmortems: DataLoader[UUID, Postmortem | None] = self._anew(app.postmortems.of_incidents)
        self.reviews: DataLoader[UUID, Reviewed | None] = self._anew(app.reviews.of_incidents)
        self.skills: DataLoader[UUID, Skill | None] = self._anew(app.skills.by_ids)
        self.contact_methods: DataLoader[UUID, ContactMethod | None] = self._anew(app.contact_methods.by_ids)
        self.webhooks: DataLoader[UUID, Webhook | None] = self._anew(app.webhooks.by_ids)
        self.reachable: DataLoader[UUID, bool | None] = self._anew(app.contact_methods.reachable)
        self.presences: DataLoader[UUID, Presence | None] = self._anew(app.availability.presences)
        self.skills_of: DataLoader[UUID, list[Level]] = self._lists_by_id(app.skills.of_people)
        self.absences_of: DataLoader[UUID, list[Away]] = self._lists_by_id(app.availability.coming)
        self.service_skills: DataLoader[UUID, list[Level]] = self._lists_by_id(app.skills.required_by_services)
        self.category_skills: DataLoader[UUID, list[Level]] = self._lists_by_id(app.skills.required_by_categories)
        self.similar: DataLoader[UUID, list[Similar]] = self._lists_by_id(app.search.similar_to)
        lists_of_deliveries = app.delivery_lists
        self.deliveries_of: DataLoader[UUID, list[Delivery]] = self._lists_by_id(lists_of_deliveries.of_notifications)
        self.delivered_to: DataLoader[UUID, ContactMethod | None] = self._by_id(lists_of_deliveries.contact_methods)
        self.delivered_to_webhooks: DataLoader[UUID, Webhook | None] = self._by_id(lists_of_deliveries.webhooks)
        self.members: DataLoader[UUID, list[User]] = self._lists_by_id(directory.members_of)
        self.teams_of: DataLoader[UUID, list[Team]] = self._lists_by_id(directory.teams_of)

    def _by_id(self, find: Callable[[Caller, list[UUID]], Awaitable[dict[UUID, Row]]]) -> DataLoader[UUID, Row | None]:
        async def load(ids: Sequence[UUID]) -> list[Row | None]:
            found = await find(self._caller, list(ids))
            return [found.get(id) for id in ids]

        return DataLoader(load_fn=load)

    def _anew(
        self, find: Callable[[Caller, list[Key]], Awaitable[Mapping[Key, Row | ValidationFailed]]]
    ) -> DataLoader[Key, Row | None]:
        """Without a cache. What is found may be the refusal of one key, which then is raised for it alone."""

        async def load(keys: Sequence[Key]) -> list[Row | ValidationFailed | None]:
            found = await find(self._caller, list(keys))
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load, cache=False)

    def _lists_by_id(
        self, find: Callable[[Caller, list[UUID]], Awaitable[dict[UUID, list[Row]]]]
    ) -> DataLoader[UUID, list[Row]]:
        async def load(ids: Sequence[UUID]) -> list[list[Row]]:
            found = await find(self._caller, list(ids))
            return [found.get(id, []) for id in ids]

        return DataLoader(load_fn=load, cache=False)
