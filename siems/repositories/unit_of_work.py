"""One use case, one transaction: its repositories, and what to tell the observers once it is committed."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

from siems.domain.clock import Clock
from siems.domain.events import Event, Observer
from siems.domain.observers import Observers
from siems.repositories.absences import AbsenceRepository
from siems.repositories.analytics import AnalyticsRepository
from siems.repositories.api_keys import ApiKeyRepository
from siems.repositories.assignment_rules import AssignmentRuleRepository
from siems.repositories.audit_trail import AuditTrailRepository
from siems.repositories.base import OrganizationTransaction, Repository, Transaction, transaction
from siems.repositories.calendar_feeds import CalendarFeedRepository, CalendarTokenRepository
from siems.repositories.candidates import CandidateRepository
from siems.repositories.checklists import ChecklistRepository
from siems.repositories.checkpoints import CheckpointRepository
from siems.repositories.contact_methods import ContactMethodRepository
from siems.repositories.deliveries import DeliveryQueueRepository, DeliveryRepository
from siems.repositories.escalation_rules import EscalationRuleRepository
from siems.repositories.escalations import EscalationQueueRepository, EscalationRepository
from siems.repositories.feed import FeedEpochRepository, FeedRepository
from siems.repositories.histories import HistoryRepository
from siems.repositories.incidents import IncidentRepository
from siems.repositories.invitations import InvitationRepository
from siems.repositories.logs import (
    ChainRepository,
    ConfigurationLogRepository,
    IncidentLogRepository,
)
from siems.repositories.notification_settings import NotificationSettingRepository, NotificationStepRepository
from siems.repositories.notifications import NotificationRepository
from siems.repositories.on_call import OnCallScheduleRepository
from siems.repositories.organizations import (
    CategoryRepository,
    OrganizationRepository,
    ServiceRepository,
    TeamRepository,
)
from siems.repositories.participants import ParticipantRepository
from siems.repositories.postmortems import PostmortemRepository
from siems.repositories.review import ReviewRepository
from siems.repositories.sealed_secrets import SealedSecretRepository
from siems.repositories.search import PostgresSearch
from siems.repositories.search_index import SearchIndex
from siems.repositories.sessions import SessionRepository
from siems.repositories.skills import SkillRepository
from siems.repositories.sla import BusinessCalendarRepository, SlaPolicyRepository
from siems.repositories.templates import IncidentTemplateRepository, TemplateVersionRepository
from siems.repositories.used_links import UsedLinkRepository
from siems.repositories.users import AccountRepository, UserRepository
from siems.repositories.webhooks import WebhookRepository
from siems.repositories.workers import WorkerRepository
from siems.repositories.workload import WorkloadRepository

SearchEngine = Callable[[OrganizationTransaction], SearchIndex]
"""Makes the search of one transaction."""


class UnitOfWork(OrganizationTransaction):
    """The repositories of one organization, in one transaction."""

    def __init__(
        self, connection: BaseDBAsyncClient, now: datetime, organization_id: UUID, search: SearchEngine
    ) -> None:
        super().__init__(connection, now, organization_id)
        self._search = search

    @cached_property
    def events(self) -> list[Event]:
        """What the observers hear after the commit."""
        return []

    @cached_property
    def afterwards(self) -> list[Callable[[], None]]:
        """What is done after the commit, such as saying in the log of the process what has happened."""
        return []

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """As any transaction's; and nobody hears of what is undone."""
        events, afterwards = len(self.events), len(self.afterwards)
        try:
            async with super().savepoint():
                yield
        except BaseException:
            del self.events[events:], self.afterwards[afterwards:]
            raise

    async def name_of(self, column: str, id: UUID) -> str:
        """The name of what a reference column (`assignee_id`, `team_id` ...) points at, as it is now."""
        repositories: Mapping[str, Repository[Any]] = {
            "reporter_id": self.users,
            "assignee_id": self.users,
            "api_key_id": self.api_keys,
            "category_id": self.categories,
            "service_id": self.services,
            "team_id": self.teams,
            "manager_id": self.users,
        }
        name: str = (await repositories[column].get(id, column)).name
        return name

    @cached_property
    def incidents(self) -> IncidentRepository:
        return IncidentRepository(self)

    @cached_property
    def search(self) -> SearchIndex:
        return self._search(self)

    @cached_property
    def participants(self) -> ParticipantRepository:
        return ParticipantRepository(self)

    @cached_property
    def postmortems(self) -> PostmortemRepository:
        return PostmortemRepository(self)

    @cached_property
    def review(self) -> ReviewRepository:
        return ReviewRepository(self)

    @cached_property
    def incident_log(self) -> IncidentLogRepository:
        return IncidentLogRepository(self)

    @cached_property
    def configuration_log(self) -> ConfigurationLogRepository:
        return ConfigurationLogRepository(self)

    @cached_property
    def users(self) -> UserRepository:
        return UserRepository(self)

    @cached_property
    def api_keys(self) -> ApiKeyRepository:
        return ApiKeyRepository(self)

    @cached_property
    def sessions(self) -> SessionRepository:
        return SessionRepository(self)

    @cached_property
    def invitations(self) -> InvitationRepository:
        return InvitationRepository(self)

    @cached_property
    def used_links(self) -> UsedLinkRepository:
        return UsedLinkRepository(self)

    @cached_property
    def audit_trail(self) -> AuditTrailRepository:
        return AuditTrailRepository(self)

    @cached_property
    def escalation_rules(self) -> EscalationRuleRepository:
        return EscalationRuleRepository(self)

    @cached_property
    def sla_policies(self) -> SlaPolicyRepository:
        return SlaPolicyRepository(self)

    @cached_property
    def business_calendars(self) -> BusinessCalendarRepository:
        return BusinessCalendarRepository(self)

    @cached_property
    def assignment_rules(self) -> AssignmentRuleRepository:
        return AssignmentRuleRepository(self)

    @cached_property
    def incident_templates(self) -> IncidentTemplateRepository:
        return IncidentTemplateRepository(self)

    @cached_property
    def template_versions(self) -> TemplateVersionRepository:
        return TemplateVersionRepository(self)

    @cached_property
    def checklists(self) -> ChecklistRepository:
        return ChecklistRepository(self)

    @cached_property
    def candidates(self) -> CandidateRepository:
        return CandidateRepository(self)

    @cached_property
    def escalations(self) -> EscalationRepository:
        return EscalationRepository(self)

    @cached_property
    def histories(self) -> HistoryRepository:
        return HistoryRepository(self)

    @cached_property
    def notifications(self) -> NotificationRepository:
        return NotificationRepository(self)

    @cached_property
    def deliveries(self) -> DeliveryRepository:
        return DeliveryRepository(self)

    @cached_property
    def skills(self) -> SkillRepository:
        return SkillRepository(self)

    @cached_property
    def absences(self) -> AbsenceRepository:
        return AbsenceRepository(self)

    @cached_property
    def on_call_schedules(self) -> OnCallScheduleRepository:
        return OnCallScheduleRepository(self)

    @cached_property
    def calendar_feeds(self) -> CalendarFeedRepository:
        return CalendarFeedRepository(self)

    @cached_property
    def contact_methods(self) -> ContactMethodRepository:
        return ContactMethodRepository(self)

    @cached_property
    def notification_settings(self) -> NotificationSettingRepository:
        return NotificationSettingRepository(self)

    @cached_property
    def notification_steps(self) -> NotificationStepRepository:
        return NotificationStepRepository(self)

    @cached_property
    def webhooks(self) -> WebhookRepository:
        return WebhookRepository(self)

    @cached_property
    def teams(self) -> TeamRepository:
        return TeamRepository(self)

    @cached_property
    def services(self) -> ServiceRepository:
        return ServiceRepository(self)

    @cached_property
    def categories(self) -> CategoryRepository:
        return CategoryRepository(self)

    @cached_property
    def analytics(self) -> AnalyticsRepository:
        return AnalyticsRepository(self)

    @cached_property
    def workload(self) -> WorkloadRepository:
        return WorkloadRepository(self)


