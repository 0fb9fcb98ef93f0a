"""The committed SDL is the schema, says what everything is, and keeps the names of the contract."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
)

from schema.schema import schema

SDL = build_schema(schema.as_str())
COMMITTED = Path(__file__).parents[2] / "schema" / "schema.graphql"
OWN_TYPES = {name: type for name, type in SDL.type_map.items() if not name.startswith("__")}

CONTRACT = {
    "Query": """me node incident incidents incidentLog users teams services categories verifyAudit apiKeys
        auditTrail escalationRules escalationStrategies escalationPlanning escalations notifications
        simulateEscalationRule eventCursor teamWorkloads engineerWorkloads onCallSchedules onCall
        suggestedAssignees assignmentRules skills absences calendarFeeds
        slaPolicies businessCalendars slaDueTimes
        searchIncidents similarIncidents incidentTemplates analytics incidentExport
        contactMethods notificationSettings webhooks
        deliveries incidentDeliveries""",
    "IncidentExport": "fileName contentType content",
    "IncidentExportFormat": "JSON MARKDOWN",
    "Mutation": """login refreshSession logout
        resolveByDedupKey acknowledgeByDedupKey
        reportIncident assignIncident unassignIncident claimIncident startIncident resolveIncident
        closeIncident reopenIncident addComment updateIncident changeSeverity
        createApiKey revokeApiKey addParticipant removeParticipant writePostmortem createUser updateUser deactivateUser
        reactivateUser inviteUser setPassword endSessions createTeam updateTeam createService updateService
        createCategory updateCategory escalateIncident acknowledgeEscalation markNotificationsRead
        createEscalationRule updateEscalationRule deleteEscalationRule
        createOnCallSchedule updateOnCallSchedule deleteOnCallSchedule addOnCallOverride removeOnCallOverride
        createSkill updateSkill deleteSkill setSkills setAvailability setWorkingHours addAbsence removeAbsence
        createCalendarFeed revokeCalendarFeed
        autoAssignIncident createAssignmentRule updateAssignmentRule deleteAssignmentRule
        createSlaPolicy updateSlaPolicy deleteSlaPolicy
        createBusinessCalendar updateBusinessCalendar deleteBusinessCalendar
        createIncidentTemplate updateIncidentTemplate deleteIncidentTemplate reportFromTemplate tickChecklistItem
        createContactMethod renameContactMethod sendContactCode verifyContactMethod deleteContactMethod
        setNotificationSteps setNotificationSettings
        createWebhook updateWebhook rotateWebhookSecret testWebhook deleteWebhook
        resendDelivery""",
    "ContactMethod": "id channel name hint createdAt verifiedAt codeExpiresAt",
    "NotificationSettings": "steps lowestSeverities quietHours",
    "NotificationStep": "urgency afterMinutes contactMethod",
    "LowestSeverityOfKind": "kind severity",
    "QuietHours": "from until timeZone",
    "CreateContactMethodInput": "channel name address",
    "RenameContactMethodInput": "contactMethodId name",
    "SendContactCodeInput": "contactMethodId",
    "VerifyContactMethodInput": "contactMethodId code",
    "DeleteContactMethodInput": "contactMethodId reason",
    "SetNotificationStepsInput": "urgency steps",
    "NotificationStepInput": "contactMethodId afterMinutes",
    "SetNotificationSettingsInput": "lowestSeverities quietHours",
    "LowestSeverityInput": "kind severity",
    "QuietHoursInput": "from until timeZone",
    "Webhook": "id name hint actions restricted enabled createdAt createdBy formerSecretUntil",
    "CreateWebhookInput": "name url actions restricted enabled",
    "UpdateWebhookInput": "webhookId name url actions restricted enabled",
    "RotateWebhookSecretInput": "webhookId immediately",
    "TestWebhookInput": "webhookId",
    "TestWebhookPayload": "webhook deliveryId errors",
    "DeleteWebhookInput": "webhookId reason",
    "CreateWebhookPayload": "webhook secret errors",
    "RotateWebhookSecretPayload": "webhook secret errors",
    "Channel": "EMAIL SMS APP",
    "Urgency": "PAGE INFORMATION CODE",
    "LowestSeverity": "LOW MEDIUM HIGH CRITICAL NEVER",
    "IncidentTemplate": """id name version title description placeholders severity category service requiredSkills
        checklist createdAt""",
    "IncidentTemplateVersion": """name template version title description placeholders severity category service
        requiredSkills checklist createdAt""",
    "CreateIncidentTemplateInput": "name title description severity categoryId serviceId requiredSkills checklist",
    "UpdateIncidentTemplateInput": """templateId name title description severity categoryId serviceId requiredSkills
        checklist""",
    "DeleteIncidentTemplateInput": "templateId reason",
    "DeleteIncidentTemplatePayload": "deletedId errors",
    "ReportFromTemplateInput": """templateId values title description severity categoryId serviceId teamId restricted
        dedupKey""",
    "PlaceholderValueInput": "name value",
    "TickChecklistItemInput": "incidentId position ticked",
    "ChecklistItem": "position text tickedAt tickedBy",
    "SuggestedAssignee": "user score eligible rank reasons fromOtherTeams",
    "AssignmentReason": "factor points most text",
    "AutoAssignIncidentInput": "incidentId reason expectedVersion",
    "AssignmentRule": "id name enabled severities services categories teams minimumScore createdAt",
    "Subscription": "incidentEvents incidentChanged escalationRaised notificationReceived",
    "IncidentEvent": "cursor kind at actor actorName incidentId incident change",
    "IncidentEventChange": "sequence before after reason",
    "IncidentEventFilter": "kinds severity assigneeId teamId serviceId categoryId mine",
    "Incident": """id number key title description severity status category service team reporter assignee restricted
        version escalationLevel allowedTransitions createdAt assignedAt acknowledgedAt startedAt resolvedAt closedAt
        resolution participants nextEscalationAt similar sla template checklist requiredSkills review postmortem""",
    "IncidentReview": """timeline entryCount timelineTruncated paged secondsToAcknowledge secondsToStart
        secondsToResolve reopenings escalations changes sla""",
    "ReviewMoment": "sequence at sinceReportSeconds actorKind actorName actor action sentence",
    "ReviewPaged": "sequence at name user ruleName raisedByName acknowledgedAt acknowledgedByName",
    "ReviewChange": "sequence at actorName field before after",
    "ReviewEscalations": "byRule byHand",
    "Postmortem": "body version createdAt updatedAt updatedBy",
    "WritePostmortemInput": "incidentId body expectedVersion",
    "WritePostmortemPayload": "incident postmortem errors",
    "IncidentLogEntry": "sequence action actor before after reason at recordedAt hash",
    "AuditVerification": "ok checked firstBroken checkpoints lastCheckpointAt anchored",
    "BrokenLogEntry": "kind id sequence problem",
    "CreateUserInput": "email name role password",
    "InviteUserInput": "email name role userId",
    "SetPasswordInput": "token currentPassword password",
    "UpdateUserInput": "userId name email role",
    "DeactivateUserInput": "userId reason",
    "InviteUserPayload": "user inviteToken expiresAt errors",
    "EscalationRule": """id name enabled strategy afterMinutes severities services categories teams steps repeat
        acknowledgeTimeoutMinutes parameters activeSince""",
    "EscalationStep": "delayMinutes targets actions",
    "EscalationTarget": "kind user",
    "EscalationRepeat": "times everyMinutes",
    "Escalation": """id incident rule ruleName strategy round step repeat level dueAt firedAt latenessSeconds reason
        raisedBy notified acknowledgedAt acknowledgedBy acknowledgedByName""",
    "EscalationPlanning": "total done finished",
    "Notification": "id kind incident escalation createdAt readAt deliveries",
    "NotificationKind": "ESCALATED ASSIGNED COMMENTED RESOLVED REOPENED SLA_AT_RISK SLA_BREACHED",
    "Delivery": """id urgency state step attempts createdAt dueAt nextAttemptAt endedAt messageId logSequence incident
        user channel name hint reason""",
    "ResendDeliveryInput": "deliveryId reason",
    "DeliveryState": "PENDING SENDING SENT FAILED CANCELLED",
    "EscalateIncidentInput": "incidentId reason expectedVersion",
    "EscalateIncidentPayload": "incident escalation errors",
    "AcknowledgeEscalationInput": "escalationId reason",
    "AcknowledgeEscalationPayload": "incident escalation errors",
    "MarkNotificationsReadInput": "ids all",
    "CreateEscalationRuleInput": """name strategy afterMinutes severities serviceIds categoryIds teamIds steps repeat
        acknowledgeTimeoutMinutes parameters enabled""",
    "EscalationTargetKind": "ASSIGNEE ON_CALL TEAM_MANAGER ALL_MANAGERS USER",
    "EscalationAction": "NOTIFY RAISE_SEVERITY REASSIGN_TO_ON_CALL",
    "Workload": "load bySeverity open assigned inProgress pages nightPages oldest",
    "TeamWorkload": "team workload",
    "EngineerWorkload": "user workload",
    "AnalyticsFilter": "severity categoryId serviceId teamId assigneeId",
    "Analytics": "since until timeZone summary periods groups pages busiestHours lateness csv",
    "AnalyticsPeriod": "startsAt endsAt figures backlog",
    "AnalyticsGroup": "name severity category service team engineer figures",
    "IncidentFigures": """incidents timeToAcknowledge timeToStart timeToResolve escalations respondSla resolveSla
        everResolved reopened reopenRate""",
    "DurationFigures": "count leftOut meanSeconds p50Seconds p90Seconds p95Seconds",
    "EscalationFigures": "incidents byRule byHand rate ruleRate handRate",
    "SlaAttainment": "met breached attainment",
    "PersonPages": "name user pages nightPages",
    "BusyHour": "weekday hour incidents",
    "EscalationLateness": "firings p50Seconds p99Seconds maxSeconds",
    "AnalyticsPeriodUnit": "DAY WEEK",
    "AnalyticsGrouping": "SEVERITY CATEGORY SERVICE TEAM ENGINEER",
    "AnalyticsRows": "DAY WEEK SEVERITY CATEGORY SERVICE TEAM ENGINEER",
    "Team": "id name manager members onCallSchedules onCall",
    "OnCallSchedule": "id name team timeZone createdAt layers overrides shifts gaps",
    "OnCallLayer": "name participants rotation hours",
    "OnCallShift": "startsAt endsAt user layer override",
    "OnCallGap": "startsAt endsAt away",
    "OnCallDuty": "schedule user since until layer override away",
    "RotationUnit": "HOURS DAYS WEEKS",
    "Weekday": "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY",
    "AuditFilter": "kind subjectId actorId action since until",
    "AuditTrailEntry": """kind subjectId subject sequence action actor actorKind actorName before after reason at
        recordedAt requestId sourceAddress hash""",
    "UserError": "code message field",
    "LoginPayload": "accessToken refreshToken expiresAt viewer errors",
    "RefreshSessionPayload": "accessToken refreshToken expiresAt viewer errors",
    "LoginInput": "email password useCookie",
    "ReportIncidentPayload": "incident merged errors",
    "ReportFromTemplatePayload": "incident merged errors",
    "ResolveByDedupKeyInput": "dedupKey resolution",
    "AcknowledgeByDedupKeyInput": "dedupKey reason",
    "ReportIncidentInput": "title description severity categoryId serviceId teamId restricted dedupKey",
    "AssignIncidentInput": "incidentId assigneeId reason expectedVersion",
    "UnassignIncidentInput": "incidentId reason expectedVersion",
    "ClaimIncidentInput": "incidentId reason expectedVersion",
    "StartIncidentInput": "incidentId reason expectedVersion",
    "CloseIncidentInput": "incidentId reason expectedVersion",
    "ReopenIncidentInput": "incidentId reason expectedVersion",
    "ResolveIncidentInput": "incidentId resolution expectedVersion",
    "AddCommentInput": "incidentId body",
    "AddParticipantInput": "incidentId userId reason",
    "RemoveParticipantInput": "incidentId userId reason",
    "IncidentFilter": """status severity assigneeId teamId serviceId categoryId reporterId createdAfter createdBefore
        mine text sla""",
    "IncidentSla": "state respond resolve policy",
    "SlaPolicy": "id name severities services respondMinutes resolveMinutes calendar createdAt",
    "BusinessCalendar": "id name timeZone hours holidays createdAt",
    "Holiday": "on name",
    "SlaDueTimes": "dueAt atRiskAt",
    "CreateSlaPolicyInput": "name severities serviceIds respondMinutes resolveMinutes calendarId",
    "UpdateSlaPolicyInput": "slaPolicyId name severities serviceIds respondMinutes resolveMinutes calendarId",
    "DeleteSlaPolicyInput": "slaPolicyId reason",
    "CreateBusinessCalendarInput": "name timeZone hours holidays",
    "UpdateBusinessCalendarInput": "businessCalendarId name timeZone hours holidays",
    "DeleteBusinessCalendarInput": "businessCalendarId reason",
    "SlaPromise": "dueAt atRiskAt state",
    "SlaState": "ON_TRACK AT_RISK BREACHED MET",
    "SearchConnection": "edges pageInfo totalCount",
    "SearchEdge": "cursor node rank highlights",
    "SearchHighlight": "field text",
    "SearchField": "TITLE DESCRIPTION RESOLUTION COMMENT",
    "SimilarIncident": "incident score",
    "EscalationSimulation": """since until incidentCount escalatedCount firingCount weeks comparison firings truncated
        failedCount cutCount days steps""",
    "EscalationStrategy": "name described parameters",
    "EscalationParameter": "name described required minimum maximum choices",
    "Severity": "LOW MEDIUM HIGH CRITICAL",
    "IncidentStatus": "OPEN ASSIGNED IN_PROGRESS RESOLVED CLOSED",
    "Role": "ADMIN MANAGER ENGINEER",
}


def test_the_committed_sdl_is_the_schema() -> None:
    assert COMMITTED.read_text() == schema.as_str() + "\n"


def test_everything_says_what_it_is() -> None:
    silent = []
    for name, type in OWN_TYPES.items():
        if name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        silent += [] if type.description else [name]
        if isinstance(type, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            silent += [f"{name}.{field}" for field, value in type.fields.items() if not value.description]
        if isinstance(type, GraphQLEnumType):
            silent += [f"{name}.{value}" for value, definition in type.values.items() if not definition.description]
    assert silent == []


@pytest.mark.parametrize("name", CONTRACT)
def test_the_names_of_the_contract_are_there(name: str) -> None:
    type = OWN_TYPES[name]
    found = type.values if isinstance(type, GraphQLEnumType) else type.fields  # type: ignore[attr-defined]  # they have
    assert set(CONTRACT[name].split()) - set(found) == set()


def test_one_refused_field_never_wipes_out_its_neighbours() -> None:
    assert SDL.query_type is not None
    assert SDL.mutation_type is not None
    assert SDL.subscription_type is not None
    roots = {**SDL.query_type.fields, **SDL.mutation_type.fields, **SDL.subscription_type.fields}
    assert [name for name, field in roots.items() if str(field.type).endswith("!")] == []


def test_every_mutation_takes_one_input_named_after_it_and_answers_errors() -> None:
    assert SDL.mutation_type is not None
    for name, field in SDL.mutation_type.fields.items():
        capital = name[0].upper() + name[1:]
        assert {argument: str(value.type) for argument, value in field.args.items()} == {"input": f"{capital}Input!"}
        payload = field.type
        assert isinstance(payload, GraphQLObjectType)
        assert (payload.name, str(payload.fields["errors"].type)) == (f"{capital}Payload", "[UserError!]!")


def test_every_node_is_a_node() -> None:
    kinds = ("Admin", "Manager", "Engineer", "Team", "Service", "Category", "Incident", "ApiKey")
    kinds += ("EscalationRule", "Escalation", "Notification", "OnCallSchedule", "Skill", "AssignmentRule")
    kinds += ("SlaPolicy", "BusinessCalendar", "IncidentTemplate", "ContactMethod", "Webhook", "Delivery")
    for kind in kinds:
        type = OWN_TYPES[kind]
        assert isinstance(type, GraphQLObjectType)
        assert "Node" in {interface.name for interface in type.interfaces}
