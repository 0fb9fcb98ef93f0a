"""The GraphQL schema: every query, mutation and subscription, one file a feature."""

import strawberry
from strawberry.extensions import ParserCache
from strawberry.schema.config import StrawberryConfig

from schema.errors import TranslateErrors
from schema.limits import BoundedValidation
from schema.mutations.api_keys import ApiKeyMutations
from schema.mutations.assignment import AssignmentMutations
from schema.mutations.business_calendars import BusinessCalendarMutations
from schema.mutations.calendar_feeds import CalendarFeedMutations
from schema.mutations.checklists import ChecklistMutations
from schema.mutations.contact_methods import ContactMethodMutations
from schema.mutations.dedup_keys import DedupKeyMutations
from schema.mutations.deliveries import DeliveryMutations
from schema.mutations.escalation_rules import EscalationRuleMutations
from schema.mutations.escalations import EscalationMutations
from schema.mutations.incident_templates import IncidentTemplateMutations
from schema.mutations.incidents import IncidentMutations
from schema.mutations.notification_settings import NotificationSettingMutations
from schema.mutations.on_call import OnCallMutations
from schema.mutations.organizations import OrganizationMutations
from schema.mutations.participants import ParticipantMutations
from schema.mutations.people import PeopleMutations
from schema.mutations.review import ReviewMutations
from schema.mutations.sessions import SessionMutations
from schema.mutations.sla_policies import SlaPolicyMutations
from schema.mutations.staffing import StaffingMutations
from schema.mutations.template_reports import TemplateReportMutations
from schema.mutations.webhooks import WebhookMutations
from schema.queries.analytics import AnalyticsQueries
from schema.queries.api_keys import ApiKeyQueries
from schema.queries.assignment import AssignmentQueries
from schema.queries.audit import AuditQueries
from schema.queries.audit_trail import AuditTrailQueries
from schema.queries.calendar_feeds import CalendarFeedQueries
from schema.queries.contact_methods import ContactMethodQueries
from schema.queries.deliveries import DeliveryQueries
from schema.queries.directory import DirectoryQueries
from schema.queries.escalation_simulation import EscalationSimulationQueries
from schema.queries.escalations import EscalationQueries
from schema.queries.events import EventQueries
from schema.queries.incident_templates import IncidentTemplateQueries
from schema.queries.incidents import IncidentQueries
from schema.queries.on_call import OnCallQueries
from schema.queries.review import ReviewQueries
from schema.queries.search import SearchQueries
from schema.queries.skills import SkillQueries
from schema.queries.sla import SlaQueries
from schema.queries.webhooks import WebhookQueries
from schema.queries.workload import WorkloadQueries
from schema.subscriptions.escalations import EscalationSubscriptions
from schema.subscriptions.events import IncidentSubscriptions
from schema.types.users import Admin, Engineer, Manager


@strawberry.type(description="What can be read.")
class Query(
    DirectoryQueries,
    IncidentQueries,
    ReviewQueries,
    SearchQueries,
    ApiKeyQueries,
    AuditQueries,
    AuditTrailQueries,
    EscalationQueries,
    DeliveryQueries,
    EscalationSimulationQueries,
    EventQueries,
    SkillQueries,
    CalendarFeedQueries,
    WorkloadQueries,
    AnalyticsQueries,
    OnCallQueries,
    AssignmentQueries,
    SlaQueries,
    IncidentTemplateQueries,
    ContactMethodQueries,
    WebhookQueries,
):
    pass


@strawberry.type(description="What can be done.")
class Mutation(
    SessionMutations,
    IncidentMutations,
    DedupKeyMutations,
    ParticipantMutations,
    ReviewMutations,
    ApiKeyMutations,
    PeopleMutations,
    OrganizationMutations,
    StaffingMutations,
    CalendarFeedMutations,
    EscalationMutations,
    DeliveryMutations,
    EscalationRuleMutations,
    OnCallMutations,
    AssignmentMutations,
    SlaPolicyMutations,
    BusinessCalendarMutations,
    IncidentTemplateMutations,
    TemplateReportMutations,
    ChecklistMutations,
    ContactMethodMutations,
    NotificationSettingMutations,
    WebhookMutations,
):
    pass


@strawberry.type(description="What can be followed.")
class Subscription(IncidentSubscriptions, EscalationSubscriptions):
    pass


class Schema(strawberry.Schema):
    """Logs nothing itself: `TranslateErrors` does, and only what was not raised on purpose."""

    def process_errors(self, errors: object, execution_context: object = None) -> None:
        pass


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Admin, Manager, Engineer],
    extensions=[ParserCache, TranslateErrors, BoundedValidation],
    config=StrawberryConfig(),
)
