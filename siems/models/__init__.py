"""Tortoise models. Their tables are made by the reviewed SQL in migrations/, not by them."""

from siems.models.api_keys import ApiKey
from siems.models.assignment import AssignmentRule
from siems.models.checkpoints import Checkpoint, CheckpointHead, CheckpointPart
from siems.models.delivery import (
    ContactMethod,
    Delivery,
    NotificationSetting,
    NotificationStep,
    UsedLink,
    Webhook,
)
from siems.models.escalation import Escalation, EscalationPlanning, EscalationRule, Notification
from siems.models.incidents import Incident, IncidentCounter
from siems.models.invitations import Invitation
from siems.models.logs import ConfigurationLog, FeedEpoch, IncidentLog, LogEntry
from siems.models.on_call import Absence, CalendarFeed, OnCallOverride, OnCallSchedule
from siems.models.organizations import Category, Organization, Service, Team, TeamMember
from siems.models.participants import IncidentParticipant
from siems.models.postmortems import Postmortem
from siems.models.search import IncidentSearch
from siems.models.sessions import RefreshToken, Session
from siems.models.skills import RequiredSkill, Skill, UserSkill
from siems.models.sla import BusinessCalendar, SlaPolicy
from siems.models.templates import ChecklistItem, IncidentTemplate, IncidentTemplateVersion
from siems.models.users import User
from siems.models.workers import WorkerHeartbeat

__all__ = [
    "Absence",
    "ApiKey",
    "AssignmentRule",
    "BusinessCalendar",
    "CalendarFeed",
    "Category",
    "ChecklistItem",
    "Checkpoint",
    "CheckpointHead",
    "CheckpointPart",
    "ConfigurationLog",
    "ContactMethod",
    "Delivery",
    "Escalation",
    "EscalationPlanning",
    "EscalationRule",
    "FeedEpoch",
    "Incident",
    "IncidentCounter",
    "IncidentLog",
    "IncidentParticipant",
    "IncidentSearch",
    "IncidentTemplate",
    "IncidentTemplateVersion",
    "Invitation",
    "LogEntry",
    "Notification",
    "NotificationSetting",
    "NotificationStep",
    "OnCallOverride",
    "OnCallSchedule",
    "Organization",
    "Postmortem",
    "RefreshToken",
    "RequiredSkill",
    "Service",
    "Session",
    "Skill",
    "SlaPolicy",
    "Team",
    "TeamMember",
    "UsedLink",
    "User",
    "UserSkill",
    "Webhook",
    "WorkerHeartbeat",
]
