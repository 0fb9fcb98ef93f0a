"""The domain's enums as the API names them: import them from here, so that each is registered before its first use."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from siems.domain.analytics import Grouping as AnalyticsGrouping
from siems.domain.analytics import PeriodUnit as AnalyticsPeriodUnit
from siems.domain.assignment import Factor as AssignmentFactor
from siems.domain.contacts import LowestSeverity
from siems.domain.delivery import Channel, DeliveryState, Urgency
from siems.domain.escalation.rules import EscalationAction, TargetKind
from siems.domain.incident_export import ExportFormat
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import ActorKind, Origin, SubjectKind
from siems.domain.on_call import RotationUnit
from siems.domain.sla import SlaState
from siems.domain.users import Role
from siems.models.escalation import NotificationKind
from siems.services.incident_lists import IncidentOrderField
from siems.services.search import SearchField

__all__ = [
    "ActorKind",
    "AnalyticsGrouping",
    "AnalyticsPeriodUnit",
    "AssignmentFactor",
    "Channel",
    "DeliveryState",
    "EscalationAction",
    "ExportFormat",
    "IncidentOrderField",
    "IncidentStatus",
    "LowestSeverity",
    "NotificationKind",
    "Origin",
    "Role",
    "RotationUnit",
    "SearchField",
    "Severity",
    "SlaState",
    "SubjectKind",
    "TargetKind",
    "Urgency",
]


def _register(enum: type[Enum], values: Mapping[str, str], *, description: str, name: str | None = None) -> None:
    """Makes an enum of the domain one of the API, and says what each of its values means."""
    registered: Any = strawberry.enum(enum, name=name, description=description)
    for value in registered.__strawberry_definition__.values:
        value.description = values[value.name]


_register(
    Role,
    {
        "ADMIN": "Runs the organization.",
        "MANAGER": "Runs the incidents.",
        "ENGINEER": "Works incidents.",
    },
    description="What a person is in the organization.",
)
_register(
    Severity,
    {
        "LOW": "It can wait.",
        "MEDIUM": "It needs looking after.",
        "HIGH": "It hurts.",
        "CRITICAL": "Nothing is more urgent.",
    },
    description="How bad it is.",
)
_register(
    IncidentStatus,
    {
        "OPEN": "Reported, and nobody owns it.",
        "ASSIGNED": "Somebody owns it and has not begun.",
        "IN_PROGRESS": "Its assignee works on it.",
        "RESOLVED": "The cause is dealt with; whoever is responsible has yet to agree.",
        "CLOSED": "Final.",
    },
    description="Where an incident stands in its lifecycle.",
)
_register(
    ActorKind,
    {
        "USER": "A person.",
        "INTEGRATION": "A machine with an API key.",
        "SYSTEM": "SIEMS itself.",
        "IMPORT": "An import from another system.",
    },
    description="Who or what acted.",
)
_register(
    SubjectKind,
    {
        "INCIDENT": "An incident.",
        "ORGANIZATION": "The organization itself.",
        "USER": "A person, with their log-ins.",
        "TEAM": "A team, with its members.",
        "SERVICE": "A service.",
        "CATEGORY": "A category.",
        "API_KEY": "A key of an integration.",
        "ESCALATION_RULE": "A rule that escalates what is late.",
        "SKILL": "Something that one can be good at.",
        "ON_CALL_SCHEDULE": "An on-call schedule, with its overrides.",
        "ASSIGNMENT_RULE": "A rule that assigns what is reported.",
        "SLA_POLICY": "A promise of how fast incidents are dealt with.",
        "BUSINESS_CALENDAR": "The hours that such a promise counts on.",
        "INCIDENT_TEMPLATE": "What a kind of incident is usually reported as.",
        "WEBHOOK": "A machine that is told of what happens to incidents.",
        "DELIVERY": "Something that was sent again.",
    },
    description="What an entry of the logs is about.",
)
_register(
    IncidentOrderField,
    {
        "CREATED_AT": "When it was reported.",
        "UPDATED_AT": "When the last entry of its log happened.",
        "SEVERITY": "How bad it is.",
        "NUMBER": "Its number in the organization.",
    },
    description="What a list of incidents is ordered by.",
)
_register(
    ExportFormat,
    {
        "JSON": "Everything, for programs: its log can be verified from the file alone.",
        "MARKDOWN": "For people: what somebody wrote is shown as text.",
    },
    name="IncidentExportFormat",
    description="What an incident is written out as.",
)
_register(
    Origin,
    {
        "LIVE": "It happened here.",
        "IMPORTED": "Another system told it.",
        "INFERRED": "A step that another system's log skipped.",
    },
    name="LogOrigin",
    description="How SIEMS knows of an entry.",
)
_register(
    TargetKind,
    {
        "ASSIGNEE": "Whoever has the incident.",
        "ON_CALL": "Everybody who is on call for the incident's team at that moment, by all of its schedules.",
        "TEAM_MANAGER": "The manager of the incident's team.",
        "ALL_MANAGERS": "Every manager of the organization.",
        "USER": "This very person.",
    },
    name="EscalationTargetKind",
    description="Who is told. If that is nobody, all managers are, and if there is none, all admins.",
)
_register(
    EscalationAction,
    {
        "NOTIFY": "Tells the targets, who take part in the incident from then on.",
        "RAISE_SEVERITY": "Makes it worse by one, up to CRITICAL.",
        "REASSIGN_TO_ON_CALL": "Gives it to whoever is on call by the first of the team's schedules that has somebody.",
    },
    description="What a step of an escalation does.",
)
_register(
    NotificationKind,
    {
        "ESCALATED": "An incident was escalated to them.",
        "ASSIGNED": "An incident was given to them.",
        "COMMENTED": "Somebody wrote about an incident that they follow.",
        "RESOLVED": "An incident that they follow was resolved.",
        "REOPENED": "An incident that they follow was reopened.",
        "SLA_AT_RISK": "The service level of an incident that they have is at risk.",
        "SLA_BREACHED": "The service level of an incident that they have is breached.",
    },
    description="Why somebody is told.",
)
_register(
    DeliveryState,
    {
        "PENDING": "It waits for its time, or to be tried again.",
        "SENDING": "It is being sent.",
        "SENT": "The other side has taken it.",
        "FAILED": "It was given up.",
        "CANCELLED": "It need not be sent any more.",
    },
    description="What has become of a delivery.",
)
_register(
    RotationUnit,
    {
        "HOURS": "Hours of the clock on the wall.",
        "DAYS": "Days: handoffs are at the same hour of each.",
        "WEEKS": "Weeks: handoffs are on the same weekday at the same hour.",
    },
    description="What the length of a turn on call is counted in.",
)
_register(
    AssignmentFactor,
    {
        "SKILLS": "What the incident asks for, and what they can do.",
        "ON_CALL": "Whether they are on call for the incident's team.",
        "HOURS": "Whether it is in their working hours.",
        "LOAD": "What they have in hand, by severity.",
        "REST": "How long ago they were last told of an incident.",
        "ABSENCE": "Why they cannot take it.",
    },
    name="AssignmentFactor",
    description="What a part of a score is for.",
)
_register(
    SearchField,
    {
        "TITLE": "The title.",
        "DESCRIPTION": "The description.",
        "RESOLUTION": "What was done about it.",
        "COMMENT": "A comment: the newest one that has a hit.",
    },
    description="Where in an incident something was found.",
)
_register(
    SlaState,
    {
        "ON_TRACK": "There is time.",
        "AT_RISK": "80 % of the time has passed, and it is not done.",
        "BREACHED": "It was not done in time.",
        "MET": "It was done in time.",
    },
    description="How a promise of a service level stands.",
)
_register(
    AnalyticsGrouping,
    {
        "SEVERITY": "How bad they are.",
        "CATEGORY": "The category.",
        "SERVICE": "The service.",
        "TEAM": "The team.",
        "ENGINEER": "Who has them, or had them in the end.",
    },
    name="AnalyticsGrouping",
    description="What incidents are told apart by.",
)
_register(
    AnalyticsPeriodUnit,
    {"DAY": "A day, as long as the clocks make it.", "WEEK": "From Monday to Sunday."},
    name="AnalyticsPeriodUnit",
    description="What a range of time is divided into.",
)
_register(
    Channel,
    {
        "EMAIL": "An e-mail address.",
        "SMS": "A telephone number, by text message.",
        "APP": "A messenger or a push service, named by an Apprise URL: Slack, Teams, Telegram, ntfy and others.",
    },
    description="How somebody is reached.",
)
_register(
    Urgency,
    {
        "PAGE": "Somebody has to act. It is never held, and goes on to the next step until it is acknowledged.",
        "INFORMATION": "Good to know. Quiet hours defer it.",
        "CODE": "The code that verifies a contact method.",
    },
    description="How urgent it is that something is delivered.",
)
_register(
    LowestSeverity,
    {
        "LOW": "Whatever the severity.",
        "MEDIUM": "For MEDIUM and worse.",
        "HIGH": "For HIGH and worse.",
        "CRITICAL": "For CRITICAL only.",
        "NEVER": "For none.",
    },
    description="How bad an incident must be for somebody to be sent something of it.",
)
