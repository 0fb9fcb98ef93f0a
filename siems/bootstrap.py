"""Builds repositories, services and observers once. The only place that wires."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis
from tortoise.context import TortoiseContext

from siems.channels import Outgoing, channels_of, egress_of, webhook_sender_of
from siems.config import tortoise_config
from siems.domain.clock import Clock, DatabaseClock
from siems.domain.events import Observer
from siems.migrate import APP_ROLE
from siems.observers.live import LiveObserver, RedisWakeUps
from siems.observers.metrics import Metrics, MetricsObserver
from siems.observers.notify import NotifyObserver
from siems.repositories.search import PostgresSearch
from siems.repositories.unit_of_work import UnitsOfWork
from siems.sealing import Seals
from siems.security import AccessTokens, Passwords, RefreshTokens
from siems.services.acknowledge_links import AcknowledgeLinks
from siems.services.allowances import GENEROUS, KeyAllowance, Rate
from siems.services.analytics import AnalyticsService
from siems.services.api_keys import ApiKeyService
from siems.services.assignment import AssignmentService
from siems.services.assignment_rules import AssignmentRuleService
from siems.services.attempts import Attempts
from siems.services.audit import AuditService
from siems.services.audit_anchor import AnchorFile
from siems.services.audit_trail import AuditTrailService
from siems.services.auth import AuthService
from siems.services.availability import AvailabilityService
from siems.services.business_calendars import BusinessCalendarService
from siems.services.calendar_feeds import CalendarFeedService
from siems.services.catalogue import CatalogueService
from siems.services.checklists import ChecklistService
from siems.services.checkpoints import CheckpointService
from siems.services.contact_methods import ContactMethodService
from siems.services.dedup_keys import DedupKeyService
from siems.services.delivery import DeliveryService
from siems.services.delivery.dead_letters import DeliveryLists
from siems.services.delivery.service import Outlets
from siems.services.demo import DemoData
from siems.services.directory import DirectoryService
from siems.services.escalation_lists import EscalationLists
from siems.services.escalation_rules import EscalationRuleService
from siems.services.escalation_simulation import EscalationSimulation
from siems.services.escalations import EscalationService
from siems.services.feed_epochs import FeedEpochs
from siems.services.feed_health import FeedHealth
from siems.services.incident_export import IncidentExportService
from siems.services.incident_lists import IncidentLists
from siems.services.incident_templates import IncidentTemplateService
from siems.services.incidents import IncidentService
from siems.services.invitations import InvitationService
from siems.services.live.streams import LiveService
from siems.services.machine_events import MachineEventService
from siems.services.notification_settings import NotificationSettingService
from siems.services.notifications import NotificationService
from siems.services.on_call import OnCallService
from siems.services.on_call_schedules import OnCallScheduleService
from siems.services.participants import ParticipantService
from siems.services.people import PeopleService
from siems.services.postmortems import PostmortemService
from siems.services.resealing import ResealingService
from siems.services.review import ReviewService
from siems.services.search import SearchService
from siems.services.servicenow import ServiceNowImport
from siems.services.sessions import SessionService
from siems.services.setup import SetupService
from siems.services.skills import SkillService
from siems.services.sla_policies import SlaPolicyService
from siems.services.teams import TeamService
from siems.services.template_reports import TemplateReportService
from siems.services.webhooks import WebhookService
from siems.services.workers import WorkerService
from siems.services.workload import WorkloadService
from siems.signing import SigningKey, TrustedKeys


@dataclass(frozen=True)
class Proving:
    """What checkpoints are made and verified with."""

    key: SigningKey | None = None
    """Signs. Whoever has none makes no checkpoints."""
    public_keys: tuple[str, ...] = ()
    """Those whose signatures are believed, in hex."""
    anchor: Path | None = None


@dataclass(frozen=True)
class Servers:
    """Where the truth and the wake-ups are, and the secrets that sign tokens (the first one signs)."""

    database_url: str
    redis_url: str
    secrets: tuple[str, ...]
    database_pool: int = 20
    proving: Proving = Proving()
    public_url: str = "http://127.0.0.1:8000"
    """Where people reach the API, without a slash behind."""
    outgoing: Outgoing = field(default_factory=Outgoing)
    """What is sent by, and where it may go."""
    intake: Rate = GENEROUS
    """What one key may report."""


@dataclass(frozen=True)
class Application:
    """Everything that the API, the worker and the command line call."""

    units: UnitsOfWork
    redis: Redis
    metrics: Metrics
    auth: AuthService
    sessions: SessionService
    api_keys: ApiKeyService
    incidents: IncidentService
    dedup_keys: DedupKeyService
    machine_events: MachineEventService
    incident_lists: IncidentLists
    incident_templates: IncidentTemplateService
    template_reports: TemplateReportService
    checklists: ChecklistService
    assignment: AssignmentService
    assignment_rules: AssignmentRuleService
    sla_policies: SlaPolicyService
    business_calendars: BusinessCalendarService
    search: SearchService
    participants: ParticipantService
    postmortems: PostmortemService
    reviews: ReviewService
    exports: IncidentExportService
    escalations: EscalationService
    escalation_rules: EscalationRuleService
    escalation_lists: EscalationLists
    acknowledge_links: AcknowledgeLinks
    notifications: NotificationService
    notification_settings: NotificationSettingService
    contact_methods: ContactMethodService
    webhooks: WebhookService
    delivery: DeliveryService
    delivery_lists: DeliveryLists
    on_call: OnCallService
    on_call_schedules: OnCallScheduleService
    escalation_simulation: EscalationSimulation
    directory: DirectoryService
    people: PeopleService
    invitations: InvitationService
    teams: TeamService
    skills: SkillService
    availability: AvailabilityService
    calendar_feeds: CalendarFeedService
    catalogue: CatalogueService
    audit: AuditService
    audit_trail: AuditTrailService
    checkpoints: CheckpointService
    workers: WorkerService
    workload: WorkloadService
    analytics: AnalyticsService
    feed_epochs: FeedEpochs
    feed_health: FeedHealth
    live: LiveService
    setup: SetupService
    resealing: ResealingService
    servicenow: ServiceNowImport
    demo: DemoData


@asynccontextmanager
async def application(
    servers: Servers,
    *,
    clock: Clock | None = None,
    passwords: Passwords | None = None,
    outlets: Outlets | None = None,
) -> AsyncIterator[Application]:
    """The application, connected for as long as the context lasts. One a process."""
    config = tortoise_config(servers.database_url, pool=servers.database_pool, role=APP_ROLE)
    with TortoiseContext() as database:
        # The global fallback, since requests and jobs run in tasks of their own.
        await database.init(config=config, _enable_global_fallback=True)
    redis = Redis.from_url(servers.redis_url, socket_timeout=5, socket_connect_timeout=2)
    app = _wire(redis, servers, clock or DatabaseClock(), passwords or Passwords(), outlets)
    try:
        await app.feed_epochs.current()
        yield app
    finally:
        await app.live.stop()
        await app.units.close()
        await redis.aclose()
        await database.close_connections()


def _wire(
    redis: Redis, servers: Servers, clock: Clock, passwords: Passwords, outlets: Outlets | None = None
) -> Application:
    metrics = Metrics()
    observers: dict[str, Observer] = {
        "live": LiveObserver(redis),
        "notify": NotifyObserver(redis),
        "metrics": MetricsObserver(metrics),
    }
    units = UnitsOfWork(clock, observers, PostgresSearch)
    secrets, proving, feed_epochs = servers.secrets, servers.proving, FeedEpochs(units)
    live = LiveService(units, feed_epochs, RedisWakeUps(redis))
    metrics.count_subscribers(lambda: live.feed.subscribers)
    access, attempts, seals = AccessTokens(secrets), Attempts(redis), Seals(secrets)
    allowance = KeyAllowance(redis, servers.intake)
    incidents, dedup_keys = IncidentService(units, allowance), DedupKeyService(units, allowance)
    sessions = SessionService(units, access, RefreshTokens(secrets))
    links = AcknowledgeLinks(units, secrets, servers.public_url)
    return Application(
        units=units,
        redis=redis,
        metrics=metrics,
        auth=AuthService(units, passwords, access, sessions, attempts),
        sessions=sessions,
        api_keys=ApiKeyService(units),
        incidents=incidents,
        dedup_keys=dedup_keys,
        machine_events=MachineEventService(units, incidents, dedup_keys),
        incident_lists=IncidentLists(units),
        incident_templates=IncidentTemplateService(units),
        template_reports=TemplateReportService(units, allowance),
        checklists=ChecklistService(units),
        assignment=AssignmentService(units),
        assignment_rules=AssignmentRuleService(units),
        sla_policies=SlaPolicyService(units),
        business_calendars=BusinessCalendarService(units),
        search=SearchService(units),
        participants=ParticipantService(units),
        postmortems=PostmortemService(units),
        reviews=ReviewService(units),
        exports=IncidentExportService(units),
        escalations=EscalationService(units),
        escalation_rules=EscalationRuleService(units),
        escalation_lists=EscalationLists(units),
        acknowledge_links=links,
        notifications=NotificationService(units),
        notification_settings=NotificationSettingService(units),
        contact_methods=ContactMethodService(units, seals, attempts),
        webhooks=WebhookService(units, seals, attempts, plain_http=bool(servers.outgoing.allowed_networks)),
        delivery=DeliveryService(
            units, outlets or _outlets(servers.outgoing, links), seals, servers.public_url, metrics
        ),
        delivery_lists=DeliveryLists(units),
        on_call=OnCallService(units),
        on_call_schedules=OnCallScheduleService(units),
        escalation_simulation=EscalationSimulation(units),
        directory=DirectoryService(units),
        people=PeopleService(units, passwords),
        invitations=InvitationService(units, passwords, attempts),
        teams=TeamService(units),
        skills=SkillService(units),
        availability=AvailabilityService(units),
        calendar_feeds=CalendarFeedService(units, servers.public_url),
        catalogue=CatalogueService(units),
        audit_trail=AuditTrailService(units),
        audit=AuditService(units, TrustedKeys(proving.public_keys), proving.anchor),
        checkpoints=CheckpointService(units, proving.key, AnchorFile(proving.anchor) if proving.anchor else None),
        workers=WorkerService(units),
        workload=WorkloadService(units),
        analytics=AnalyticsService(units),
        feed_epochs=feed_epochs,
        feed_health=FeedHealth(units),
        live=live,
        setup=SetupService(units, passwords),
        resealing=ResealingService(units, seals),
        servicenow=ServiceNowImport(units),
        demo=DemoData(units, passwords, seals),
    )


def _outlets(outgoing: Outgoing, links: AcknowledgeLinks) -> Outlets:
    egress = egress_of(outgoing)
    return Outlets(channels_of(outgoing, egress), webhook_sender_of(outgoing, egress), links)