class InstallationWork(Transaction):
    """The few queries that are about no single organization: signing in, the feed, verification, set-up, keys."""

    @cached_property
    def organizations(self) -> OrganizationRepository:
        return OrganizationRepository(self)

    @cached_property
    def accounts(self) -> AccountRepository:
        return AccountRepository(self)

    @cached_property
    def calendar_tokens(self) -> CalendarTokenRepository:
        return CalendarTokenRepository(self)

    @cached_property
    def feed(self) -> FeedRepository:
        return FeedRepository(self)

    @cached_property
    def escalation_queue(self) -> EscalationQueueRepository:
        return EscalationQueueRepository(self)

    @cached_property
    def delivery_queue(self) -> DeliveryQueueRepository:
        return DeliveryQueueRepository(self)

    @cached_property
    def sealed_secrets(self) -> SealedSecretRepository:
        return SealedSecretRepository(self)

    @cached_property
    def feed_epochs(self) -> FeedEpochRepository:
        return FeedEpochRepository(self)

    @cached_property
    def chains(self) -> ChainRepository:
        return ChainRepository(self)

    @cached_property
    def checkpoints(self) -> CheckpointRepository:
        return CheckpointRepository(self)

    @cached_property
    def workers(self) -> WorkerRepository:
        return WorkerRepository(self)


class UnitsOfWork:
    """Opens units of work. The only way from a service to the database."""

    def __init__(
        self,
        clock: Clock,
        observers: Mapping[str, Observer] = MappingProxyType({}),
        search: SearchEngine = PostgresSearch,
    ) -> None:
        self._clock = clock
        self._search = search
        self._observers = Observers(observers)

    @asynccontextmanager
    async def of(
        self, organization_id: UUID, settings: Mapping[str, str] = MappingProxyType({})
    ) -> AsyncIterator[UnitOfWork]:
        """One transaction on one organization, with these settings of the database; observers are told after it has
        committed."""
        async with transaction(self._clock, organization_id, settings) as (connection, now):
            work = UnitOfWork(connection, now, organization_id, self._search)
            yield work
        self._observers.tell_soon(work.events)
        for act in work.afterwards:
            act()

    @asynccontextmanager
    async def across_organizations(self) -> AsyncIterator[InstallationWork]:
        """The named exception to the rule that a transaction belongs to one organization."""
        async with transaction(self._clock, None) as (connection, now):
            yield InstallationWork(connection, now)

    async def close(self) -> None:
        """Waits until the observers have been told everything, but not for long."""
        await self._observers.close()
